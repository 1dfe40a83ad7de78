package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.Brokers;
import dev.meridian.geo.Region;
import dev.meridian.memory.MemoryBroker;
import dev.meridian.memory.MemoryStore;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.redis.RedisConfig;
import dev.meridian.redis.RedisStore;
import dev.meridian.result.Store;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

  /// What to connect to.
  ///
  /// @param broker of all regions, whatever the file says; null to go by the file
  /// @param otherwise the broker of regions for which nobody names one; null if there must be one
  /// @param results the result store
  record Urls(@Nullable String broker, @Nullable String otherwise, String results) {}

  /// Starts to connect to everything at once.
  ///
  /// @throws InvalidValueException if a URL is missing or cannot be used
  Wiring(RegionsInUse regions, Urls urls, InstantSource clock) {
    this.regions = regions;
    this.urls = urls;
    this.clock = clock;
    this.store = open(urls.results());
    try {
      regions.map().regions().forEach(region -> of(region.id()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public Broker of(String region) {
    return brokers.computeIfAbsent(url(regions.map().requireRegion(region)), this::connect);
  }

  /// The result store and what is kept beside it.
  Store store() {
    return store;
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

  /// Whether anything lives and dies with this process.
  boolean sharesMemory() {
    return urls.results().startsWith(MEMORY)
        || brokers.keySet().stream().anyMatch(url -> url.startsWith(MEMORY));
  }

  /// Waits until the broker of a region can be published to and consumed from.
  ///
  /// @throws CommandException if it cannot within `patience`
  void awaitConnected(String region, Duration patience) {
    Broker broker = of(region);
    if (broker instanceof RabbitBroker rabbit && !rabbit.awaitConnected(patience)) {
      String message =
          "broker: %s does not answer (expected: a running RabbitMQ that lets us in; see meridian doctor)"
              .formatted(broker.address());
      throw new CommandException(Exit.UNREACHABLE, message, null);
    }
  }

  /// Waits until the result store answers.
  ///
  /// @throws CommandException if it does not within `patience`
  void awaitStore(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (!store.results().isUp()) {
      if (System.nanoTime() - end >= 0) {
        String message =
            "results: %s does not answer (expected: a running Redis that lets us in; see meridian doctor)"
                .formatted(store.results().address());
        throw new CommandException(Exit.UNREACHABLE, message, null);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  @Override
  public void close() {
    brokers.values().forEach(Broker::close);
    store.close();
  }

  private String url(Region region) {
    String own = region.broker();
    String url = urls.broker() != null ? urls.broker() : own != null ? own : urls.otherwise();
    if (url == null) {
      throw new InvalidValueException(
          "--broker", "missing", BROKER_WANTED + " for region " + region.id());
    }
    return url;
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
