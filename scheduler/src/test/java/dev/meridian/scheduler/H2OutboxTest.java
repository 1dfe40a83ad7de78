package dev.meridian.scheduler;

import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.OutboxBounds;
import dev.meridian.testing.OutboxContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class H2OutboxTest extends OutboxContract {
  @TempDir private Path folder = Path.of("");

  @Override
  protected Outbox open(OutboxBounds bounds) {
    return JdbcOutbox.open("jdbc:h2:file:" + folder.resolve("schedules"), bounds);
  }
}
