package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.Outbox.Waiting;
import dev.meridian.outbox.OutboxBounds;
import dev.meridian.outbox.OutboxEntry;
import dev.meridian.outbox.OutboxException;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Outbox] promises.
@SuppressWarnings("NullAway.Init")
public abstract class OutboxContract {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00.250Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final OutboxBounds BOUNDS = new OutboxBounds(100, 1 << 20);

  private Outbox outbox;

  /// An outbox with these bounds; the first of a test is empty, further ones share it.
  protected abstract Outbox open(OutboxBounds bounds);

  @BeforeEach
  void openFirst() {
    outbox = open(BOUNDS);
  }

  @AfterEach
  void closeFirst() {
    outbox.close();
  }

  private static OutboxEntry entry(String region, String request, int task) {
    return entry(region, request, task, bytes(100));
  }

  private static byte[] bytes(int length) {
    byte[] body = new byte[length];
    for (int i = 0; i < length; i++) {
      body[i] = (byte) i;
    }
    return body;
  }

  private static OutboxEntry entry(String region, String request, int task, byte[] body) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("task", "łódź\u0000");
    headers.put("long", 5_000_000_000L);
    headers.put("int", 5);
    headers.put("null", null);
    headers.put("list", List.of(1, Map.of("$x", true)));
    String id = request + "-" + task;
    Message message = new Message(headers, "application/json", "utf-8", id, 3, body);
    return new OutboxEntry(
        0,
        new TaskId(id),
        new RequestId(request),
        region,
        QueueName.of(region, Priority.HIGH),
        message,
        task % 2 == 0 ? null : NOW.plusSeconds(5),
        NOW.plusSeconds(60 + task),
        NOW);
  }

  private static List<OutboxEntry> entries(String region, String request, int count) {
    return IntStream.range(0, count).mapToObj(i -> entry(region, request, i)).toList();
  }

  private List<String> tasks(String region) {
    return outbox.next(region, 1_000).stream().map(e -> e.task().value()).toList();
  }

  @Test
  void entryComesBackAsItWas() {
    OutboxEntry sent = entry("fra", "r", 1, bytes(300_000));
    outbox.append(List.of(sent, entry("fra", "r", 2, bytes(0))));
    OutboxEntry kept = outbox.next("fra", 1).getFirst();
    assertThat(kept).usingRecursiveComparison().ignoringFields("sequence").isEqualTo(sent);
    assertThat(kept.sequence()).isPositive();
    assertThat(outbox.next("fra", 2).get(1).eta()).isNull();
    assertThat(outbox.next("fra", 2).get(1).message().body()).isEmpty();
  }

  @Test
  void regionsAreInTheOrderOfAppending() {
    outbox.append(List.of(entry("iad", "a", 0), entry("fra", "a", 1), entry("iad", "a", 2)));
    outbox.append(List.of(entry("iad", "b", 0)));
    assertThat(tasks("iad")).containsExactly("a-0", "a-2", "b-0");
    assertThat(tasks("fra")).containsExactly("a-1");
    assertThat(tasks("sin")).isEmpty();
    assertThat(outbox.next("iad", 2)).hasSize(2);
    assertThat(outbox.waiting())
        .containsExactly(new Waiting("fra", 1, NOW), new Waiting("iad", 3, NOW));
  }

  @Test
  void removedEntriesAreGone() {
    outbox.append(entries("fra", "a", 3));
    List<OutboxEntry> first = outbox.next("fra", 2);
    outbox.remove(first);
    outbox.remove(first);
    assertThat(tasks("fra")).containsExactly("a-2");
    assertThat(outbox.waiting()).containsExactly(new Waiting("fra", 1, NOW));
    outbox.remove(outbox.next("fra", 2));
    assertThat(outbox.waiting()).isEmpty();
    assertThat(outbox.holds(new RequestId("a"))).isFalse();
  }

  @Test
  void taskThatWaitsIsNotAddedAgain() {
    outbox.append(entries("fra", "a", 2));
    outbox.append(entries("fra", "a", 3));
    assertThat(tasks("fra")).containsExactly("a-0", "a-1", "a-2");
    assertThat(outbox.holds(new RequestId("a"))).isTrue();
    assertThat(outbox.holds(new RequestId("b"))).isFalse();
  }

  @Test
  void overdueEntriesAreFoundWhateverTheirRegion() {
    outbox.append(List.of(entry("iad", "a", 2), entry("fra", "a", 1), entry("fra", "a", 0)));
    assertThat(outbox.overdue(NOW.plusSeconds(59), 10)).isEmpty();
    assertThat(outbox.overdue(NOW.plusSeconds(61), 10))
        .extracting(e -> e.task().value())
        .containsExactly("a-1", "a-0");
    assertThat(outbox.overdue(NOW.plusSeconds(90), 1)).hasSize(1);
  }

  @Test
  void whatIsTooMuchIsRefusedAsAWhole() {
    outbox.append(entries("fra", "a", 99));
    assertFull(List.of(entry("iad", "b", 0), entry("fra", "b", 1)));
    assertThat(outbox.waiting()).containsExactly(new Waiting("fra", 99, NOW));
    assertThat(outbox.holds(new RequestId("b"))).isFalse();
    outbox.append(entries("iad", "b", 1));
    assertFull(entries("iad", "c", 1));
    outbox.remove(outbox.next("fra", 1));
    outbox.append(entries("iad", "c", 1));
    assertThat(tasks("iad")).containsExactly("b-0", "c-0");
  }

  @Test
  void bytesAreBoundedToo() {
    outbox.append(List.of(entry("fra", "a", 0, bytes(900_000))));
    assertFull(List.of(entry("iad", "b", 0, bytes(200_000))));
    outbox.remove(outbox.next("fra", 1));
    outbox.append(List.of(entry("iad", "b", 0, bytes(200_000))));
    assertThat(tasks("iad")).containsExactly("b-0");
  }

  private void assertFull(List<OutboxEntry> entries) {
    assertThatThrownBy(() -> outbox.append(entries))
        .isInstanceOfSatisfying(
            OutboxException.class, e -> assertThat(e.kind()).isEqualTo(OutboxException.Kind.FULL))
        .hasMessageContaining("(expected: at most ");
  }

  @Test
  void regionIsOneHoldersAtATime() {
    outbox.append(List.of(entry("fra", "a", 0), entry("iad", "a", 1)));
    assertThat(outbox.claim("fra", "one", NOW, NOW.plus(MINUTE))).isTrue();
    assertThat(outbox.claim("fra", "two", NOW, NOW.plus(MINUTE))).isFalse();
    assertThat(outbox.claim("iad", "two", NOW, NOW.plus(MINUTE))).isTrue();
    assertThat(outbox.claim("fra", "one", NOW, NOW.plus(MINUTE))).as("for longer").isTrue();
    outbox.release("fra", "two");
    assertThat(outbox.claim("fra", "two", NOW, NOW.plus(MINUTE))).isFalse();
    outbox.release("fra", "one");
    assertThat(outbox.claim("fra", "two", NOW, NOW.plus(MINUTE))).isTrue();
    Instant later = NOW.plus(MINUTE);
    assertThat(outbox.claim("fra", "one", later, later.plus(MINUTE))).as("after a death").isTrue();
  }

  @Test
  void oneOfManyRacingHoldersWins() {
    outbox.append(entries("fra", "a", 1));
    try (Outbox other = open(BOUNDS)) {
      AtomicInteger won = new AtomicInteger();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 8; i++) {
          Outbox one = i % 2 == 0 ? outbox : other;
          String holder = "holder-" + i;
          threads.execute(() -> {
            if (one.claim("fra", holder, NOW, NOW.plus(MINUTE))) {
              won.incrementAndGet();
            }
          });
        }
      }
      assertThat(won).hasValue(1);
    }
  }

  @Test
  void everythingThatManyAppendAtATimeIsThereOnce() {
    List<String> sent = new ArrayList<>();
    try (Outbox other = open(BOUNDS);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 30; i++) {
        Outbox one = i % 2 == 0 ? outbox : other;
        List<OutboxEntry> entries = entries(i % 3 == 0 ? "iad" : "fra", "r" + i, 2);
        entries.forEach(e -> sent.add(e.task().value()));
        threads.execute(() -> one.append(entries));
      }
    }
    List<String> kept = new ArrayList<>(tasks("fra"));
    kept.addAll(tasks("iad"));
    assertThat(kept).containsExactlyInAnyOrderElementsOf(sent);
    assertThat(new HashSet<>(kept)).hasSize(60);
    assertThat(outbox.waiting().stream().mapToLong(Waiting::entries).sum()).isEqualTo(60);
  }

  @Test
  void whoeverSharesItSeesWhatIsAppended() {
    try (Outbox other = open(BOUNDS)) {
      outbox.append(entries("fra", "a", 2));
      assertThat(other.next("fra", 10)).hasSize(2);
      other.remove(other.next("fra", 1));
      assertThat(tasks("fra")).isEqualTo(Arrays.asList("a-1"));
    }
  }
}
