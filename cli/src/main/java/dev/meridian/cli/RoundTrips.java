package dev.meridian.cli;

import dev.meridian.builtin.Echo;
import dev.meridian.client.PlannedTask;
import dev.meridian.client.Submission;
import dev.meridian.client.TaskClient;
import dev.meridian.json.Json;
import dev.meridian.route.Target;
import dev.meridian.task.TaskResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Sends echo tasks through the whole system and awaits every answer.
final class RoundTrips {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TaskClient client;
  private final Target target;
  private final int batch;

  /// @param batch tasks sent together
  RoundTrips(TaskClient client, String region, int batch) {
    this.client = client;
    this.target = new Target.ToRegion(region);
    this.batch = batch;
  }

  /// What was measured.
  ///
  /// @param count tasks
  /// @param took from the first submission to the last answer
  /// @param wrong answers that were missing, failed or not what was sent
  record Figures(int count, Duration took, int wrong) {
    /// The same with the wrong answers of another run.
    Figures and(int moreWrong) {
      return new Figures(count, took, wrong + moreWrong);
    }
  }

  /// Sends `count` tasks, at most `inflight` unfinished at a time.
  Figures run(int count, int inflight) throws InterruptedException {
    AtomicInteger sent = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    int senders = Math.max(1, inflight / batch);
    long started = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        running.add(threads.submit(() -> send(count, sent, wrong)));
      }
      await(running);
    }
    return new Figures(count, Duration.ofNanos(System.nanoTime() - started), wrong.get());
  }

  private static void await(List<Future<?>> running) throws InterruptedException {
    for (Future<?> sender : running) {
      try {
        sender.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException(e.getCause());
      }
    }
  }

  private @Nullable Object send(int count, AtomicInteger sent, AtomicInteger wrong)
      throws InterruptedException {
    int first = sent.getAndAdd(batch);
    while (first < count) {
      wrong.addAndGet(trip(first, Math.min(batch, count - first)));
      first = sent.getAndAdd(batch);
    }
    return null;
  }

  /// A batch there and back.
  ///
  /// @return how many answers are wrong
  private int trip(int first, int size) throws InterruptedException {
    List<PlannedTask> tasks = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      ObjectNode inputs = Json.object().put("stringInput", "round trip " + (first + i));
      tasks.add(new PlannedTask(Integer.toString(i), inputs, target));
    }
    Submission batch = new Submission(Echo.TYPE.name(), tasks, Submission.Options.STANDARD);
    int right = 0;
    for (Map.Entry<Integer, TaskResult> answer : client.callAll(batch, PATIENCE).entrySet()) {
      right += answer.getValue().value().equals(tasks.get(answer.getKey()).inputs()) ? 1 : 0;
    }
    return size - right;
  }
}
