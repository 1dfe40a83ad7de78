package dev.meridian.scheduler;

import dev.meridian.testing.TestServers;

final class PostgresStoreTest extends ScheduleStoreContract {
  @Override
  String url() {
    return TestServers.postgres().newDatabase();
  }
}
