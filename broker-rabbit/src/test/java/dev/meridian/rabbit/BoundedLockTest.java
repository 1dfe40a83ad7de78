package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Nobody waits for ever.
final class BoundedLockTest {
  private final BoundedLock lock = new BoundedLock("somebody has it", Duration.ofMillis(50));

  @Test
  void lockThatIsHeldTooLongIsRefusedAndFreeLater() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread holder = Thread.startVirtualThread(() -> hold(held, release));
    held.await();

    List<String> steps = new ArrayList<>();
    assertThatThrownBy(() -> lock.run(() -> steps.add("too early")))
        .isInstanceOf(IOException.class)
        .hasMessage("somebody has it");
    release.countDown();
    holder.join();
    lock.run(() -> steps.add("in time"));
    assertThat(steps).containsExactly("in time");
  }

  private void hold(CountDownLatch held, CountDownLatch release) {
    try {
      lock.run(() -> {
        held.countDown();
        awaitQuietly(release);
      });
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
