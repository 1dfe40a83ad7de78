package dev.meridian.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Store;
import dev.meridian.task.TaskId;
import dev.meridian.testing.RedisNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Prints rates, and fails only if something is wrong by an order of magnitude: the machine is
/// shared with everything else.
final class RedisThroughputTest {
  private static final int CALLERS = 1_000;
  private static final int CALLS = 20_000;

  private final RedisNode redis = RedisNode.launch();
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(redis.uri()), Clock.systemUTC());
  private final ResultStore results = store.results();

  @AfterEach
  void close() {
    store.close();
    redis.close();
  }

  @Test
  void findSharesRoundTrips() {
    TaskId task = Fixtures.task();
    results.complete(Fixtures.alone(task), Fixtures.success(task));
    assertRate("find", 2_000, _ -> results.find(task));
  }

  @Test
  void completeSharesRoundTrips() {
    List<TaskId> tasks = Fixtures.tasks(CALLS);
    assertRate(
        "complete",
        500,
        i -> results.complete(Fixtures.alone(tasks.get(i)), Fixtures.success(tasks.get(i))));
  }

  @Test
  void completeOfRequestsSharesRoundTrips() {
    List<RequestRecord> requests =
        IntStream.range(0, CALLS).mapToObj(_ -> Fixtures.request(1)).toList();
    assertRate("create", 500, i -> results.create(requests.get(i)));
    assertRate(
        "complete in a request",
        500,
        i -> {
          RequestRecord request = requests.get(i);
          results.complete(Fixtures.partOf(request, 0), Fixtures.success(request.id().only()));
        });
  }

  @Test
  void listenSharesRoundTrips() {
    List<TaskId> tasks = Fixtures.tasks(CALLS);
    assertRate(
        "listen, complete, hear",
        500,
        i -> {
          TaskId task = tasks.get(i);
          try (var listening = results.listen(List.of(task), false)) {
            results.complete(Fixtures.alone(task), Fixtures.success(task));
            assertThat(listening.next(Duration.ofSeconds(20))).isPresent();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static void assertRate(String what, int floor, IntConsumer call) {
    long started = System.nanoTime();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        int first = caller;
        all.add(callers.submit(() -> callEach(first, call)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(what, e);
    }
    long rate = CALLS * 1_000_000_000L / (System.nanoTime() - started);
    System.out.printf("%s: %,d/s with %,d callers%n", what, rate, CALLERS);
    assertThat(rate).isGreaterThan(floor);
  }

  private static void callEach(int first, IntConsumer call) {
    for (int i = first; i < CALLS; i += CALLERS) {
      call.accept(i);
    }
  }
}
