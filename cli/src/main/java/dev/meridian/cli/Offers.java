package dev.meridian.cli;

import dev.meridian.builtin.Echo;
import dev.meridian.builtin.Fetch;
import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.client.PlannedTask;
import dev.meridian.client.Planner;
import dev.meridian.client.Submission.Options;
import dev.meridian.config.Configuration;
import dev.meridian.config.Defaults;
import dev.meridian.route.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The task types a gateway offers: those built in and those the regions file adds, on the terms of
/// that file. Thread-safe.
final class Offers implements Supplier<Catalogue> {
  private final RegionsInUse regions;
  private volatile @Nullable Made made;

  private record Made(Configuration configuration, Catalogue catalogue) {}

  Offers(RegionsInUse regions) {
    this.regions = regions;
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
    configuration.tasks().forEach(type -> offers.add(new Offer(type, Planner.single(), true)));
    return new Catalogue(offers, terms(configuration.defaults()));
  }

  private static Options terms(Defaults defaults) {
    Options standard = Options.STANDARD;
    return new Options(
        defaults.policy(),
        standard.priority(),
        defaults.deadline(),
        defaults.resultTtl(),
        defaults.tombstoneTtl(),
        standard.minSuccess());
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
