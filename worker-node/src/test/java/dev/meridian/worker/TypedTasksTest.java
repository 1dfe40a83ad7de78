package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.client.Submission;
import dev.meridian.client.Submitted;
import dev.meridian.client.TaskClient;
import dev.meridian.client.TaskFailedException;
import dev.meridian.client.TaskOptions;
import dev.meridian.client.Tasks;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.JsonSchema;
import dev.meridian.result.RequestFilter;
import dev.meridian.retry.Backoff;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.route.Priority;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.RoutePolicy;
import dev.meridian.route.Router;
import dev.meridian.task.Attempt;
import dev.meridian.task.IdSource;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskFailure;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskType;
import dev.meridian.testing.Await;
import dev.meridian.worker.WorkerConfig.Scale;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Typed calls from the first line to the last: client, envelope, worker, store.
final class TypedTasksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final TaskType<Order, Quote> QUOTE =
      TaskType.of("quotes.price", Order.class, Quote.class)
          .with(new RetryPolicy(3, Backoff.fixed(Duration.ofMillis(1)), Duration.ofSeconds(1)));
  private static final Order ORDER = new Order("tea", 3);

  private final WorkerScene scene = new WorkerScene();
  private final Tasks tasks = tasks();

  record Order(String item, int count) {}

  record Quote(String item, double price, String note) {}

  private Tasks tasks() {
    RegionMap map = RegionMap.of(List.of(Region.at("fra", 8.7, 50.1)), List.of());
    var client =
        new TaskClient(
            new TaskClient.Collaborators(
                new IdSource(scene.clock, new Random(3)),
                scene.clock,
                new Router(() -> map, region -> new RegionHealth(true, 1, 0)),
                region -> scene.broker,
                scene.store.results(),
                scene.codec));
    return new Tasks(client, scene.clock, () -> Submission.Options.STANDARD);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private static Quote price(Order order, Attempt attempt) {
    return new Quote(order.item, order.count * 2.5, String.valueOf(attempt.headers().get("note")));
  }

  private void serve() {
    scene.registry.handle(QUOTE, TypedTasksTest::price);
    scene.start(Scale.fixed(4));
  }

  @Test
  void answerComesBackAsItsClass() throws Exception {
    serve();
    Submitted<Quote> submitted =
        tasks.submit(
            QUOTE,
            ORDER,
            options -> options.near(8.68, 50.11).priority(Priority.HIGH).header("note", "hi"));
    assertThat(submitted.await(PATIENCE)).isEqualTo(new Quote("tea", 7.5, "hi"));
    assertThat(submitted.await(PATIENCE)).as("once more").isNotNull();
    assertThat(submitted.route().reason()).contains("fra is nearest to the point");
    assertThat(submitted.route().queue().value()).isEqualTo("meridian.fra.high");
  }

  @Test
  void everyPlaceIsTaken() throws Exception {
    serve();
    List<Consumer<TaskOptions>> places =
        List.of(
            options -> options.region("fra").policy(RoutePolicy.PIN),
            options -> options.in(5, 47, 15, 55).policy(RoutePolicy.NEAREST),
            options -> options.near(0, 0).policy(RoutePolicy.ANY));
    for (Consumer<TaskOptions> place : places) {
      assertThat(tasks.submit(QUOTE, ORDER, place).await(PATIENCE).price()).isEqualTo(7.5);
    }
    assertThatThrownBy(() -> tasks.submit(QUOTE, ORDER, options -> options.source("nowhere")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void callLeavesNoRecord() throws Exception {
    serve();
    assertThat(tasks.call(QUOTE, ORDER, PATIENCE, _ -> {}).price()).isEqualTo(7.5);
    assertThat(scene.store.results().list(RequestFilter.newest(10))).isEmpty();
  }

  @Test
  void publishedTaskRunsAndLeavesNoResult() {
    CountDownLatch ran = new CountDownLatch(1);
    scene.registry.handle(
        QUOTE,
        (order, attempt) -> {
          ran.countDown();
          return price(order, attempt);
        });
    WorkerNode node = scene.start(Scale.fixed(1));
    TaskId id = tasks.publish(QUOTE, ORDER, _ -> {});
    Await.until("it was settled", () -> ran.getCount() == 0 && node.status().processed() == 1);
    assertThat(scene.store.results().find(id)).isEmpty();
  }

  @Test
  void failureKeepsItsTypeAndMessage() {
    scene.registry.handle(
        QUOTE,
        (order, attempt) -> {
          throw TaskException.permanent("OutOfStock", "no " + order.item);
        });
    scene.start(Scale.fixed(1));
    Submitted<Quote> submitted = tasks.submit(QUOTE, ORDER);
    assertThatThrownBy(() -> submitted.await(PATIENCE))
        .isInstanceOfSatisfying(
            TaskFailedException.class,
            e -> {
              assertThat(e).hasMessage("OutOfStock: no tea");
              assertThat(e.failure().type()).isEqualTo("OutOfStock");
              assertThat(e.task()).isEqualTo(submitted.id().only());
            });
  }

  @Test
  void attemptsAreThoseOfTheCaller() {
    AtomicInteger runs = new AtomicInteger();
    scene.registry.handle(
        QUOTE,
        (order, attempt) -> {
          runs.incrementAndGet();
          throw new IllegalStateException("broken");
        });
    scene.start(Scale.fixed(1));
    assertFails(tasks.submit(QUOTE, ORDER, options -> options.attempts(1)), "Illegal");
    assertThat(runs).hasValue(1);
    assertFails(tasks.submit(QUOTE, ORDER, options -> options.attempts(5)), "Illegal");
    assertThat(runs).hasValue(6);
  }

  @Test
  void limitsAreThoseOfTheCaller() {
    scene.registry.handle(
        QUOTE,
        (order, attempt) -> {
          new CountDownLatch(1).await();
          return price(order, attempt);
        });
    scene.start(Scale.fixed(1));
    Duration soft = Duration.ofMillis(50);
    assertFails(
        tasks.submit(QUOTE, ORDER, options -> options.limits(soft, PATIENCE).attempts(1)),
        "SoftTimeLimitExceeded");
  }

  @Test
  void countdownIsWaitedFor() throws Exception {
    serve();
    Instant before = scene.clock.instant();
    Duration wait = Duration.ofMillis(1_100);
    assertThat(
            tasks.submit(QUOTE, ORDER, options -> options.countdown(wait)).await(PATIENCE).price())
        .isEqualTo(7.5);
    assertThat(Duration.between(before, scene.clock.instant())).isGreaterThanOrEqualTo(wait);
  }

  @Test
  void expiredTaskIsNotRun() {
    Submitted<Quote> submitted =
        tasks.submit(QUOTE, ORDER, options -> options.expires(Duration.ofMillis(1)));
    Await.until(
        "it is over", () -> scene.clock.instant().isAfter(expiry(submitted).plusMillis(10)));
    serve();
    assertFails(submitted, TaskFailure.REVOKED);
  }

  private Instant expiry(Submitted<Quote> submitted) {
    return scene
        .store
        .results()
        .status(submitted.id())
        .orElseThrow()
        .request()
        .created()
        .plusMillis(1);
  }

  @Test
  void deadlineEndsTheWaitWithAFailure() {
    Submitted<Quote> nobody =
        tasks.submit(QUOTE, ORDER, options -> options.deadline(Duration.ofMillis(50)));
    assertFails(nobody, TaskFailure.DEADLINE_EXCEEDED);
  }

  @Test
  void timeoutLeavesTheTaskAlone() throws Exception {
    Submitted<Quote> submitted = tasks.submit(QUOTE, ORDER);
    assertThatThrownBy(() -> submitted.await(Duration.ofMillis(20)))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining(submitted.id().value());
    serve();
    assertThat(submitted.await(PATIENCE).price()).isEqualTo(7.5);
  }

  @Test
  void cancelledTaskFailsForWhoeverWaits() {
    Submitted<Quote> submitted = tasks.submit(QUOTE, ORDER);
    assertThat(submitted.cancel()).isTrue();
    assertThat(submitted.cancel()).isFalse();
    assertFails(submitted, TaskFailure.REVOKED);
  }

  @Test
  void inputIsCheckedBeforeItIsSent() {
    var input = JsonSchema.parse("{\"properties\": {\"count\": {\"maximum\": 2}}}");
    var strict = QUOTE.with(new Schemas(input, JsonSchema.any(), null));
    assertThatThrownBy(() -> tasks.submit(strict, ORDER))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("input/count of quotes.price: 3 (expected: ");
    assertThat(scene.store.results().list(RequestFilter.newest(10))).isEmpty();
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() {
    assertRefused(options -> options.near(8.68, 150), "latitude");
    assertRefused(options -> options.countdown(Duration.ofDays(31)), "countdown");
    assertRefused(options -> options.eta(Instant.MAX), "eta");
    assertRefused(options -> options.attempts(0), "maxAttempts");
    assertRefused(options -> options.limits(PATIENCE, Duration.ofSeconds(1)), "time limits");
    assertRefused(options -> options.resultTtl(Duration.ZERO), "resultTtl");
    assertRefused(options -> options.header("meridian-deadline", "x"), "header");
    assertRefused(options -> options.header("task", "x"), "header");
    assertRefused(options -> options.header("stamps", "x"), "header");
    assertRefused(options -> options.header("note", "x".repeat(2_001)), "header note");
    assertRefused(
        options -> options.countdown(PATIENCE).deadline(Duration.ofSeconds(1)), "deadline");
    assertRefused(
        options -> {
          for (int i = 0; i <= TaskOptions.MOST_HEADERS; i++) {
            options.header("h" + i, "x");
          }
        },
        "headers");
  }

  private void assertRefused(Consumer<TaskOptions> options, String name) {
    assertThatThrownBy(() -> tasks.submit(QUOTE, ORDER, options))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(name + ": ");
  }

  private static void assertFails(Submitted<?> submitted, String type) {
    assertThatThrownBy(() -> submitted.await(PATIENCE))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageStartingWith(type);
  }
}
