package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.BrokerException;
import dev.meridian.route.QueueName;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class DelayTest {
  private static final QueueName QUEUE = new QueueName("meridian.fra");

  @Test
  void restsAreShortestFirstAndAddUpToTheDelayRoundedUp() {
    Random random = new Random(23);
    for (int i = 0; i < 10_000; i++) {
      Duration asked = Duration.ofNanos(random.nextLong(1, 1L << random.nextInt(1, 53)));
      List<Delay.Rest> rests = Delay.of(asked).rests();
      Duration whole = Duration.ofMillis(rests.stream().mapToLong(Delay.Rest::millis).sum());
      assertThat(whole.minus(asked)).isBetween(Duration.ZERO, Duration.ofNanos(125_999_999));
      assertThat(rests).isSortedAccordingTo((a, b) -> Integer.compare(a.place(), b.place()));
      assertThat(rests).allSatisfy(rest -> assertThat(rest.digit()).isBetween(1, 7));
    }
  }

  @Test
  void keySpellsTheDigitsLowestFirst() {
    assertThat(Delay.of(Duration.ofMillis(1)).key(QUEUE))
        .isEqualTo("1.0.0.0.0.0.0.0.0.meridian.fra");
    assertThat(Delay.of(Duration.ofSeconds(1)).key(QUEUE))
        .isEqualTo("0.1.0.0.0.0.0.0.0.meridian.fra");
    assertThat(Delay.of(Duration.ofMillis(74_250)).key(QUEUE))
        .isEqualTo("2.2.1.1.0.0.0.0.0.meridian.fra");
  }

  @Test
  void neighboursOfAStepAreOneStepApart() {
    assertThat(
            Set.of(124, 125, 126).stream()
                .map(ms -> Delay.of(Duration.ofMillis(ms)).steps())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void longestDelayIsHalfAYear() {
    assertThat(Delay.of(Duration.ofDays(194)).rests()).isNotEmpty();
    assertThatThrownBy(() -> Delay.of(Duration.ofDays(195)))
        .isInstanceOf(BrokerException.class)
        .hasMessage("delay: PT4680H (expected: at most 194 days)");
  }
}
