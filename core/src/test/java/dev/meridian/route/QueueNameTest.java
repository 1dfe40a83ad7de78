package dev.meridian.route;

import static org.assertj.core.api.Assertions.assertThat;

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
  void deadLettersAreNoRegion() {
    assertThat(QueueName.DEAD.region()).isEmpty();
  }
}
