package dev.meridian.scheduler;

import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.OutboxBounds;
import dev.meridian.testing.OutboxContract;
import dev.meridian.testing.TestServers;

final class PostgresOutboxTest extends OutboxContract {
  private final String url = TestServers.postgres().newDatabase();

  @Override
  protected Outbox open(OutboxBounds bounds) {
    return JdbcOutbox.open(url, bounds);
  }
}
