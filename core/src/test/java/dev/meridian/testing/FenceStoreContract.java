package dev.meridian.testing;

import static dev.meridian.testing.TrackSamples.fence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.track.FenceStore;
import dev.meridian.track.FenceStore.Change;
import dev.meridian.track.FenceStore.Changes;
import dev.meridian.track.FenceStore.Kept;
import dev.meridian.track.FenceStore.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every [FenceStore] does. Each test begins with an empty one.
public abstract class FenceStoreContract {
  private static final OptionalInt ANY = OptionalInt.empty();

  /// The store under test: the same one all through a test, empty at its start.
  protected abstract FenceStore fences();

  private Kept put(String id, int radius) {
    return fences().put(id, fence(id, radius), null, ANY).orElseThrow();
  }

  private boolean putIf(String id, int version) {
    return fences().put(id, fence(id, 9), null, OptionalInt.of(version)).isPresent();
  }

  private static List<String> changed(Changes changes) {
    return changes.changes().stream().map(Change::id).toList();
  }

  @Test
  final void thoseThatThereAreAreTold() {
    fences().put("here", fence("here", 9), null, OptionalInt.empty());
    assertThat(fences().existing(Set.of("here", "gone"))).containsExactly("here");
    assertThat(fences().existing(Set.of())).isEmpty();
  }

  @Test
  final void fenceIsFoundAsItWasKept() {
    Instant expires = Instant.parse("2226-01-01T00:00:00.123Z");
    Kept kept = fences().put("a b/ü", fence("a b/ü", 50), expires, ANY).orElseThrow();
    assertThat(kept).isEqualTo(new Kept("a b/ü", 1, expires, fence("a b/ü", 50)));
    assertThat(fences().find("a b/ü")).contains(kept);
    assertThat(fences().find("other")).isEmpty();
    assertThat(fences().count()).isEqualTo(1);
    assertThat(put("a b/ü", 60)).isEqualTo(new Kept("a b/ü", 2, null, fence("a b/ü", 60)));
    assertThat(fences().count()).isEqualTo(1);
  }

  @Test
  final void versionGoesOnAfterARemoval() {
    put("a", 1);
    put("a", 2);
    assertThat(fences().remove("a")).isTrue();
    assertThat(fences().remove("a")).isFalse();
    assertThat(fences().find("a")).isEmpty();
    assertThat(put("a", 3).version()).isEqualTo(3);
    assertThat(fences().remove("a")).isTrue();
    assertThat(put("a", 3).version()).isEqualTo(4);
  }

  @Test
  final void fenceThatWasRemovedIsRememberedAsItWas() {
    assertThat(fences().latest("a")).isEmpty();
    put("a", 1);
    assertThat(fences().latest("a")).contains(new Kept("a", 1, null, fence("a", 1)));
    Kept last = put("a", 2);
    assertThat(fences().remove("a")).isTrue();
    assertThat(fences().latest("a")).contains(last);
    put("a", 3);
    assertThat(fences().latest("a")).contains(new Kept("a", 3, null, fence("a", 3)));
  }

  @Test
  final void expectedVersionDecides() {
    assertThat(putIf("a", 1)).isFalse();
    assertThat(putIf("a", 0)).isTrue();
    assertThat(putIf("a", 0)).isFalse();
    assertThat(putIf("a", 1)).isTrue();
    assertThat(fences().find("a").orElseThrow().version()).isEqualTo(2);
    assertThat(fences().remove("a", OptionalInt.of(1))).isFalse();
    assertThat(fences().remove("b", OptionalInt.of(1))).isFalse();
    assertThat(fences().remove("a", OptionalInt.of(2))).isTrue();
    assertThat(putIf("a", 2)).isFalse();
    assertThat(putIf("a", 0)).isTrue();
    assertThat(fences().revision()).isEqualTo(4);
  }

