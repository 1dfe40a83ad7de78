package dev.meridian.cli;

import dev.meridian.action.CrossingActions;
import dev.meridian.client.TaskClient;
import dev.meridian.geo.Region;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// What crossings start, of which whoever has a gateway takes its share. For one thread.
final class ActionsInUse implements AutoCloseable {
  private static final Duration AGAIN = Duration.ofSeconds(30);

  private final RegionsInUse regions;
  private final Wiring wiring;
  private final InstantSource clock;
  private final List<CrossingActions> running = new ArrayList<>();

  ActionsInUse(RegionsInUse regions, Wiring wiring, InstantSource clock) {
    this.regions = regions;
    this.wiring = wiring;
    this.clock = clock;
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
    running.add(new CrossingActions(with, name, AGAIN).start());
  }

  @Override
  public void close() {
    running.forEach(CrossingActions::close);
  }
}
