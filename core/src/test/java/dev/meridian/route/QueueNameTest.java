package dev.meridian.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueueNameTest {
  @ParameterizedTest
  @EnumSource
  void queueOfARegionTellsIt(Priority priority) {
    assertThat(QueueName.of("fra-2", priority).region()).contains("fra-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"celery", "meridian.", "meridian.fra.other", "xmeridian.fra", "fra"})
  void otherQueuesHaveNone(String name) {
    assertThat(new QueueName(name).region()).isEmpty();
  }

  @Test
  void laneIsOneOfItsRegion() {
    QueueName lane = QueueName.lane("fra-2", 12);
    assertThat(lane.value()).isEqualTo("meridian.fra-2.lane.12");
    assertThat(lane.region()).contains("fra-2");
    assertThat(lane.lane()).hasValue(12);
    assertThat(lane.in("iad")).isEqualTo(QueueName.of("iad", Priority.NORMAL));
    assertThat(QueueName.of("fra", Priority.LOW).lane()).isEmpty();
    assertThat(QueueName.of("fra", Priority.LOW).in("iad").value()).isEqualTo("meridian.iad.low");
    assertThatThrownBy(() -> QueueName.lane("fra", 64)).hasMessage("lane: 64 (expected: 0..63)");
  }

  @Test
  void deadLettersAreNoRegion() {
    assertThat(QueueName.DEAD.region()).isEmpty();
  }
}
