package dev.meridian.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Publication;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.letter.LetterBounds;
import dev.meridian.letter.LetterCursor;
import dev.meridian.letter.LetterFilter;
import dev.meridian.letter.LetterHead;
import dev.meridian.letter.LetterPage;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryStore;
import dev.meridian.result.Store;
import dev.meridian.result.StoreException;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.FlakyBroker;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LetterKeeperTest {
  private final InstantSource clock = InstantSource.system();
  private final FlakyBroker broker = new FlakyBroker(new MemoryBroker(clock));
  private final Store memory = MemoryStore.create(clock);
  private final AtomicBoolean full = new AtomicBoolean();
  private final AtomicInteger tries = new AtomicInteger();
  private final Store store =
      new Store(
          memory.results(),
          memory.limits(),
          memory.cache(),
          memory.workers(),
          memory.chords(),
          new Letters(),
          memory.lanes(),
          memory.tracking());
  private final LetterKeeper keeper = keeper(LetterBounds.STANDARD);

  LetterKeeperTest() {
    broker.declare(QueueName.DEAD);
  }

  private LetterKeeper keeper(LetterBounds bounds) {
    RegionMap map = RegionMap.of(List.of(Region.at("fra", 8.7, 50.1)), List.of());
    return new LetterKeeper(
        new LetterKeeper.Collaborators(() -> map, _ -> broker, store, clock, new Random(3)),
        bounds);
  }

  @AfterEach
  void close() {
    keeper.close();
    broker.close();
  }

  private void bury(int count) {
    for (int i = 0; i < count; i++) {
      Map<String, Object> headers =
          Map.of(
              "task", "quote",
              "id", "t" + i,
              "retries", 1,
              "meridian-reason", "no",
              "meridian-queue", "meridian.fra",
              "meridian-deliveries", 2,
              "meridian-died-at", "2026-01-01T12:00:00.5Z");
      Message letter =
          new Message(Map.copyOf(headers), null, null, "t" + i, 0, ("b" + i).getBytes(UTF_8));
      broker.publish(Publication.now(QueueName.DEAD, letter));
    }
  }

  private List<LetterHead> kept() {
    return memory.letters().page(LetterFilter.ALL, null, 100).letters();
  }

  private long waiting() {
    return broker.depth(QueueName.DEAD).ready();
  }

  @Test
  void lettersLeaveTheirQueueForTheStore() {
    bury(3);
    keeper.look();
    Await.until("they are kept", () -> kept().size() == 3);
    LetterHead head = kept().getFirst();
    assertThat(head.type()).isEqualTo("quote");
    assertThat(head.region()).isEqualTo("fra");
    assertThat(head.reason()).isEqualTo("no");
    assertThat(head.attempts()).isEqualTo(3);
    assertThat(head.died()).isEqualTo("2026-01-01T12:00:00.500Z");
    broker.goDown();
    broker.recover();
    Await.holds("none comes back", Duration.ofMillis(300), () -> waiting() == 0);
  }

  @Test
  void severalKeepersKeepALetterOnce() {
    try (LetterKeeper other = keeper(LetterBounds.STANDARD)) {
      keeper.look();
      other.look();
      bury(30);
      Await.until("they are kept", () -> kept().size() == 30);
    }
  }

  @Test
  void fewAreHeldWhileTheStoreRefuses() {
    full.set(true);
    bury(50);
    keeper.look();
    Await.until("it is tried again", () -> tries.get() > 2 * LetterKeeper.PREFETCH);
    assertThat(waiting()).isEqualTo(50 - LetterKeeper.PREFETCH);
    assertThat(kept()).isEmpty();
    full.set(false);
    Await.until("all are kept", () -> kept().size() == 50);
  }

  @Test
  void lettersHeldGoBackWhenTheProgramEnds() {
    full.set(true);
    bury(5);
    keeper.look();
    Await.until("they are held", () -> waiting() == 0);
    keeper.close();
    broker.goDown();
    broker.recover();
    full.set(false);
    try (LetterKeeper next = keeper(LetterBounds.STANDARD)) {
      next.look();
      Await.until("they are kept", () -> kept().size() == 5);
    }
  }

  @Test
  void brokerThatIsDownIsTakenFromLater() {
    bury(1);
    broker.goDown();
    keeper.look();
    broker.recover();
    assertThat(waiting()).isEqualTo(1);
    keeper.look();
    Await.until("it is kept", () -> kept().size() == 1);
  }

  @Test
  void lettersStayInTheirQueueIfNoneIsToBeKept() {
    bury(1);
    try (LetterKeeper idle = keeper(new LetterBounds(0, Duration.ofDays(1)))) {
      idle.look();
      assertThat(broker.depth(QueueName.DEAD).consumers()).isZero();
      assertThat(waiting()).isEqualTo(1);
    }
  }

  /// Letters in memory that may refuse to take more.
  private final class Letters implements DeadLetterStore {
    @Override
    public boolean add(DeadLetter letter, LetterBounds bounds) {
      tries.incrementAndGet();
      if (full.get()) {
        throw new StoreException(StoreException.Kind.REFUSED, "memory is full", null);
      }
      return memory.letters().add(letter, bounds);
    }

    @Override
    public LetterPage page(LetterFilter filter, @Nullable LetterCursor after, int limit) {
      return memory.letters().page(filter, after, limit);
    }

    @Override
    public Optional<DeadLetter> find(String id) {
      return memory.letters().find(id);
    }

    @Override
    public int remove(Collection<String> ids) {
      return memory.letters().remove(ids);
    }

    @Override
    public long count(LetterFilter filter) {
      return memory.letters().count(filter);
    }
  }
}
