package dev.meridian.cli;

import dev.meridian.action.ActionCounts;
import dev.meridian.action.CrossingActions;
import dev.meridian.client.TaskClient;
import dev.meridian.geo.Region;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What crossings start, of which whoever has a gateway takes its share. For one thread.
final class ActionsInUse implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final RegionsInUse regions;
  private final Wiring wiring;
  private final InstantSource clock;
  private final NodeMetrics metrics;
  private final List<CrossingActions> running = new CopyOnWriteArrayList<>();

  ActionsInUse(RegionsInUse regions, Wiring wiring, InstantSource clock, NodeMetrics metrics) {
    this.regions = regions;
    this.wiring = wiring;
    this.clock = clock;
    this.metrics = metrics;
  }

  /// Takes a share.
  ///
  /// @param taking starts tasks
  /// @param offers the types of tasks that there are
  /// @param name of the one who takes it, unique among all
  void start(TaskClient taking, Offers offers, String name) {
    var with =
        new CrossingActions.Collaborators(
            wiring.store().tracking(),
            taking,
            offers,
            () -> regions.configuration().webhooks(),
            wiring,
            () -> regions.map().regions().stream().map(Region::id).toList(),
            clock);
    if (running.isEmpty()) {
      metrics.actions(this::counts);
    }
    running.add(new CrossingActions(with, name, AGAIN).start());
  }

  private ActionCounts counts() {
    return running.stream()
        .map(CrossingActions::counts)
        .reduce(new ActionCounts(0, 0, 0, 0, 0), ActionCounts::plus);
  }

  @Override
  public void close() {
    running.forEach(CrossingActions::close);
  }
}
