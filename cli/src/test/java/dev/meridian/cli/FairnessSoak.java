package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One key floods 50,000 tasks, five keys send 100 each later: each of the five is done within
/// three times the time it needs alone.
@SuppressWarnings("NullAway.Init")
final class FairnessSoak {
  private static final FairnessRun RUN = new FairnessRun(50_000, 100, 100, 12);

  @TempDir private Path folder;

  @Test
  void oneAfterAnotherWithoutLimits() {
    assertThat(RUN.oneAfterAnother(folder).values()).allSatisfy(r -> assertThat(r).isLessThan(3));
  }

  @Test
  void allAtOnceWithTwoAtATimeForEachKey() {
    assertThat(RUN.allAtOnce(folder, 2).values()).allSatisfy(r -> assertThat(r).isLessThan(3));
  }

  @Test
  void allAtOnceWithMoreThanThereAreSlots() {
    assertThat(RUN.allAtOnce(folder, 4).values()).allSatisfy(r -> assertThat(r).isLessThan(3));
  }
}
