package dev.meridian.gateway;

import dev.meridian.client.HealthBoard;
import dev.meridian.gateway.stream.Delivery;
import dev.meridian.gateway.stream.StreamCounts;
import dev.meridian.gateway.stream.Wire.Ending;
import dev.meridian.gateway.stream.Wire.Transport;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.ingest.PositionCounts;
import dev.meridian.ingest.PositionCounts.Fate;
import dev.meridian.ingest.PositionCounts.Way;
import dev.meridian.route.RegionHealth;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// What one gateway counts, registered: nothing is kept here, all is read when somebody asks.
/// Labels are ids of regions and words from fixed lists, never objects or clients.
final class GatewayMetrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Supplier<RegionMap> map;

  private GatewayMetrics(Supplier<RegionMap> map) {
    this.map = map;
  }

  /// A registry of what this gateway counts, and of what else the node does.
  static PrometheusRegistry of(Gateway.Collaborators with, Delivery delivery, WaitingRoom room) {
    GatewayMetrics metrics = new GatewayMetrics(with.map());
    metrics.positions(with.positions().counts());
    metrics.clients(delivery, room);
    metrics.frames(delivery.counts());
    metrics.regions(with.health());
    MultiCollector others = with.metrics()::scrape;
    metrics.registry.register(others);
    return metrics.registry;
  }

  private static CounterWithCallback.Builder counter(String name, String help) {
    return CounterWithCallback.builder().name("meridian_" + name).help(help);
  }

  private static GaugeWithCallback.Builder gauge(String name, String help) {
    return GaugeWithCallback.builder().name("meridian_" + name).help(help);
  }

  private void positions(PositionCounts counts) {
    counter("positions_received_total", "Positions that came, by way and outcome.")
        .labelNames("way", "outcome")
        .callback(to -> {
          for (Way way : Way.values()) {
            for (Fate fate : Fate.values()) {
              to.call((double) counts.received(way, fate), word(way), word(fate));
            }
          }
        })
        .register(registry);
    counter(
            "positions_published_total",
            "Positions sent to the broker of their region; each try of one from MQTT counts.")
        .labelNames("region", "outcome")
        .callback(to -> {
          for (Region region : map.get().regions()) {
            to.call((double) counts.confirmed(region.id()), region.id(), "confirmed");
            to.call((double) counts.failed(region.id()), region.id(), "failed");
          }
        })
        .register(registry);
    gauge("positions_held", "Positions from MQTT that wait in this gateway for their region.")
        .callback(to -> to.call((double) counts.held()))
        .register(registry);
  }

  private void clients(Delivery delivery, WaitingRoom room) {
    gauge("stream_clients", "Clients that are connected to /stream.")
        .labelNames("transport")
        .callback(to -> {
          for (Transport transport : Transport.values()) {
            to.call((double) delivery.clients(transport), word(transport));
          }
        })
        .register(registry);
    gauge("stream_subscriptions", "Subscriptions of these clients.")
        .callback(to -> to.call((double) delivery.subscriptions()))
        .register(registry);
    gauge("http_waiting_clients", "Clients that wait for a job or a part of one.")
        .callback(to -> to.call(room.waiting()))
        .register(registry);
    StreamCounts counts = delivery.counts();
    counter(
            "stream_subscriptions_started_total",
            "Subscriptions begun; those from a cursor acknowledge all before it.")
        .labelNames("from")
        .callback(to -> {
          to.call((double) counts.fromNow(), "now");
          to.call((double) counts.resumed(), "cursor");
        })
        .register(registry);
    counter("stream_clients_ended_total", "Clients that are gone; slow ones were sent away.")
        .labelNames("ending")
        .callback(to -> {
          for (Ending ending : Ending.values()) {
            to.call((double) counts.ended(ending), word(ending));
          }
        })
        .register(registry);
    counter("stream_clients_refused_total", "Clients that were one too many.")
        .callback(to -> to.call((double) counts.refusedClients()))
        .register(registry);
  }

  private void frames(StreamCounts counts) {
    counter("stream_frames_sent_total", "Frames written to clients.")
        .labelNames("frame")
        .callback(to -> {
          for (StreamCounts.Kind kind : StreamCounts.Kind.values()) {
            to.call((double) counts.sent(kind), word(kind));
          }
        })
        .register(registry);
    counter(
            "stream_frames_dropped_total",
            "Frames that waited for a client when it ended; it hears of crossings when it resumes.")
        .labelNames("frame", "ending")
        .callback(to -> {
          for (StreamCounts.Kind kind : StreamCounts.Kind.values()) {
            for (Ending ending : Ending.values()) {
              to.call((double) counts.dropped(kind, ending), word(kind), word(ending));
            }
          }
        })
        .register(registry);
    counter("crossings_read_total", "Crossings read from the log of a region.")
        .labelNames("region", "reader")
        .callback(to -> {
          for (Region region : map.get().regions()) {
            to.call((double) counts.read(region.id()), region.id(), "live");
            to.call((double) counts.readAgain(region.id()), region.id(), "resume");
          }
        })
        .register(registry);
  }

  private void regions(HealthBoard health) {
    gauge("region_broker_up", "Whether the broker of a region takes messages: 1 or 0.")
        .labelNames("region")
        .callback(to -> each(health, now -> now.brokerUp() ? 1 : 0, to))
        .register(registry);
    gauge("region_consumers", "Consumers of the tasks of a region, as last seen.")
        .labelNames("region")
        .callback(to -> each(health, RegionHealth::workers, to))
        .register(registry);
    gauge("region_queued_tasks", "Tasks that wait in the queues of a region, as last seen.")
        .labelNames("region")
        .callback(to -> each(health, now -> (double) now.queued(), to))
        .register(registry);
  }

  private void each(
      HealthBoard health, ToDoubleFunction<RegionHealth> value, GaugeWithCallback.Callback to) {
    for (Region region : map.get().regions()) {
      to.call(value.applyAsDouble(health.health(region)), region.id());
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
