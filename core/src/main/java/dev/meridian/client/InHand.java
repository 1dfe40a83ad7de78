package dev.meridian.client;

import dev.meridian.wait.Countdown;
import java.time.Duration;

/// What holds for names that are claimed while a request is being accepted, until it is confirmed.
final class InHand {
  /// How long accepting may take; publishing is bounded to less.
  static final Duration LONGEST = Duration.ofMinutes(1);

  /// How long others wait for it.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofMillis(20);

  private InHand() {}

  /// Waits for a moment, before the next look.
  ///
  /// @throws InterruptedException if interrupted while waiting
  static void pause() throws InterruptedException {
    // Nobody counts it down.
    boolean _ = new Countdown(1).await(LOOK);
  }
}
