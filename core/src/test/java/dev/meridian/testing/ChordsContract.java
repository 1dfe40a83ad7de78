package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.result.Chords;
import dev.meridian.result.Chords.Chord;
import dev.meridian.result.Chords.Gathered;
import dev.meridian.result.Chords.Part;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What every [Chords] does.
public abstract class ChordsContract {
  /// How long chords are kept unless a test is about that.
  protected static final Duration LONG = Duration.ofMinutes(10);

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  /// A chord that no other test uses.
  protected final Chord chord =
      new Chord("contract-" + UUID.randomUUID(), Json.object().put("task", "sum"));

  /// The chords under test: the same ones all through a test.
  protected abstract Chords chords();

  /// A success of a task named after its index.
  protected static Part part(int index, Object value) {
    TaskId task = new TaskId("part-" + index);
    return new Part(index, TaskResult.successful(task, Json.of(value), Json.object(), NOW));
  }

  private boolean add(Part part) {
    return chords().add(chord, part, LONG);
  }

  private void open(int parts) {
    chords().open(chord, parts, null, LONG);
  }

  private static @Nullable JsonNode valueOf(Gathered gathered, int index) {
    return gathered.results().get(index).value();
  }

  @Test
  final void lastPartIsToldThatAllAreThere() {
    open(3);
    assertThat(add(part(2, "c"))).isFalse();
    assertThat(add(part(0, "a"))).isFalse();
    assertThat(add(part(1, "b"))).isTrue();
  }

  @Test
  final void partsAreInTheOrderOfTheHeader() {
    open(12);
    IntStream.range(0, 12).map(i -> 11 - i).forEach(i -> add(part(i, i)));
    Gathered gathered = chords().gather(chord.group()).orElseThrow();
    assertThat(gathered.results()).hasSize(12);
    assertThat(gathered.results()).extracting(r -> r.value().asInt()).isSorted();
    assertThat(gathered.shape()).isNull();
  }

  @Test
  final void firstPartOfATaskCounts() {
    open(2);
    assertThat(add(part(0, "first"))).isFalse();
    assertThat(add(part(0, "second"))).isFalse();
    assertThat(add(part(1, "other"))).isTrue();
    assertThat(add(part(1, "again"))).isTrue();
    assertThat(valueOf(chords().gather(chord.group()).orElseThrow(), 0))
        .isEqualTo(Json.of("first"));
    assertThat(valueOf(chords().gather(chord.group()).orElseThrow(), 1))
        .isEqualTo(Json.of("other"));
  }

  @Test
  final void failuresKeepTheirReason() {
    open(1);
    TaskFailure failure = new TaskFailure("Broken", "no “way”", "a.module", null);
    TaskResult failed = TaskResult.failed(new TaskId("t"), failure, Json.object(), NOW);
    assertThat(add(new Part(null, failed))).isTrue();
    TaskResult gathered = chords().gather(chord.group()).orElseThrow().results().getFirst();
    assertThat(gathered.state()).isEqualTo(TaskState.FAILED);
    assertThat(gathered.id()).isEqualTo(new TaskId("t"));
    assertThat(gathered.failure()).isEqualTo(failure);
  }

  @Test
  final void partsCountThatComeBeforeTheChordIsOpen() {
    assertThat(add(part(0, 0))).isFalse();
    open(2);
    assertThat(add(part(1, 1))).isTrue();
  }

  @Test
  final void closedChordIsForgotten() {
    open(1);
    assertThat(add(part(0, 0))).isTrue();
    chords().close(chord.group());
    chords().close(chord.group());
    assertThat(chords().gather(chord.group())).isEmpty();
    assertThat(add(part(0, 0))).as("nobody knows how many there are").isFalse();
    assertThat(chords().gather(chord.group())).as("what comes after the end").isEmpty();
    assertThat(stalled()).isFalse();
  }

  @Test
  final void shapeIsKept() {
    JsonNode shape = Json.read("[[\"a\",\"b\"],\"c\",[[\"d\"]]]");
    chords().open(chord, 4, shape, LONG);
    assertThat(chords().gather(chord.group()).orElseThrow().shape()).isEqualTo(shape);
  }

  @Test
  final void completeChordThatNobodyTouchesIsStalledOnce() {
    open(2);
    add(part(0, 0));
    assertThat(stalled()).as("a part is missing").isFalse();
    add(part(1, 1));
    assertThat(chords().stalled(LONG, 100)).as("somebody has just touched it").isEmpty();
    assertThat(stalled()).isTrue();
    assertThat(chords().stalled(LONG, 100)).as("told to one caller").isEmpty();
  }

  private boolean stalled() {
    return chords().stalled(Duration.ZERO, 100_000).contains(chord);
  }

  @Test
  final void oneOfManyRacingPartsIsTheLast() {
    int parts = 64;
    open(parts);
    var complete = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, parts)
          .forEach(i -> threads.execute(() -> complete.addAndGet(add(part(i, i)) ? 1 : 0)));
    }
    assertThat(complete.get()).isEqualTo(1);
    assertThat(chords().gather(chord.group()).orElseThrow().results()).hasSize(parts);
  }
}
