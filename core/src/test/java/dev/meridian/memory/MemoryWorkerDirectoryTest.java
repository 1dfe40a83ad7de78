package dev.meridian.memory;

import dev.meridian.node.WorkerDirectory;
import dev.meridian.testing.WorkerDirectoryContract;
import java.time.InstantSource;

final class MemoryWorkerDirectoryTest extends WorkerDirectoryContract {
  private final WorkerDirectory directory =
      new MemoryWorkerDirectory(InstantSource.system(), 1_000);

  @Override
  protected WorkerDirectory directory() {
    return directory;
  }
}
