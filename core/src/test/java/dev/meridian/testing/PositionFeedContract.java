package dev.meridian.testing;

import static dev.meridian.testing.TrackSamples.position;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.track.Position;
import dev.meridian.track.PositionFeed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [PositionFeed] does.
public abstract class PositionFeedContract {
  /// The feed under test: the same one all through a test, with no other listeners.
  protected abstract PositionFeed feed();

  private static void listens(String what, Collection<Position> heard, List<Position> expected) {
    Await.until(what, () -> heard.size() >= expected.size());
    assertThat(heard).containsExactlyElementsOf(expected);
  }

  @Test
  final void positionsAreHeardByAllWhoListen() throws Exception {
    Queue<Position> one = new ConcurrentLinkedQueue<>();
    Queue<Position> other = new ConcurrentLinkedQueue<>();
    List<Position> told =
        new ArrayList<>(IntStream.range(0, 1_000).mapToObj(i -> position("o" + i, i)).toList());
    try (var _ = feed().listen(one::addAll)) {
      try (var _ = feed().listen(other::addAll)) {
        feed().tell(List.copyOf(told));
        listens("one hears", one, told);
        listens("the other hears", other, told);
      }
      feed().tell(List.of(position("later", 1)));
      told.add(position("later", 1));
      listens("one goes on", one, told);
    }
    Queue<Position> third = new ConcurrentLinkedQueue<>();
    try (var _ = feed().listen(third::addAll)) {
      feed().tell(List.of(position("last", 1)));
      listens("one that came later hears", third, List.of(position("last", 1)));
    }
    assertThat(one).hasSize(1_001);
    assertThat(other).hasSize(1_000);
  }

  @Test
  final void listenerThatFailsDisturbsNobody() throws Exception {
    Queue<Position> heard = new ConcurrentLinkedQueue<>();
    try (var _ = feed().listen(_ -> throwNow());
        var _ = feed().listen(heard::addAll)) {
      feed().tell(List.of(position("a", 1)));
      listens("the other hears", heard, List.of(position("a", 1)));
    }
  }

  @Test
  final void listenerThatBlocksHoldsUpNobody() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Queue<Position> heard = new ConcurrentLinkedQueue<>();
    try (var _ = feed().listen(_ -> block(over));
        var _ = feed().listen(heard::addAll)) {
      List<Position> told = IntStream.range(0, 20).mapToObj(i -> position("a", i)).toList();
      told.forEach(position -> feed().tell(List.of(position)));
      listens("the other hears", heard, told);
    } finally {
      over.countDown();
    }
  }

  private static void block(CountDownLatch over) {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void throwNow() {
    throw new IllegalStateException("a listener fails, as the test wants");
  }

  @Test
  final void nobodyHasToListen() {
    feed().tell(List.of(position("a", 1)));
    feed().tell(List.of());
  }
}