  @Test
  final void oneOfManyRacersChangesAVersion() {
    put("a", 1);
    var winners = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        threads.execute(() -> winners.addAndGet(putIf("a", 1) ? 1 : 0));
      }
    }
    assertThat(winners).hasValue(1);
  }

  @Test
  final void fencesAreListedInOrderPageByPage() {
    List<String> ids = IntStream.range(0, 25).mapToObj(i -> "f%02d".formatted(24 - i)).toList();
    ids.forEach(id -> put(id, 1));
    List<String> read = new ArrayList<>();
    @Nullable String after = null;
    int pages = 0;
    do {
      Page page = fences().page(after, 10);
      page.fences().forEach(kept -> read.add(kept.id()));
      after = page.next();
      pages++;
    } while (after != null);
    assertThat(read).containsExactlyElementsOf(ids.reversed());
    assertThat(pages).isEqualTo(3);
    assertThat(fences().page("f04", 1).fences()).extracting(Kept::id).containsExactly("f05");
    assertThat(fences().page("f19", 5)).extracting(Page::next).isNull();
    assertThat(fences().page("f99", 5).fences()).isEmpty();
  }

  @Test
  final void changesTellEachFenceOnceAsItIs() {
    assertThat(fences().revision()).isZero();
    assertThat(fences().changes(0)).isEqualTo(new Changes(true, 0, List.of()));
    put("a", 1);
    put("b", 1);
    Kept c = put("c", 1);
    long then = fences().revision();
    Kept again = put("a", 2);
    fences().remove("b");

    Changes all = fences().changes(0);
    assertThat(all.complete()).isTrue();
    assertThat(all.revision()).isEqualTo(5).isEqualTo(fences().revision());
    assertThat(all.changes())
        .containsExactly(new Change("c", c), new Change("a", again), new Change("b", null));
    assertThat(changed(fences().changes(then))).containsExactly("a", "b");
    assertThat(fences().changes(5)).isEqualTo(new Changes(true, 5, List.of()));
  }

  @Test
  final void manyChangesAreToldInOneAnswer() {
    for (int i = 0; i < 1_203; i++) {
      put("f" + i, 1);
    }
    assertThat(changed(fences().changes(1)))
        .containsExactlyElementsOf(
            IntStream.range(1, 1_203).mapToObj(Integer::toString).map("f"::concat).toList());
  }

  @Test
  final void revisionOfAnotherLifeIsNotComplete() {
    put("a", 1);
    assertThat(fences().changes(7).complete()).isFalse();
    assertThat(fences().changes(7).revision()).isEqualTo(1);
  }

  @Test
  final void fencesExpire() {
    Instant past = Instant.parse("2026-01-01T00:00:00Z");
    fences().put("over", fence("over", 1), past, ANY);
    fences().put("kept on", fence("kept on", 1), past, ANY);
    fences().put("later", fence("later", 1), Instant.parse("2226-01-01T00:00:00Z"), ANY);
    put("kept on", 2);
    put("never", 1);
    long then = fences().revision();
    assertThat(fences().expire()).isEqualTo(1);
    assertThat(fences().expire()).isZero();
    assertThat(fences().find("over")).isEmpty();
    assertThat(fences().count()).isEqualTo(3);
    assertThat(fences().changes(then).changes()).containsExactly(new Change("over", null));
  }

  @Test
  final void changesAreHeardOf() throws Exception {
    var heard = new AtomicInteger();
    try (var _ = fences().onChange(heard::incrementAndGet)) {
      put("a", 1);
      Await.until("the new one is heard of", () -> heard.get() > 0);
      Await.holds("it is calm", Duration.ofMillis(50), () -> heard.get() < 100);
      int before = heard.get();
      fences().remove("a");
      Await.until("the removal is heard of", () -> heard.get() > before);
    }
    int end = heard.get();
    put("b", 1);
    Await.holds("nothing is heard", Duration.ofMillis(50), () -> heard.get() == end);
  }
}
