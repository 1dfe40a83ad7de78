package dev.meridian.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.cache.SharedCache;
import dev.meridian.memory.MemorySharedCache;
import dev.meridian.result.StoreException;
import dev.meridian.task.TaskId;
import dev.meridian.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RevokedTasksTest {
  private static final TaskId A = new TaskId("a");
  private static final TaskId B = new TaskId("b");

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final SharedCache cache = new MemorySharedCache(clock, 64 << 20);

  private RevokedTasks worker() {
    RevokedTasks tasks = new RevokedTasks(cache, clock);
    tasks.refresh();
    return tasks;
  }

  @Test
  void workerThatStartsLaterKnowsThem() {
    worker().add(List.of(A));
    RevokedTasks later = worker();
    assertThat(later.contains(A)).isTrue();
    assertThat(later.contains(B)).isFalse();
  }

  @Test
  void listsOfWorkersThatDidNotHearOfEachOtherAreMerged() {
    RevokedTasks one = worker();
    RevokedTasks other = worker();
    one.add(List.of(A));
    other.add(List.of(B));
    one.refresh();
    assertThat(one.all()).containsOnlyKeys(A, B);
    assertThat(other.all()).containsOnlyKeys(A, B);
  }

  @Test
  void entryThatGotLostComesBackWithTheNextMerge() {
    RevokedTasks one = worker();
    one.add(List.of(A));
    cache.remove("revoked");
    assertThat(worker().contains(A)).isFalse();
    one.refresh();
    assertThat(worker().contains(A)).isTrue();
  }

  @Test
  void theyAreForgottenInTheEnd() {
    RevokedTasks tasks = worker();
    tasks.add(List.of(A));
    clock.advance(RevokedTasks.KEPT.minusSeconds(1));
    tasks.add(List.of(B));
    clock.advance(Duration.ofSeconds(2));
    tasks.refresh();
    assertThat(tasks.all()).containsOnlyKeys(B);
    assertThat(worker().all()).containsOnlyKeys(B);
  }

  @Test
  void ofTooManyTheFirstAreForgotten() {
    RevokedTasks tasks = worker();
    tasks.add(List.of(A));
    clock.advance(Duration.ofSeconds(1));
    tasks.add(
        IntStream.range(0, RevokedTasks.MOST)
            .mapToObj(i -> new TaskId("n".repeat(190) + i))
            .toList());
    assertThat(tasks.contains(A)).isFalse();
    assertThat(tasks.all()).hasSize(RevokedTasks.MOST);
    assertThat(worker().all()).as("fit the cache").hasSize(RevokedTasks.MOST);
  }

  @Test
  void documentNobodyCanReadIsReplaced() {
    cache.put("revoked", "[{".getBytes(UTF_8), Duration.ofHours(1));
    worker().add(List.of(A));
    assertThat(worker().contains(A)).isTrue();
  }

  @Test
  void memoryHasToDoWhileTheStoreIsDown() {
    RevokedTasks tasks = new RevokedTasks(new DeadCache(), clock);
    tasks.add(List.of(A));
    assertThat(tasks.contains(A)).isTrue();
  }

  /// A cache that cannot be reached.
  private static final class DeadCache implements SharedCache {
    @Override
    public Optional<byte[]> get(String key) {
      throw new StoreException(StoreException.Kind.DOWN, "down", null);
    }

    @Override
    public void put(String key, byte[] value, Duration ttl) {
      throw new StoreException(StoreException.Kind.DOWN, "down", null);
    }

    @Override
    public Optional<byte[]> putIfAbsent(String key, byte[] value, Duration ttl) {
      return get(key);
    }

    @Override
    public void remove(String key) {
      get(key);
    }
  }
}
