package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.lane.Lanes;
import dev.meridian.lane.Lanes.Load;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every [Lanes] does.
public abstract class LanesContract {
  private static final List<Long> EMPTY = Collections.nCopies(4, 0L);
  private static final AtomicInteger REGIONS = new AtomicInteger();

  private final String region =
      "r" + ProcessHandle.current().pid() + "-" + REGIONS.incrementAndGet();

  /// The lanes under test: the same ones all through a test.
  protected abstract Lanes lanes();

  private int assign(String key, int tasks, List<Long> waiting) {
    return lanes().assign(new Load(region, key, tasks), waiting);
  }

  @Test
  final void keyKeepsItsLane() {
    int lane = assign("acme", 1, EMPTY);
    assertThat(assign("other", 1, EMPTY)).isNotEqualTo(lane);
    assertThat(assign("acme", 100, List.of(9L, 9L, 9L, 0L))).isEqualTo(lane);
    assertThat(assign("acme", 1, EMPTY)).isEqualTo(lane);
  }

  @Test
  final void keysDoNotShareWhileThereAreFreeLanes() {
    Set<Integer> given = new TreeSet<>();
    IntStream.range(0, 4).forEach(i -> given.add(assign("key-" + i, 1, EMPTY)));
    assertThat(given).containsExactly(0, 1, 2, 3);
  }

  @Test
  final void newKeyStaysClearOfALaneWhereManyWait() {
    assertThat(assign("small", 1, List.of(50_000L, 3L, 2L, 7L))).isEqualTo(2);
  }

  @Test
  final void newKeyStaysClearOfWhatWasAssignedAndIsNotSeenYet() {
    int flood = assign("flood", 50_000, EMPTY);
    for (int i = 0; i < 9; i++) {
      assertThat(assign("small-" + i, 1, EMPTY)).isNotEqualTo(flood);
    }
  }

  @Test
  final void laneThatIsNoMoreIsLeft() {
    IntStream.range(0, 4).forEach(i -> assign("key-" + i, 1, EMPTY));
    assertThat(assign("key-3", 1, List.of(0L, 0L))).isLessThan(2);
    assertThat(assign("key-0", 1, List.of(0L, 0L))).isZero();
  }

  @Test
  final void regionsAreIndependent() {
    assign("flood", 50_000, EMPTY);
    Load elsewhere = new Load(region + "-b", "small", 1);
    assertThat(lanes().assign(elsewhere, EMPTY)).isZero();
    assertThat(lanes().inUse(region + "-b", Set.of())).containsExactly(0);
  }

  @Test
  final void lanesInUseAreThoseAssignedAndThoseSaidToBe() {
    assertThat(lanes().inUse(region, Set.of())).isEmpty();
    assign("a", 1, EMPTY);
    assign("b", 1, EMPTY);
    assertThat(lanes().inUse(region, Set.of())).containsExactly(0, 1);
    assertThat(lanes().inUse(region, Set.of(63))).containsExactly(0, 1, 63);
    assertThat(lanes().inUse(region, Set.of())).containsExactly(0, 1, 63);
  }

  @Test
  final void newLaneIsTold() throws Exception {
    AtomicInteger told = new AtomicInteger();
    try (AutoCloseable _ = lanes().onNewLane(told::incrementAndGet)) {
      assign("a", 1, EMPTY);
      Await.until("news of a lane", () -> told.get() == 1);
      assign("a", 1, EMPTY);
      assign("b", 1, EMPTY);
      Await.until("news of another", () -> told.get() == 2);
    }
  }
}
