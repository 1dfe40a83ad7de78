package dev.meridian.cli;

import dev.meridian.action.ActionCounts;
import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.track.Crossed.Kind;
import dev.meridian.tracking.RegionFigures;
import dev.meridian.tracking.Tally.Count;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// What the nodes of this process count, but for what gateways know of themselves. Nothing is kept
/// here, all is read when somebody asks. Labels are ids of regions and words from fixed lists.
final class NodeMetrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  NodeMetrics() {
    Info.builder()
        .name("meridian_build_info")
        .help("The version of this node; always 1.")
        .labelNames("version")
        .register(registry)
        .addLabelValues(Version.meridian());
  }

  /// Where they are read.
  PrometheusRegistry registry() {
    return registry;
  }

  private static CounterWithCallback.Builder counter(String name, String help) {
    return CounterWithCallback.builder().name("meridian_" + name).help(help);
  }

  private static GaugeWithCallback.Builder gauge(String name, String help) {
    return GaugeWithCallback.builder().name("meridian_" + name).help(help);
  }

  /// Shows what crossings start. To be called once.
  void actions(Supplier<ActionCounts> counts) {
    counter("actions_total", "Actions of crossings by outcome; each try again counts.")
        .labelNames("outcome")
        .callback(to -> {
          ActionCounts now = counts.get();
          to.call((double) now.accepted(), "accepted");
          to.call((double) now.again(), "again");
          to.call((double) now.wrong(), "wrong");
          to.call((double) now.givenUp(), "given_up");
        })
        .register(registry);
    counter("actions_missed_crossings_total", "Crossings that never came to their actions.")
        .callback(to -> to.call((double) counts.get().missed()))
        .register(registry);
  }

  /// Shows the evaluation of positions. To be called once.
  ///
  /// @param figures by region
  /// @param fences how many there are
  void tracking(Supplier<Map<String, RegionFigures>> figures, IntSupplier fences) {
    positions(figures);
    crossings(figures);
    partitions(figures);
    gauge("fences_loaded", "Fences that positions are judged by.")
        .callback(to -> to.call(fences.getAsInt()))
        .register(registry);
  }

  private void positions(Supplier<Map<String, RegionFigures>> figures) {
    counter("positions_evaluated_total", "Positions that a worker judged, by verdict.")
        .labelNames("region", "verdict")
        .callback(to ->
            figures
                .get()
                .forEach((region, now) -> {
                  for (Verdict verdict : Verdict.values()) {
                    to.call((double) now.tally().of(verdict), region, word(verdict));
                  }
                }))
        .register(registry);
    count(
        figures,
        Count.UNDECIDED,
        "fences_undecided_total",
        "Fences that accepted positions did not decide, each position and fence by itself.");
    count(
        figures,
        Count.UNREADABLE,
        "positions_unreadable_total",
        "Positions that could not be read, of messages that could.");
    count(
        figures,
        Count.BURIED,
        "position_messages_buried_total",
        "Messages of positions that went to the dead letters.");
  }

  private void crossings(Supplier<Map<String, RegionFigures>> figures) {
    counter("crossings_created_total", "Crossings that were written to the log of their region.")
        .labelNames("region", "kind")
        .callback(to ->
            figures
                .get()
                .forEach((region, now) -> {
                  for (Kind kind : Kind.values()) {
                    to.call((double) now.tally().of(kind), region, kind.word());
                  }
                }))
        .register(registry);
    count(figures, Count.LATE, "crossings_late_total", "Crossings of positions that came late.");
    count(
        figures,
        Count.CONTESTED,
        "object_steps_contested_total",
        "Steps of objects that another worker was ahead of, and that were made again.");
  }

  private void partitions(Supplier<Map<String, RegionFigures>> figures) {
    gauge(
        figures,
        RegionFigures::consumed,
        "position_partitions_consumed",
        "Partitions of positions that a worker consumes, first in line or in reserve.");
    gauge(
        figures,
        RegionFigures::held,
        "position_partitions_held",
        "Partitions of positions that gave a worker a message within the last minute.");
  }

  private void count(
      Supplier<Map<String, RegionFigures>> figures, Count count, String name, String help) {
    counter(name, help)
        .labelNames("region")
        .callback(to ->
            figures.get().forEach((region, now) -> to.call((double) now.tally().of(count), region)))
        .register(registry);
  }

  private void gauge(
      Supplier<Map<String, RegionFigures>> figures,
      ToDoubleFunction<RegionFigures> value,
      String name,
      String help) {
    gauge(name, help)
        .labelNames("region")
        .callback(
            to -> figures.get().forEach((region, now) -> to.call(value.applyAsDouble(now), region)))
        .register(registry);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
