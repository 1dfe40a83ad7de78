package dev.meridian.embed;

import dev.meridian.config.Configuration;
import dev.meridian.config.Defaults;
import dev.meridian.config.Reload;
import dev.meridian.config.ReloadingConfiguration;
import dev.meridian.geo.RegionMap;
import dev.meridian.limit.LimitRules;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The regions in use: those of a file that may change, or a fixed configuration. Thread-safe.
final class FollowedRegions {
  private static final Logger LOG = LoggerFactory.getLogger(FollowedRegions.class);

  private final Supplier<Configuration> current;
  private final Supplier<Reload> reload;

  private FollowedRegions(Supplier<Configuration> current, Supplier<Reload> reload) {
    this.current = current;
    this.reload = reload;
  }

  static FollowedRegions of(ReloadingConfiguration file) {
    return new FollowedRegions(file::current, file::reload);
  }

  static FollowedRegions of(Configuration fixed) {
    return new FollowedRegions(() -> fixed, Reload.Unchanged::new);
  }

  RegionMap map() {
    return current.get().map();
  }

  Defaults defaults() {
    return current.get().defaults();
  }

  LimitRules limits() {
    return current.get().limits();
  }

  /// Takes over a changed file. A broken one is logged, and what was in use stays.
  void lookForChanges() {
    switch (reload.get()) {
      case Reload.Unchanged() -> {}
      case Reload.Replaced(Configuration next) -> LOG.info("regions changed, now {}", next);
      case Reload.Refused(var complaints) ->
          complaints.forEach(complaint -> LOG.error("kept the old regions: {}", complaint));
    }
  }
}
