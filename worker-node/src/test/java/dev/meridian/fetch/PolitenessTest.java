package dev.meridian.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.builtin.FetchInput;
import dev.meridian.geo.Source.Politeness;
import dev.meridian.json.Json;
import dev.meridian.task.TaskException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PolitenessTest {
  private static final byte[] BODY = "[{\"n\":1}]".getBytes(UTF_8);
  private static final FetchInput INPUT =
      Json.convert(Json.read("{\"source\":\"s\"}"), FetchInput.class);

  private final FetchScene scene = new FetchScene();

  @AfterEach
  void close() {
    scene.close();
  }

  private static Politeness politeness(double perSecond, int concurrency) {
    return new Politeness(
        perSecond,
        concurrency,
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        1 << 20,
        3,
        Duration.ZERO);
  }

  @Test
  void retryAfterParksTheSource() {
    scene.source("s", "/s");
    scene.server.status("/s", 429, "Retry-After: 7");
    TaskException failure = scene.failure("{'source':'s'}");
    assertThat(failure.type()).isEqualTo("SourceUnavailable");
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));

    assertThatThrownBy(() -> scene.handler.run(INPUT, new TestAttempt(Duration.ofSeconds(2))))
        .isInstanceOfSatisfying(
            TaskException.class,
            busy -> {
              assertThat(busy.type()).isEqualTo("SourceBusy");
              assertThat(busy.retryable()).isTrue();
              assertThat(busy.retryAfter().orElseThrow())
                  .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
            });
    assertThat(scene.server.requests).hasSize(1);
  }

  @Test
  void retryAfterMayBeADate() {
    scene.source("s", "/s");
    scene.server.status("/s", 503, "Retry-After: Sat, 21 Nov 2026 12:01:30 GMT");
    assertThat(scene.failure("{'source':'s'}").retryAfter()).contains(Duration.ofSeconds(90));
  }

  @Test
  void retryAfterIsBounded() {
    var now = scene.now;
    assertThat(RetryAfter.parse("99999999999999999999", now)).contains(Duration.ofDays(1));
    assertThat(RetryAfter.parse("Sat, 21 Nov 2020 12:01:30 GMT", now)).contains(Duration.ZERO);
    assertThat(RetryAfter.parse("soon", now)).isEmpty();
    assertThat(RetryAfter.parse("-5", now)).isEmpty();
    assertThat(RetryAfter.parse("", now)).isEmpty();
  }

  @Test
  void rateIsKept() throws Exception {
    scene.source("s", "/s", "json", politeness(20, 8));
    scene.server.serve("/s", "application/json", BODY);
    together(16);
    var requests = scene.server.requests;
    assertThat(requests).hasSize(16);
    // a burst of 8, then one every 50 ms
    double millis = (requests.getLast().nanos() - requests.getFirst().nanos()) / 1e6;
    assertThat(millis).isGreaterThan(340);
  }

  @Test
  void concurrencyIsKept() throws Exception {
    scene.source("s", "/s", "json", politeness(1_000, 3));
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    scene.server.on(
        "/s",
        (_, out) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
          now.decrementAndGet();
          out.write(TestServer.ok("application/json", BODY));
        });
    together(12);
    assertThat(most).hasValue(3);
    assertThat(scene.isIdle("s")).isTrue();
  }

  @Test
  void connectionsAreKeptOpen() {
    scene.source("s", "/s");
    scene.server.serve("/s", "application/json", BODY);
    for (int i = 0; i < 5; i++) {
      scene.fetch("{'source':'s'}");
    }
    scene.server.status("/s", 404);
    scene.failure("{'source':'s'}");
    scene.server.serve("/s", "application/json", BODY);
    scene.fetch("{'source':'s'}");
    assertThat(scene.server.requests).hasSize(7);
    assertThat(scene.server.connections()).isEqualTo(1);
  }

  @Test
  void cancelledAttemptStopsAtOnce() throws Exception {
    scene.source("s", "/s");
    var asked = new CountDownLatch(1);
    scene.server.on(
        "/s",
        (_, out) -> {
          TestServer.head(out, "Content-Type: application/json");
          asked.countDown();
          new CountDownLatch(1).await(20, TimeUnit.SECONDS);
        });
    var attempt = new TestAttempt();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> run = executor.submit(() -> scene.handler.run(INPUT, attempt));
      assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
      long start = System.nanoTime();
      attempt.cancel();
      assertThatThrownBy(() -> run.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(InterruptedException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    }
    assertThat(scene.isIdle("s")).isTrue();
  }

  @Test
  void interruptedAttemptStopsWhileItWaitsForItsTurn() throws Exception {
    scene.source("s", "/s");
    scene.server.serve("/s", "application/json", BODY);
    scene.limits.park("source:s", Duration.ofSeconds(20));
    var attempt = new TestAttempt();
    var ended = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                scene.handler.run(INPUT, attempt);
              } catch (InterruptedException e) {
                ended.countDown();
              }
            });
    thread.interrupt();
    assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(scene.server.requests).isEmpty();
  }

  @Test
  void attemptWithLittleTimeLeftGivesUpEarly() {
    scene.source("s", "/s");
    scene.server.on("/s", (_, _) -> new CountDownLatch(1).await(20, TimeUnit.SECONDS));
    long start = System.nanoTime();
    assertThatThrownBy(() -> scene.handler.run(INPUT, new TestAttempt(Duration.ofMillis(200))))
        .isInstanceOfSatisfying(
            TaskException.class, e -> assertThat(e.type()).isEqualTo("SourceTimeout"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }

  private void together(int fetches) throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < fetches; i++) {
        runs.add(executor.submit(() -> scene.handler.run(INPUT, new TestAttempt())));
      }
      for (Future<?> run : runs) {
        run.get(20, TimeUnit.SECONDS);
      }
    }
  }
}
