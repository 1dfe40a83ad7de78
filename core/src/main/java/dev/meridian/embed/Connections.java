package dev.meridian.embed;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Broker;
import dev.meridian.broker.BrokerProvider;
import dev.meridian.broker.Brokers;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.result.Store;
import dev.meridian.result.StoreProvider;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What URLs name, opened by whichever provider is on the class path. Regions whose broker has the
/// same URL share one connection. Thread-safe.
final class Connections implements Brokers, AutoCloseable {
  private final Supplier<RegionMap> map;
  private final @Nullable String broker;
  private final InstantSource clock;
  private final Store store;
  private final Map<String, Broker> brokers = new ConcurrentHashMap<>();

  /// Starts to connect to the store; to brokers when they are first asked for.
  ///
  /// @param broker of all regions, whatever the file says; null to go by the file
  Connections(
      Supplier<RegionMap> map, @Nullable String broker, String results, InstantSource clock) {
    this.map = map;
    this.broker = broker;
    this.clock = clock;
    URI url = uri("results", results);
    StoreProvider provider = provider("results", url, StoreProvider.class, StoreProvider::schemes);
    this.store = provider.connect(url, clock);
  }

  Store store() {
    return store;
  }

  @Override
  public Broker of(String region) {
    return brokers.computeIfAbsent(url(map.get().requireRegion(region)), this::connect);
  }

  /// The brokers of all regions, each once.
  List<Broker> all() {
    return map.get().regions().stream().map(region -> of(region.id())).distinct().toList();
  }

  private String url(Region region) {
    String url = broker == null ? region.broker() : broker;
    if (url == null) {
      throw new InvalidValueException("broker", "missing", "a URL for region " + region.id());
    }
    return url;
  }

  private Broker connect(String text) {
    URI url = uri("broker", text);
    return provider("broker", url, BrokerProvider.class, BrokerProvider::schemes)
        .connect(url, clock);
  }

  private static <P> P provider(
      String what, URI url, Class<P> kind, Function<P, Set<String>> schemes) {
    Set<String> known = new TreeSet<>();
    for (P provider : ServiceLoader.load(kind, kind.getClassLoader())) {
      if (schemes.apply(provider).contains(String.valueOf(url.getScheme()))) {
        return provider;
      }
      known.addAll(schemes.apply(provider));
    }
    String expected = "a scheme that a module on the class path serves, here: " + known;
    throw new InvalidValueException(what, url.getScheme() + "://", expected);
  }

  /// Does not repeat the URL in its complaint, as it may hold a password.
  private static URI uri(String what, String url) {
    try {
      return URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(
          what, "malformed", "a URL such as amqp://host or redis://host");
    }
  }

  @Override
  public void close() {
    brokers.values().forEach(Broker::close);
    store.close();
  }
}
