package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StopSignalTest {
  private final List<Runnable> origin = new ArrayList<>();
  private final List<String> ends = new ArrayList<>();
  private final StopSignal stop = new StopSignal(origin::add, () -> ends.add("at once"));

  @Test
  void firstSignalOnlyAsks() throws InterruptedException {
    stop.listen();
    origin.getFirst().run();
    stop.await();
    assertThat(ends).isEmpty();
  }

  @Test
  void secondSignalEndsAtOnce() {
    stop.listen();
    origin.getFirst().run();
    origin.getFirst().run();
    assertThat(ends).containsExactly("at once");
  }

  @Test
  void nothingIsHeardBeforeListening() {
    assertThat(origin).isEmpty();
  }
}
