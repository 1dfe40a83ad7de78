package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.canvas.Canvas;
import dev.meridian.client.CanvasClient;
import dev.meridian.client.CanvasResult;
import dev.meridian.client.OnFailure;
import dev.meridian.client.PendingCanvas;
import dev.meridian.client.Submission;
import dev.meridian.client.TaskClient;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.redis.RedisConfig;
import dev.meridian.redis.RedisStore;
import dev.meridian.result.RequestStatus;
import dev.meridian.result.Store;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.Router;
import dev.meridian.task.IdSource;
import dev.meridian.task.TaskState;
import dev.meridian.testing.Await;
import dev.meridian.testing.RandomCanvas;
import dev.meridian.testing.TestServers;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.worker.TaskRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Random canvases on RabbitMQ and Redis, run by two workers which are killed and replaced at
/// random moments, and compared with what they mean.
final class CanvasKills implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CanvasKills.class);
  private static final List<String> REGIONS = List.of("kill-fra", "kill-gru");
  private static final int TOGETHER = 6;
  private static final int WORKERS = 2;
  private static final int LONGEST_TASK_MILLIS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Clock clock = Clock.systemUTC();
  private final RabbitBroker broker =
      RabbitBroker.connect(RabbitConfig.defaults(TestServers.rabbit().uri()), clock);
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(TestServers.redis().uri()), clock);
  private final CanvasClient canvases;
  private final TaskClient tasks;
  private final Random random;
  private final List<KillableWorker> workers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger attempts = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private int kills;

  /// What was done.
  ///
  /// @param canvases how many were run
  /// @param tasks how many they have
  /// @param attempts how often a task was begun
  /// @param kills how many workers were killed
  record Report(int canvases, int tasks, int attempts, int kills) {}

  /// Runs canvases for some time; there must be more than so many of them, and more kills.
  static void check(Duration time, int canvases, int kills)
      throws InterruptedException, ExecutionException {
    long seed = System.nanoTime() % 1_000_000;
    LOG.info("seeds from {}", seed);
    try (CanvasKills scene = new CanvasKills(seed)) {
      Report report = scene.run(seed, time);
      LOG.info("{}", report);
      assertThat(report.canvases()).isGreaterThan(canvases);
      assertThat(report.kills()).isGreaterThan(kills);
    }
  }

  /// @param seed of the moments of death
  private CanvasKills(long seed) {
    random = new Random(seed);
    RegionMap map =
        RegionMap.of(
            REGIONS.stream().map(id -> Region.at(id, 8.7, id.length())).toList(), List.of());
    var with =
        new TaskClient.Collaborators(
            new IdSource(clock, new Random()),
            clock,
            new Router(() -> map, _ -> new RegionHealth(true, 1, 0)),
            _ -> broker,
            store.results(),
            new CeleryCodec("kills"));
    canvases = new CanvasClient(with, store.chords());
    tasks = new TaskClient(with);
    Await.until("the broker is up", PATIENCE, () -> broker.awaitConnected(Duration.ofSeconds(1)));
    for (String region : REGIONS) {
      broker.declare(QueueName.of(region, Priority.NORMAL));
    }
    for (int i = 0; i < WORKERS; i++) {
      workers.add(worker());
    }
  }

  private KillableWorker worker() {
    TaskRegistry registry =
        new TaskRegistry()
            .handle(
                RandomCanvas.MIX,
                (input, attempt) -> {
                  attempts.incrementAndGet();
                  int millis = Math.floorMod(input.hashCode(), LONGEST_TASK_MILLIS);
                  LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
                  return RandomCanvas.HANDLER.run(input, attempt);
                });
    return new KillableWorker("victim-" + kills + "-" + workers.size(), REGIONS, registry);
  }

  /// Runs canvases of the seeds from `first`, some at a time, until the time is up.
  private Report run(long first, Duration time) throws InterruptedException, ExecutionException {
    Future<?> killer = threads.submit(this::killNowAndThen);
    long end = System.nanoTime() + time.toNanos();
    AtomicInteger next = new AtomicInteger();
    List<Callable<int[]>> clients = new ArrayList<>();
    for (int i = 0; i < TOGETHER; i++) {
      clients.add(() -> {
        int[] done = new int[2];
        while (System.nanoTime() < end) {
          done[1] += check(first + next.getAndIncrement());
          done[0]++;
        }
        return done;
      });
    }
    int[] sum = new int[2];
    for (Future<int[]> client : threads.invokeAll(clients)) {
      sum[0] += client.get()[0];
      sum[1] += client.get()[1];
    }
    over.countDown();
    killer.get();
    return new Report(sum[0], sum[1], attempts.get(), kills);
  }

  private Void killNowAndThen() throws InterruptedException {
    while (!over.await(50 + random.nextInt(750), TimeUnit.MILLISECONDS)) {
      KillableWorker victim = workers.remove(random.nextInt(workers.size()));
      victim.kill(random.nextBoolean());
      kills++;
      workers.add(worker());
      threads.execute(victim::close);
    }
    return null;
  }

  private int check(long seed) throws InterruptedException {
    Canvas canvas = RandomCanvas.of(seed, REGIONS);
    try (PendingCanvas pending =
        canvases.submit(canvas, Submission.Options.STANDARD, new OnFailure.Collect())) {
      return check(canvas, pending, "seed " + seed);
    }
  }

  private int check(Canvas canvas, PendingCanvas pending, String seed) throws InterruptedException {
    JsonNode expected = RandomCanvas.value(canvas);
    String what = seed + ", request " + pending.request().id();
    CanvasResult result =
        pending
            .await(PATIENCE)
            .orElseThrow(() -> new AssertionError(what + " has no end: " + canvas.json()));
    assertThat(result.value()).as("%s: %s", what, canvas.json()).isEqualTo(expected);
    Await.until(what + " is over", PATIENCE, () -> status(pending).state().isTerminal());
    assertThat(status(pending).state()).as(what).isEqualTo(result.state());
    return status(pending).total();
  }

  private RequestStatus status(PendingCanvas pending) {
    RequestStatus status = tasks.status(pending.request().id()).orElseThrow();
    if (status.state() == TaskState.DISMISSED) {
      LOG.warn("request {} was dismissed", status.request().id());
    }
    return status;
  }

  @Override
  public void close() {
    over.countDown();
    workers.forEach(KillableWorker::close);
    threads.close();
    broker.close();
    store.close();
  }
}
