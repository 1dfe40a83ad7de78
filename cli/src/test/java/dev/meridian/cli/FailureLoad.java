package dev.meridian.cli;

import dev.meridian.cli.ScenarioHttp.Reply;
import dev.meridian.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that submit at a steady rate, whatever happens, and remember what they were promised.
final class FailureLoad implements AutoCloseable {
  private static final int CHECKERS = 32;

  private final ScenarioHttp http;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final Map<String, String> promised = new ConcurrentHashMap<>();
  private final Queue<String> odd = new ConcurrentLinkedQueue<>();

  /// What became of all requests.
  ///
  /// @param sent how many there were
  /// @param accepted how many were answered with 201
  /// @param refused how many were answered with 503 and `Retry-After`
  /// @param odd every other answer
  /// @param wrong what was accepted and did not end with its own text
  record Outcome(int sent, int accepted, int refused, List<String> odd, List<String> wrong) {}

  private FailureLoad(ScenarioHttp http) {
    this.http = http;
  }

  /// Starts to submit so many requests a second.
  static FailureLoad start(ScenarioHttp http, int rate) {
    FailureLoad load = new FailureLoad(http);
    long micros = TimeUnit.SECONDS.toMicros(1) / rate;
    ScheduledFuture<?> _ =
        load.clock.scheduleAtFixedRate(
            () -> load.clients.execute(load::submit), 0, micros, TimeUnit.MICROSECONDS);
    return load;
  }

  /// How many requests were accepted so far.
  int accepted() {
    return promised.size();
  }

  private void submit() {
    String text = "r" + sent.incrementAndGet();
    String body = "{\"inputs\":{\"stringInput\":\"" + text + "\"}}";
    try {
      Reply reply = http.execute("echo", body, "Prefer", "respond-async");
      if (reply.status() == 201) {
        promised.put(reply.json().path("jobID").asString(), text);
      } else if (reply.status() == 503 && reply.header("Retry-After").matches("[1-9][0-9]*")) {
        refused.incrementAndGet();
      } else {
        odd.add(reply.status() + " " + reply.json());
      }
    } catch (RuntimeException e) {
      odd.add(e.toString());
    }
  }

  /// Stops, waits for all answers, and asks for the result of everything that was accepted.
  Outcome finish() throws InterruptedException {
    clock.shutdown();
    clock.awaitTermination(1, TimeUnit.MINUTES);
    clients.shutdown();
    clients.awaitTermination(1, TimeUnit.MINUTES);
    return new Outcome(sent.get(), promised.size(), refused.get(), List.copyOf(odd), checked());
  }

  private List<String> checked() {
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    try (ExecutorService checkers = Executors.newFixedThreadPool(CHECKERS)) {
      promised.forEach((id, text) -> checkers.execute(() -> check(id, text, wrong)));
    }
    return List.copyOf(wrong);
  }

  private void check(String id, String text, Queue<String> wrong) {
    Reply reply = http.get("/jobs/" + id + "/results", "Prefer", "wait=30");
    if (reply.status() != 200 || !reply.json().equals(Json.of(text))) {
      wrong.add(id + ": " + reply.status() + " " + reply.json());
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    clients.shutdownNow();
  }
}
