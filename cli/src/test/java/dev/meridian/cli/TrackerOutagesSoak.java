package dev.meridian.cli;

import org.junit.jupiter.api.Test;

/// Two workers with bad connections, for about two minutes.
final class TrackerOutagesSoak {
  @Test
  void nothingIsLostRepeatedOrInvented() throws InterruptedException {
    TrackerOutages.check(800);
  }
}
