package dev.meridian.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetter.Death;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.letter.LetterBounds;
import dev.meridian.letter.LetterCursor;
import dev.meridian.letter.LetterFilter;
import dev.meridian.letter.LetterHead;
import dev.meridian.letter.LetterPage;
import dev.meridian.route.QueueName;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What every [DeadLetterStore] does. Each test begins with an empty one.
public abstract class DeadLetterContract {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.123Z");
  private static final LetterBounds BOUNDS = LetterBounds.STANDARD;

  /// The store under test: the same one all through a test, empty at its start.
  protected abstract DeadLetterStore letters();

  private static DeadLetter letter(int number) {
    return letter(number, "meridian.fra", "prices.quote", "SourceFailed: no " + number);
  }

  /// A letter of a task that died `number` seconds after noon.
  private static DeadLetter letter(int number, String queue, String type, String reason) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("task", type);
    headers.put("id", "task-" + number);
    headers.put("meridian-request", "request-" + number % 2);
    headers.put("retries", 2);
    headers.put("x-delivery-count", 1L);
    Message message =
        new Message(
            headers, "application/json", "utf-8", "task-" + number, 0, "[]".getBytes(UTF_8));
    return DeadLetter.of(
        message, new Death(new QueueName(queue), reason, 3, NOW.plusSeconds(number)));
  }

  private List<LetterHead> add(DeadLetter... some) {
    List<LetterHead> newestFirst = new ArrayList<>();
    for (DeadLetter letter : some) {
      assertThat(letters().add(letter, BOUNDS)).isTrue();
      newestFirst.addFirst(letter.head());
    }
    return newestFirst;
  }

  private List<LetterHead> all() {
    return list(LetterFilter.ALL);
  }

  private List<LetterHead> list(LetterFilter filter) {
    return letters().page(filter, null, DeadLetterStore.MAX_PAGE).letters();
  }

  @Test
  final void letterIsFoundAsItWasKept() {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("task", "prices.quote");
    headers.put("id", "t1");
    headers.put("nothing", null);
    headers.put("flag", true);
    headers.put("number", -7);
    headers.put("long", 5_000_000_000L);
    headers.put("small long", 5L);
    headers.put("double", 0.5);
    headers.put("date", Date.from(NOW));
    headers.put("list", Arrays.asList(1, null, "ü", Map.of("$long", "no", "a", List.of(2L))));
    byte[] body = {0, -1, 13, 10, 127};
    Message message = new Message(headers, null, "binary", "t1", 9, body);
    DeadLetter letter =
        DeadLetter.of(message, new Death(new QueueName("meridian.fra.high"), "no", 4, NOW));
    add(letter);

    DeadLetter found = letters().find(letter.head().id()).orElseThrow();
    assertThat(found.head()).isEqualTo(letter.head());
    assertThat(found.head().region()).isEqualTo("fra");
    assertThat(found.head().attempts()).isEqualTo(4);
    assertThat(found.message().headers()).isEqualTo(headers);
    assertThat(found.message().body()).isEqualTo(body);
    assertThat(found.message().contentType()).isNull();
    assertThat(found.message().contentEncoding()).isEqualTo("binary");
    assertThat(found.message().correlationId()).isEqualTo("t1");
    assertThat(found.message().priority()).isEqualTo(9);
  }

  @Test
  final void letterOfAMessageThatSaysNothingIsKept() {
    Message garbage = new Message(Map.of(), null, null, null, 0, new byte[] {1});
    DeadLetter letter = DeadLetter.found(garbage, NOW);
    add(letter);
    assertThat(all()).containsExactly(letter.head());
    assertThat(letter.head().task()).isNull();
    assertThat(letter.head().region()).isEmpty();
    assertThat(letters().find("nobody")).isEmpty();
  }

  @Test
  final void messageBuriedTwiceIsOneLetter() {
    DeadLetter first = letter(1);
    DeadLetter again =
        DeadLetter.of(
            first.message().withHeaders(Map.of("x-delivery-count", 7L)),
            new Death(first.head().queue(), "later", 9, NOW.plusSeconds(99)));
    assertThat(again.head().id()).isEqualTo(first.head().id());
    assertThat(letters().add(first, BOUNDS)).isTrue();
    assertThat(letters().add(again, BOUNDS)).isFalse();
    assertThat(all()).containsExactly(first.head());
  }

  @Test
  final void oneOfManyRacersAddsALetter() {
    var winners = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 16; i++) {
        threads.execute(() -> winners.addAndGet(letters().add(letter(1), BOUNDS) ? 1 : 0));
      }
    }
    assertThat(winners).hasValue(1);
  }

  @Test
  final void lettersAreListedNewestFirstPageByPage() {
    List<LetterHead> expected = add(letter(1), letter(2), letter(3), letter(4), letter(5));
    List<LetterHead> read = new ArrayList<>();
    LetterCursor cursor = null;
    int pages = 0;
    do {
      LetterPage page = letters().page(LetterFilter.ALL, cursor, 2);
      assertThat(page.letters()).hasSizeLessThanOrEqualTo(2);
      read.addAll(page.letters());
      cursor = page.next() == null ? null : LetterCursor.parse(page.next().toString());
      pages++;
    } while (cursor != null && pages < 10);
    assertThat(read).isEqualTo(expected);
  }

  @Test
  final void lettersOfOneInstantAreListedOnceEach() {
    for (int i = 0; i < 450; i++) {
      DeadLetter letter = letter(i);
      Death death = new Death(letter.head().queue(), "at once", 1, NOW);
      letters().add(DeadLetter.of(letter.message(), death), BOUNDS);
    }
    List<LetterHead> read = new ArrayList<>();
    LetterCursor cursor = null;
    do {
      LetterPage page = letters().page(LetterFilter.ALL, cursor, 100);
      read.addAll(page.letters());
      cursor = page.next();
    } while (cursor != null && read.size() < 1_000);
    assertThat(read)
        .hasSize(450)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(LetterHead.NEWEST_FIRST);
    assertThat(letters().count(LetterFilter.ALL)).isEqualTo(450);
  }

  @Test
  final void cursorStaysGoodWhenItsLetterHasGone() {
    List<LetterHead> heads = add(letter(1), letter(2), letter(3));
    LetterCursor cursor = LetterCursor.at(heads.get(1));
    letters().remove(List.of(heads.get(1).id()));
    assertThat(letters().page(LetterFilter.ALL, cursor, 10).letters())
        .containsExactly(heads.get(2));
  }

  @Test
  final void filtersChoose() {
    DeadLetter a = letter(1, "meridian.fra", "fetch", "SourceFailed: Not found");
    DeadLetter b = letter(2, "meridian.fra.low", "echo", "DeadlineExceeded: late");
    DeadLetter c = letter(3, "meridian.sin", "fetch", "SourceTimeout: late");
    add(a, b, c);
    assertThat(list(filter("fra", null, null))).containsExactly(b.head(), a.head());
    assertThat(list(filter(null, "fetch", null))).containsExactly(c.head(), a.head());
    assertThat(list(filter(null, null, "LATE"))).containsExactly(c.head(), b.head());
    assertThat(list(filter("sin", "echo", null))).isEmpty();
    assertThat(list(between(2, 2))).containsExactly(b.head());
    assertThat(list(between(2, 9))).containsExactly(c.head(), b.head());
    assertThat(letters().count(filter(null, "fetch", null))).isEqualTo(2);
    RequestId request = new RequestId("request-1");
    assertThat(list(new LetterFilter(null, null, null, null, null, request, null)))
        .containsExactly(c.head(), a.head());
    TaskId task = new TaskId("task-2");
    assertThat(list(new LetterFilter(null, null, null, null, null, null, task)))
        .containsExactly(b.head());
  }

  private static LetterFilter filter(
      @Nullable String region, @Nullable String type, @Nullable String reason) {
    return new LetterFilter(region, type, reason, null, null, null, null);
  }

  private static LetterFilter between(int since, int until) {
    return new LetterFilter(
        null, null, null, NOW.plusSeconds(since), NOW.plusSeconds(until), null, null);
  }

  @Test
  final void removedLettersAreGone() {
    List<LetterHead> heads = add(letter(1), letter(2), letter(3));
    List<String> gone = List.of(heads.get(0).id(), heads.get(2).id(), "nobody");
    assertThat(letters().remove(gone)).isEqualTo(2);
    assertThat(letters().remove(gone)).isZero();
    assertThat(letters().remove(List.of())).isZero();
    assertThat(all()).containsExactly(heads.get(1));
    assertThat(letters().find(heads.get(0).id())).isEmpty();
    assertThat(letters().add(letter(3), BOUNDS)).isTrue();
  }

  @Test
  final void oldestMakesRoom() {
    LetterBounds three = new LetterBounds(3, Duration.ofMinutes(1));
    for (int i = 1; i <= 5; i++) {
      assertThat(letters().add(letter(i), three)).isTrue();
    }
    assertThat(all()).containsExactly(letter(5).head(), letter(4).head(), letter(3).head());
    assertThat(letters().find(letter(1).head().id())).isEmpty();
  }

  @Test
  final void nothingIsKeptIfSoConfigured() {
    assertThat(letters().add(letter(1), new LetterBounds(0, BOUNDS.ttl()))).isFalse();
    assertThat(all()).isEmpty();
  }

  @Test
  final void letterExpires() {
    LetterBounds shortly = new LetterBounds(10, Duration.ofSeconds(1));
    letters().add(letter(1), shortly);
    letters().add(letter(2), BOUNDS);
    Await.until("one is left", Duration.ofSeconds(4), () -> all().size() == 1);
    assertThat(letters().find(letter(1).head().id())).isEmpty();
    assertThat(letters().count(LetterFilter.ALL)).isEqualTo(1);
  }
}
