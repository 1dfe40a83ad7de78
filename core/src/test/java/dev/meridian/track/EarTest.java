package dev.meridian.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What waits for a listener that is too slow.
final class EarTest {
  private static final int LARGE = 100;

  private final Semaphore free = new Semaphore(0);
  private final AtomicReference<@Nullable Thread> listening = new AtomicReference<>();
  private final List<Integer> heard = new CopyOnWriteArrayList<>();

  private void take(int number) {
    listening.set(Thread.currentThread());
    heard.add(number);
    free.acquireUninterruptibly();
  }

  private static int size(int number) {
    return number == LARGE ? Ear.MOST_BYTES * 2 : Ear.MOST_BYTES / 4;
  }

  @Test
  void oldestGoAndTheNewestWaitsWhateverItsSize() {
    try (Ear<Integer> ear = new Ear<>("ear", EarTest::size, this::take)) {
      ear.hear(0);
      Await.until("it is busy", () -> heard.size() == 1);
      IntStream.range(1, 20).forEach(ear::hear);
      free.release(5);
      Await.until("others came", () -> heard.size() == 5);
      assertThat(heard).containsExactly(0, 16, 17, 18, 19);

      ear.hear(1);
      Await.until("it is busy again", () -> heard.size() == 6);
      ear.hear(2);
      ear.hear(LARGE);
      free.release(5);
      Await.until("the large one came", () -> heard.size() == 7);
      assertThat(heard.getLast()).isEqualTo(LARGE);
    }
  }

  @Test
  void listenerThatFailsHearsWhatFollows() {
    Consumer<Integer> failing =
        number -> {
          heard.add(number);
          if (number == 1) {
            throw new StackOverflowError("a listener fails, as the test wants");
          }
          throw new IllegalStateException("a listener fails, as the test wants");
        };
    try (Ear<Integer> ear = new Ear<>("ear", EarTest::size, failing)) {
      IntStream.range(0, 3).forEach(ear::hear);
      Await.until("all came", () -> heard.equals(List.of(0, 1, 2)));
    }
  }

  @Test
  void nothingIsHeardAfterTheEnd() throws InterruptedException {
    Ear<Integer> ear = new Ear<>("ear", EarTest::size, this::take);
    ear.hear(1);
    Await.until("it came", () -> heard.size() == 1);
    ear.hear(2);
    ear.close();
    ear.close();
    ear.hear(3);
    free.release(5);
    Thread thread = Objects.requireNonNull(listening.get());
    assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    assertThat(heard).hasSize(1);
  }
}
