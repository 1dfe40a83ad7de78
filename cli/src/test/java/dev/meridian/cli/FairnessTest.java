package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A tenant with 5,000 tasks does not starve those with few; [FairnessSoak] does the same with
/// 50,000.
@SuppressWarnings("NullAway.Init")
final class FairnessTest {
  @TempDir private Path folder;

  @Test
  void floodOfOneKeyDoesNotHoldUpOthersThatComeOneAfterAnother() {
    FairnessRun run = new FairnessRun(5_000, 100, 20, 8);
    assertThat(run.oneAfterAnother(folder).values()).allSatisfy(r -> assertThat(r).isLessThan(3));
  }

  @Test
  void floodOfOneKeyDoesNotHoldUpOthersThatComeAtOnce() {
    FairnessRun run = new FairnessRun(5_000, 40, 20, 12);
    assertThat(run.allAtOnce(folder, 2).values()).allSatisfy(r -> assertThat(r).isLessThan(3));
  }
}
