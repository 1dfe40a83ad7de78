package dev.meridian.scheduler;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class H2FileStoreTest extends ScheduleStoreContract {
  @TempDir private Path folder = Path.of("");

  @Override
  String url() {
    return "jdbc:h2:file:" + folder.resolve("schedules");
  }
}
