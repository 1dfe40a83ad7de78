package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.Brokers;
import dev.meridian.control.ControlBus;
import dev.meridian.geo.Region;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryOutbox;
import dev.meridian.memory.MemoryStore;
import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.OutboxBounds;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.redis.RedisConfig;
import dev.meridian.redis.RedisStore;
import dev.meridian.result.Store;
import dev.meridian.schedule.RunLauncher;
import dev.meridian.schedule.Schedules;
import dev.meridian.scheduler.JdbcOutbox;
import dev.meridian.scheduler.Scheduler;
import dev.meridian.task.IdSource;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Opens what URLs name: the one place that knows which implementation belongs to which scheme.
/// Regions whose broker has the same URL share one connection, everything of one process shares one
/// store. Thread-safe; connects in the background.
final class Wiring implements Brokers, AutoCloseable {
  /// The scheme of what lives and dies with this process.
  static final String MEMORY = "memory://";

  private static final String BROKER_WANTED = "amqp://, amqps:// or memory://";
  private static final String STORE_WANTED = "redis://, rediss:// or memory://";

  private final RegionsInUse regions;
  private final Urls urls;
  private final InstantSource clock;
  private final Store store;
  private final Map<String, Broker> brokers = new ConcurrentHashMap<>();
  private final List<Scheduler> schedulers = new CopyOnWriteArrayList<>();

  /// What to connect to.
  ///
  /// @param broker of all regions, whatever the file says; null to go by the file
  /// @param results the result store
  record Urls(@Nullable String broker, String results) {
    /// The URL of a region's broker.
    ///
    /// @throws InvalidValueException if nobody names one
    String broker(Region region) {
      String url = broker == null ? region.broker() : broker;
      if (url == null) {
        throw new InvalidValueException(
            "--broker", "missing", BROKER_WANTED + " for region " + region.id());
      }
      return url;
    }
  }

  /// Starts to connect to the store; to brokers when they are first asked for.
  ///
  /// @throws InvalidValueException if the URL of the store cannot be used
  Wiring(RegionsInUse regions, Urls urls, InstantSource clock) {
    this.regions = regions;
    this.urls = urls;
    this.clock = clock;
    this.store = open(urls.results());
  }

  @Override
  public Broker of(String region) {
    return brokers.computeIfAbsent(urls.broker(regions.map().requireRegion(region)), this::connect);
  }

  /// The control bus of a region, which is that of its broker.
  ControlBus control(String region) {
    return control(of(region));
  }

  /// The control bus of a broker.
  static ControlBus control(Broker broker) {
    return switch (broker) {
      case RabbitBroker rabbit -> rabbit.control();
      case MemoryBroker memory -> memory.control();
      default -> throw new IllegalArgumentException(broker.address());
    };
  }

  /// The result store and what is kept beside it.
  Store store() {
    return store;
  }

  /// Schedules kept at a URL, made from now on until this is closed.
  ///
  /// @param housekeeping what else to do every now and then, on one of those who share that place
  /// @throws InvalidValueException if the URL cannot be used
  Schedules schedules(String url, RunLauncher launcher, IdSource ids, Runnable housekeeping) {
    Scheduler scheduler = Scheduler.start(url, launcher, clock, ids, housekeeping);
    schedulers.add(scheduler);
    return scheduler;
  }

  /// The outbox beside the schedules of a URL; null if none is wanted, or if what waits in it would
  /// end with this process while its request would not.
  ///
  /// @throws InvalidValueException if the URL cannot be used
  @Nullable Outbox outbox(String url, OutboxBounds bounds) {
    boolean memory = url.startsWith(MEMORY);
    if (bounds.entries() == 0 || (memory && !urls.results().startsWith(MEMORY))) {
      return null;
    }
    return memory ? new MemoryOutbox(bounds) : JdbcOutbox.open(url, bounds);
  }

  /// Every broker, each once.
  List<Broker> brokers() {
    return List.copyOf(brokers.values());
  }

  /// Whether everything lives and dies with this process.
  boolean embedded() {
    return urls.results().startsWith(MEMORY)
        && brokers.keySet().stream().allMatch(url -> url.startsWith(MEMORY));
  }

  /// Waits until the brokers of these regions can be published to and consumed from.
  ///
  /// @throws CommandException if one cannot within `patience`
  void awaitBrokers(List<String> ids, Duration patience) {
    List<Broker> all = ids.stream().map(this::of).distinct().toList();
    for (Broker broker : all) {
      if (broker instanceof RabbitBroker rabbit && !rabbit.awaitConnected(patience)) {
        throw unreachable("broker", broker.address(), "RabbitMQ");
      }
    }
  }

  /// Waits until the result store answers.
  ///
  /// @throws CommandException if it does not within `patience`
  void awaitStore(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!store.results().isUp()) {
      if (System.nanoTime() - end >= 0) {
        throw unreachable("results", store.results().address(), "Redis");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static CommandException unreachable(String what, String address, String server) {
    String expected = "a running " + server + " that lets us in; see `meridian doctor`";
    String message = new InvalidValueException(what, address, expected).getMessage();
    return new CommandException(Exit.UNREACHABLE, String.valueOf(message), null);
  }

  @Override
  public void close() {
    schedulers.forEach(Scheduler::close);
    brokers.values().forEach(Broker::close);
    store.close();
  }

  private Broker connect(String url) {
    return switch (scheme(url)) {
      case "amqp", "amqps" ->
          RabbitBroker.connect(RabbitConfig.defaults(uri("broker", url, BROKER_WANTED)), clock);
      case "memory" -> new MemoryBroker(clock);
      default -> throw new InvalidValueException("broker", shown(url), BROKER_WANTED);
    };
  }

  private Store open(String url) {
    return switch (scheme(url)) {
      case "redis", "rediss" ->
          RedisStore.connect(RedisConfig.defaults(uri("results", url, STORE_WANTED)), clock);
      case "memory" -> MemoryStore.create(clock);
      default -> throw new InvalidValueException("results", shown(url), STORE_WANTED);
    };
  }

  private static String scheme(String url) {
    return url.substring(0, Math.max(0, url.indexOf("://")));
  }

  private static URI uri(String what, String url, String expected) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(what, shown(url), expected);
    }
  }

  /// The URL without user and password.
  static String shown(String url) {
    return url.replaceFirst("//[^/]*@", "//");
  }
}
