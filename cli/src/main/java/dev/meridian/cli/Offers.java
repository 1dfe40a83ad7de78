package dev.meridian.cli;

import dev.meridian.builtin.Echo;
import dev.meridian.builtin.Fetch;
import dev.meridian.builtin.Geofence;
import dev.meridian.builtin.GeofenceReplay;
import dev.meridian.builtin.Merge;
import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.client.PlannedTask;
import dev.meridian.client.Planner;
import dev.meridian.client.Submission.Options;
import dev.meridian.config.Configuration;
import dev.meridian.route.Target;
import dev.meridian.task.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The task types a gateway offers: those built in, those of jars, and those the regions file adds,
/// on the terms of that file. Thread-safe.
final class Offers implements Supplier<Catalogue> {
  private static final Logger LOG = LoggerFactory.getLogger(Offers.class);

  private final RegionsInUse regions;
  private final List<TaskType<?, ?>> own;
  private volatile @Nullable Made made;

  private record Made(Configuration configuration, Catalogue catalogue) {}

  Offers(RegionsInUse regions, List<TaskType<?, ?>> own) {
    this.regions = regions;
    this.own = own;
  }

  /// The catalogue of the file as it is now.
  @Override
  public Catalogue get() {
    Configuration now = regions.configuration();
    Made last = made;
    if (last == null || !last.configuration().equals(now)) {
      last = new Made(now, catalogue(now));
      made = last;
    }
    return last.catalogue();
  }

  private Catalogue catalogue(Configuration configuration) {
    List<Offer> offers = new ArrayList<>();
    offers.add(new Offer(Echo.TYPE, Planner.single(), false));
    offers.add(new Offer(Fetch.TYPE, this::planFetch, true));
    offers.add(new Offer(Geofence.TYPE, Planner.single(), true));
    offers.add(new Offer(GeofenceReplay.TYPE, Planner.single(), true));
    offers.add(new Offer(Merge.TYPE, Planner.single(), true));
    own.forEach(type -> offers.add(new Offer(type, Planner.single(), true)));
    configuration.tasks().stream()
        .filter(this::isNotOurs)
        .forEach(type -> offers.add(new Offer(type, Planner.single(), true)));
    return new Catalogue(offers, Options.of(configuration.defaults()));
  }

  /// A type that a jar brings and the file declares, too, is the jar's: that is what workers run.
  private boolean isNotOurs(TaskType<?, ?> declared) {
    boolean ours = own.stream().anyMatch(type -> type.name().equals(declared.name()));
    if (ours) {
      LOG.warn("task type {}: declared in the regions file, but a jar brings it", declared.name());
    }
    return !ours;
  }

  /// One task for each source, at the source's home unless the client says where.
  private List<PlannedTask> planFetch(ObjectNode inputs, Target target) {
    return Fetch.plan(inputs, id -> regions.map().source(id).isPresent()).stream()
        .map(planned -> new PlannedTask(planned.label(), planned.inputs(), place(planned, target)))
        .toList();
  }

  private static Target place(Fetch.Planned planned, Target target) {
    return target instanceof Target.Anywhere ? new Target.ToSource(planned.source()) : target;
  }
}
