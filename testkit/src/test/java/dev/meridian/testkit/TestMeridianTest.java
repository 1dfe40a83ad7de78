package dev.meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.client.Submitted;
import dev.meridian.client.TaskFailedException;
import dev.meridian.client.UnavailableException;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskModule;
import dev.meridian.task.TaskSink;
import dev.meridian.task.TaskType;
import dev.meridian.testing.Await;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@MeridianTest
final class TestMeridianTest {
  private static final TaskType<Word, Word> SHOUT =
      TaskType.of("words.shout", Word.class, Word.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration MOMENT = Duration.ofMillis(50);
  private static final AtomicInteger CLOSED = new AtomicInteger();

  record Word(String text) {}

  private static final class Words implements TaskModule {
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public void register(TaskSink sink) {
      sink.handle(
          SHOUT,
          (word, attempt) -> {
            if (failures.getAndDecrement() > 0) {
              throw TaskException.transientFailure("Hoarse", "later");
            }
            return new Word(word.text().toUpperCase(Locale.ROOT) + attempt.number());
          });
    }

    @Override
    public void close() {
      CLOSED.incrementAndGet();
    }
  }

  private final Words words = new Words();

  @BeforeEach
  void addModule(TestMeridian meridian) {
    meridian.add(words);
  }

  @AfterAll
  static void everyTestClosedItsModule() {
    assertThat(CLOSED.get()).isPositive();
  }

  @Test
  void handlerAnswers(TestMeridian meridian) throws Exception {
    assertThat(meridian.tasks().submit(SHOUT, new Word("tea")).await(PATIENCE).text())
        .isEqualTo("TEA1");
  }

  @Test
  void retryWaitsForTheClock(TestMeridian meridian) throws Exception {
    words.failures.set(1);
    Submitted<Word> submitted = meridian.tasks().submit(SHOUT, new Word("tea"));
    assertThatThrownBy(() -> submitted.await(MOMENT)).isInstanceOf(TimeoutException.class);
    Await.until("it failed once", () -> words.failures.get() == 0);
    AtomicBoolean answered = new AtomicBoolean();
    Await.until(
        "the second attempt",
        () -> {
          meridian.advance(Duration.ofSeconds(1));
          answered.set(isOver(meridian, submitted));
          return answered.get();
        });
    assertThat(submitted.await(PATIENCE).text()).isEqualTo("TEA2");
  }

  private static boolean isOver(TestMeridian meridian, Submitted<?> submitted) {
    return meridian.client().status(submitted.id()).orElseThrow().state().isTerminal();
  }

  @Test
  void countdownWaitsForTheClock(TestMeridian meridian) throws Exception {
    Submitted<Word> submitted =
        meridian
            .tasks()
            .submit(SHOUT, new Word("tea"), options -> options.countdown(Duration.ofHours(3)));
    assertThatThrownBy(() -> submitted.await(MOMENT)).isInstanceOf(TimeoutException.class);
    meridian.advance(Duration.ofHours(3));
    assertThat(submitted.await(PATIENCE).text()).isEqualTo("TEA1");
  }

  @Test
  void deadlineWaitsForTheClock(TestMeridian meridian) {
    meridian.broker("fra").goDown();
    meridian.broker("iad").goDown();
    Submitted<Word> submitted =
        meridian.tasks().submit(SHOUT, new Word("tea"), o -> o.countdown(PATIENCE));
    assertThat(submitted.route().region()).isEqualTo("sin");
    meridian.advance(Duration.ofDays(1));
    assertThatThrownBy(() -> submitted.await(PATIENCE))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageStartingWith(TaskFailure.DEADLINE_EXCEEDED);
  }

  @Test
  void regionThatIsDownTakesNothing(TestMeridian meridian) throws Exception {
    meridian.broker("fra").goDown();
    assertThatThrownBy(() ->
            meridian
                .tasks()
                .submit(SHOUT, new Word("a"), o -> o.region("fra").policy(RoutePolicy.PIN)))
        .isInstanceOf(UnavailableException.class);
    Submitted<Word> elsewhere = meridian.tasks().submit(SHOUT, new Word("a"), o -> o.near(8.7, 50));
    assertThat(elsewhere.route().region()).isEqualTo("iad");
    assertThat(elsewhere.await(PATIENCE).text()).isEqualTo("A1");
    meridian.broker("fra").recover();
    assertThat(meridian.tasks().submit(SHOUT, new Word("a"), o -> o.region("fra")).await(PATIENCE))
        .isNotNull();
  }

  @Test
  void deadLettersAreKept(TestMeridian meridian) {
    var unknown = TaskType.of("words.unknown", Word.class, Word.class);
    Submitted<Word> submitted = meridian.tasks().submit(unknown, new Word("a"));
    assertThatThrownBy(() -> submitted.await(PATIENCE)).hasMessageStartingWith("NotRegistered");
    Await.until("the dead letter", () -> !meridian.deadLetters().isEmpty());
    assertThat(meridian.deadLetters().getFirst().reason()).contains("words.unknown");
    assertThat(meridian.deadLetters().getFirst().task()).isEqualTo(submitted.id().value());
  }

  @Test
  void regionThatIsNotThereIsNamed(TestMeridian meridian) {
    assertThatThrownBy(() -> meridian.broker("moon")).hasMessageContaining("[fra, iad, sin]");
  }
}
