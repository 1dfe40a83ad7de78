package dev.meridian.worker;

import dev.meridian.MeridianException;
import dev.meridian.broker.Brokers;
import dev.meridian.limit.LimitRule;
import dev.meridian.limit.LimitRules;
import dev.meridian.node.WorkerStatus;
import dev.meridian.result.Store;
import dev.meridian.route.Priority;
import dev.meridian.route.QueueName;
import dev.meridian.route.Router;
import dev.meridian.wire.CeleryCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker: consumes the queues of its regions, runs their tasks and says that it is alive.
/// Thread-safe. [#drain()] ends it gently; closing it is draining without waiting for attempts.
public final class WorkerNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerNode.class);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration AUTOSCALE = Duration.ofSeconds(1);
  private static final Duration CHORD_SWEEP = Duration.ofSeconds(10);
  private static final Duration CHORD_PATIENCE = Duration.ofSeconds(30);
  private static final Duration LANES = Duration.ofSeconds(2);
  private static final Duration RENEWAL = LimitRule.LEASE.dividedBy(3);
  private static final int HEARTBEATS_TO_LIVE = 5;

  private final WorkerConfig config;
  private final TaskRegistry registry;
  private final Collaborators with;
  private final Instant started;
  private final Settlement settlement;
  private final ChordEnds chords;
  private final RateLimits rates = new RateLimits();
  private final RunningAttempts running = new RunningAttempts();
  private final List<RegionConsumer> consumers = new ArrayList<>();
  private final List<RegionPool> pools = new ArrayList<>();
  private final RevokedTasks revoked;
  private final NodeEvents events;
  private final PermitDesk permits;
  private final LaneWatch lanes;
  private final @Nullable NodeControl control;
  private final Rounds rounds;
  private final AutoCloseable cancellations;
  private volatile boolean draining;

  /// What a worker works with.
  ///
  /// @param brokers of its regions
  /// @param store for results and heartbeats
  /// @param codec of the wire
  /// @param clock of starts and limits
  /// @param random for jitter
  /// @param router of tasks that follow others; null if they stay in their region unless they name
  ///   a queue
  /// @param limits on tasks, as they are at the moment
  public record Collaborators(
      Brokers brokers,
      Store store,
      CeleryCodec codec,
      InstantSource clock,
      RandomGenerator random,
      @Nullable Router router,
      Supplier<LimitRules> limits) {
    /// The same without limits on tasks.
    public Collaborators(
        Brokers brokers,
        Store store,
        CeleryCodec codec,
        InstantSource clock,
        RandomGenerator random,
        @Nullable Router router) {
      this(brokers, store, codec, clock, random, router, () -> LimitRules.NONE);
    }

    /// The same without a router either.
    public Collaborators(
        Brokers brokers,
        Store store,
        CeleryCodec codec,
        InstantSource clock,
        RandomGenerator random) {
      this(brokers, store, codec, clock, random, null);
    }
  }

  private WorkerNode(
      WorkerConfig config,
      TaskRegistry registry,
      Collaborators with,
      @Nullable ControlConfig control) {
    this.config = config;
    this.registry = registry;
    this.with = with;
    this.started = with.clock.instant();
    this.rounds = new Rounds(config.name());
    StoreRetry retry = new StoreRetry(config.bounds().storeWait(), with.random);
    this.revoked = new RevokedTasks(with.store.cache(), with.clock);
    this.events = events(control);
    FollowUps followUps = followUps(retry);
    this.chords = chords(retry, followUps);
    Continuation continuation =
        new Continuation(
            with.store.results(), retry, followUps, chords, config.bounds().foreignResultTtl());
    Obituaries obituaries =
        new Obituaries(with.store.letters(), config.letters(), with.store.results(), with.clock);
    this.settlement =
        new Settlement(
            new Settlement.Parts(
                with.store.results(),
                retry,
                continuation,
                obituaries,
                with.codec,
                with.clock,
                events));
    AttemptRunner runner = new AttemptRunner(config, registry, parts(retry));
    this.permits = new PermitDesk(with.store.limits(), with.limits, config.bounds().permitWait());
    config.regions().forEach(region -> addPool(region, runner));
    this.lanes = new LaneWatch(with.store.lanes(), consumers);
    this.control = control == null ? null : new NodeControl(parts(control), settlement::settled);
    this.cancellations = with.store.results().onCancel(running::cancel);
  }

  private void addPool(String region, AttemptRunner runner) {
    Brakes brakes = new Brakes(rates, permits);
    int slots = config.scale().min();
    var consumer = new RegionConsumer(region, with.brokers.of(region), runner, brakes, slots);
    consumers.add(consumer);
    pools.add(
        new RegionPool(
            consumer, new Autoscaler(config.scale(), consumer.slots(), consumer::resize)));
  }

  private NodeEvents events(@Nullable ControlConfig control) {
    return control == null
        ? new NodeEvents(config.name(), List.of(), with.clock, false)
        : new NodeEvents(
            control.node(),
            config.regions().stream().map(control.buses()::of).distinct().toList(),
            with.clock,
            control.events());
  }

  private NodeControl.Parts parts(ControlConfig control) {
    return new NodeControl.Parts(
        config,
        control,
        registry,
        rates,
        running,
        revoked,
        events,
        with.codec,
        with.clock,
        started);
  }

  private FollowUps followUps(StoreRetry retry) {
    Destinations destinations = new Destinations(with.brokers, with.router);
    return new FollowUps(with.store.chords(), retry, destinations, with.codec, with.clock);
  }

  private ChordEnds chords(StoreRetry retry, FollowUps followUps) {
    var terms = new ChordEnds.Terms(config.bounds().foreignResultTtl(), with.clock);
    return new ChordEnds(with.store.chords(), with.store.results(), retry, followUps, terms);
  }

  private AttemptRunner.Parts parts(StoreRetry retry) {
    Verdict verdict = new Verdict(config.bounds().maxResultBytes(), with.clock, with.random);
    return new AttemptRunner.Parts(
        with.store.results(),
        retry,
        settlement,
        verdict,
        running,
        revoked,
        events,
        with.codec,
        with.clock);
  }

  /// Starts to consume. Returns once every queue of every region is consumed. Nobody can watch or
  /// control it from outside.
  ///
  /// @throws dev.meridian.broker.BrokerException if a broker refuses
  public static WorkerNode start(WorkerConfig config, TaskRegistry registry, Collaborators with) {
    return start(new WorkerNode(config, registry, with, null));
  }

  /// The same, but it can be watched and controlled.
  ///
  /// @throws dev.meridian.broker.BrokerException if a broker refuses
  public static WorkerNode start(
      WorkerConfig config, TaskRegistry registry, Collaborators with, ControlConfig control) {
    return start(new WorkerNode(config, registry, with, control));
  }

  private static WorkerNode start(WorkerNode node) {
    try {
      node.revoked.refresh();
      node.consumers.forEach(RegionConsumer::start);
      node.lanes.start();
      node.startControl();
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
    node.beginRounds();
    return node;
  }

  private void beginRounds() {
    rounds.begin(Thread.ofPlatform().daemon().name("worker-timer"), LOOK, this::enforce);
    rounds.begin(Thread.ofVirtual().name("autoscale"), AUTOSCALE, this::autoscale);
    rounds.begin(Thread.ofVirtual().name("revoked"), RevokedTasks.REFRESH, revoked::refresh);
    rounds.begin(Thread.ofVirtual().name("chord-sweep"), CHORD_SWEEP, this::sweepChords);
    rounds.begin(Thread.ofVirtual().name("lanes"), LANES, lanes::look);
    rounds.begin(Thread.ofVirtual().name("permits"), RENEWAL, this::renewPermits);
    rounds.begin(Thread.ofVirtual().name("heartbeat"), config.bounds().heartbeat(), this::beat);
  }

  private void startControl() {
    NodeControl joining = control;
    if (joining != null) {
      joining.join(pools);
      rounds.begin(
          Thread.ofVirtual().name("worker-events"), NodeEvents.HEARTBEAT, joining::heartbeat);
    }
  }

  /// What the worker says of itself.
  public WorkerStatus status() {
    return new WorkerStatus(
        config.name(),
        config.regions(),
        registry.names(),
        config.version(),
        started,
        with.clock.instant(),
        consumers.stream().mapToInt(c -> c.slots().limit()).sum(),
        consumers.stream().mapToInt(c -> c.slots().used()).sum(),
        settlement.settled(),
        draining);
  }

  /// Whether deliveries can arrive from every queue now.
  public boolean isConsuming() {
    return !draining && consumers.stream().allMatch(RegionConsumer::isConsuming);
  }

  /// Stops taking tasks, hands back those that wait, lets those that run finish for
  /// [WorkerConfig.Bounds#drainWait()], and hands back the rest.
  ///
  /// @return whether every running attempt finished by itself
  public boolean drain() {
    return drain(config.bounds().drainWait());
  }

  private boolean drain(Duration wait) {
    draining = true;
    consumers.forEach(RegionConsumer::stopTaking);
    permits.close();
    boolean finished = awaitIdle(wait);
    if (!finished) {
      running.stopAll(StopReason.DRAINED);
      awaitIdle(Duration.ofSeconds(5));
    }
    leave();
    return finished;
  }

  @Override
  public void close() {
    if (!rounds.haveEnded()) {
      drain(Duration.ZERO);
    }
  }

  private void leave() {
    rounds.end();
    if (control != null) {
      control.leave();
    }
    try {
      cancellations.close();
      lanes.close();
      with.store.workers().leave(config.name());
    } catch (Exception e) {
      LOG.debug("worker {} left without saying so: {}", config.name(), e.getMessage());
    }
  }

  private boolean awaitIdle(Duration wait) {
    long end = System.nanoTime() + wait.toNanos();
    while (isBusy()) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return true;
  }

  private boolean isBusy() {
    return consumers.stream().anyMatch(c -> c.slots().used() > 0);
  }

  private void enforce() {
    running.enforceLimits(with.clock.instant());
  }

  private void autoscale() {
    if (!draining) {
      pools.forEach(pool -> pool.autoscaler().look());
    }
  }

  private void sweepChords() {
    sweepChords(CHORD_PATIENCE);
  }

  /// Begins the bodies of chords that nobody has touched for so long.
  void sweepChords(Duration untouched) {
    String region = config.regions().getFirst();
    Home home = new Home(with.brokers.of(region), QueueName.of(region, Priority.NORMAL));
    chords.sweep(home, untouched);
  }

  private void renewPermits() {
    try {
      permits.renew();
    } catch (MeridianException e) {
      LOG.warn("permits not renewed: {}", e.getMessage());
    }
  }

  private void beat() {
    try {
      Duration ttl = config.bounds().heartbeat().multipliedBy(HEARTBEATS_TO_LIVE);
      with.store.workers().heartbeat(status(), ttl);
    } catch (MeridianException e) {
      LOG.warn("heartbeat not sent: {}", e.getMessage());
    }
  }
}
