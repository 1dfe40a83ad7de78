package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.carousel.Carousel;
import dev.meridian.carousel.Ledger;
import dev.meridian.carousel.Ledger.Balance;
import dev.meridian.carousel.Riders;
import dev.meridian.carousel.Riders.Sent;
import dev.meridian.testing.Await;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Positions under way while workers, the gateway and Redis are killed as by a power cut and
/// started again, and workers hang and go on, at random: a subscriber that connects again hears
/// every crossing that has to come, and each once, also those that only silence shows.
final class TrackingKills implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrackingKills.class);
  private static final int RATE = 400;
  private static final int OBJECTS = 4_000;
  private static final int FENCES = 1_000;
  private static final int BATCH = 20;
  // Together less than the objects, so that what is sent again is not overtaken by its own object.
  private static final int INFLIGHT = 16;
  private static final Duration LAST_STAY = Duration.ofSeconds(10);
  // RabbitMQ gives up a worker of which it hears nothing for 20 s.
  private static final Duration HANG = Duration.ofSeconds(25);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Carousel carousel = new Carousel(OBJECTS, FENCES, RATE);
  private final FailureScene scene = new FailureScene();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Program> workers = new ArrayList<>();
  private final Random random;
  private final String url;
  private Program gateway;
  private @Nullable Program hanging;
  private long hangs;
  private int kills;

  private TrackingKills(long seed) {
    random = new Random(seed);
    gateway = scene.gateway();
    url = FailureScene.url(gateway);
    workers.add(scene.worker("first", 4));
    workers.add(scene.worker("second", 4));
  }

  /// Sends positions for some time, during which there must be more than so many kills.
  static void check(Duration time, int kills) throws InterruptedException, ExecutionException {
    long seed = System.nanoTime() % 1_000_000;
    LOG.info("seed {}", seed);
    try (TrackingKills scene = new TrackingKills(seed)) {
      scene.run(time);
      assertThat(scene.kills).isGreaterThan(kills);
    }
  }

  private void run(Duration time) throws InterruptedException, ExecutionException {
    try (GatewayClient client = new GatewayClient(url)) {
      var _ = client.post("/fences", carousel.features(0, FENCES));
    }
    long count = RATE * time.toSeconds();
    try (Ledger ledger = new Ledger(carousel, InstantSource.system(), url);
        Stays stays = new Stays(url, (int) time.toSeconds(), time.minus(LAST_STAY));
        Riders riders = new Riders(carousel, url, BATCH, INFLIGHT)) {
      Future<?> killer = threads.submit(this::killNowAndThen);
      Future<?> stayer = threads.submit(stays::send);
      Sent sent = riders.ride(count, InstantSource.system().instant(), System.nanoTime());
      over.countDown();
      killer.get();
      stayer.get();
      Await.until("all crossings", PATIENCE, () -> ledger.balance(count).missing() == 0);
      Balance balance = ledger.balance(count);
      LOG.info("{} kills, {}, {}", kills, sent, balance);
      assertThat(sent.accepted()).isEqualTo(count);
      assertThat(balance.isEven()).as(balance.toString()).isTrue();
      assertThat(balance.expected()).isGreaterThan(100);
      stays.await(PATIENCE);
      assertThat(stays.wrong()).isEmpty();
      assertThat(stays.counts().repeated()).isZero();
      assertThat(stays.counts().gaps()).isZero();
    }
  }

  private Void killNowAndThen() throws InterruptedException {
    while (!over.await(1 + random.nextInt(4_000), TimeUnit.MILLISECONDS)) {
      kills++;
      switch (random.nextInt(4)) {
        case 0 -> killWorker();
        case 1 -> killGateway();
        case 2 -> killRedis();
        default -> hangWorker();
      }
      if (System.nanoTime() - hangs > HANG.toNanos()) {
        goOn();
      }
    }
    goOn();
    return null;
  }

  private void killWorker() {
    LOG.info("a worker dies");
    workers.remove(random.nextInt(workers.size())).kill();
    if (workers.size() < 2) {
      workers.add(scene.worker("worker-" + kills, 4));
    }
  }

  /// One at a time; another takes its place, and has its objects to itself after a while.
  private void hangWorker() {
    if (hanging != null) {
      killWorker();
      return;
    }
    LOG.info("a worker hangs");
    Program worker = workers.remove(random.nextInt(workers.size()));
    worker.freeze();
    hanging = worker;
    hangs = System.nanoTime();
    workers.add(scene.worker("worker-" + kills, 4));
  }

  private void goOn() {
    if (hanging != null) {
      LOG.info("it goes on");
      hanging.thaw();
      workers.add(hanging);
      hanging = null;
    }
  }

  private void killGateway() {
    LOG.info("the gateway dies");
    gateway.kill();
    gateway = scene.gateway(URI.create(url).getPort());
  }

  private void killRedis() throws InterruptedException {
    LOG.info("Redis dies");
    scene.redis.kill();
    boolean _ = over.await(random.nextInt(1_500), TimeUnit.MILLISECONDS);
    scene.redis.start();
  }

  @Override
  public void close() {
    over.countDown();
    threads.close();
    scene.close();
  }
}
