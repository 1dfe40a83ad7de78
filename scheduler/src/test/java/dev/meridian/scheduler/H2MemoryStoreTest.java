package dev.meridian.scheduler;

final class H2MemoryStoreTest extends ScheduleStoreContract {
  @Override
  String url() {
    return "memory://";
  }
}
