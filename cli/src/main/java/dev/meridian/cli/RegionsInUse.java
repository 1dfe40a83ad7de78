package dev.meridian.cli;

import dev.meridian.config.Configuration;
import dev.meridian.config.ConfigurationException;
import dev.meridian.config.PlacesFile;
import dev.meridian.config.RegionsFile;
import dev.meridian.config.Reload;
import dev.meridian.config.ReloadingConfiguration;
import dev.meridian.config.TrackingSettings.Places;
import dev.meridian.geo.Gazetteer;
import dev.meridian.geo.RegionMap;
import dev.meridian.limit.LimitRules;
import dev.meridian.track.ObjectClasses;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The regions and sources a node works with, and where they came from: the file of `--config`,
/// else `regions.yaml` in the current folder, else the one built in. Thread-safe.
final class RegionsInUse {
  private static final Logger LOG = LoggerFactory.getLogger(RegionsInUse.class);
  private static final String FILE = "regions.yaml";

  private final String origin;
  private final Path folder;
  private final Supplier<Configuration> current;
  private final Supplier<Reload> reload;

  private RegionsInUse(
      String origin, Path folder, Supplier<Configuration> current, Supplier<Reload> reload) {
    this.origin = origin;
    this.folder = folder;
    this.current = current;
    this.reload = reload;
  }

  /// Reads them.
  ///
  /// @throws ConfigurationException with all that is wrong with the file
  static RegionsInUse of(Shell shell, Settings settings) {
    RegionsFile reader = new RegionsFile(shell.environment());
    Optional<Path> file = file(shell, settings);
    if (file.isEmpty()) {
      Configuration builtIn = reader.parse(FILE, resource("/" + FILE));
      return new RegionsInUse("built in", shell.folder(), () -> builtIn, Reload.Unchanged::new);
    }
    ReloadingConfiguration configuration = new ReloadingConfiguration(reader, file.get());
    return new RegionsInUse(
        file.get().toString(),
        file.get().toAbsolutePath().resolveSibling(""),
        configuration::current,
        configuration::reload);
  }

  /// Those of the demo, whose sources are served at a URL.
  static RegionsInUse demo(String sources) {
    Map<String, String> variables = Map.of("DEMO_SOURCES", sources);
    Configuration demo = new RegionsFile(variables).parse(FILE, resource("/demo/" + FILE));
    return new RegionsInUse("the demo's", Path.of(""), () -> demo, Reload.Unchanged::new);
  }

  private static Optional<Path> file(Shell shell, Settings settings) {
    Path config = settings.config();
    if (config != null) {
      return Optional.of(shell.folder().resolve(config));
    }
    return Optional.of(shell.folder().resolve(FILE)).filter(Files::isRegularFile);
  }

  private static String resource(String name) {
    try (InputStream stream = RegionsInUse.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where they came from: a path, or `built in`.
  String origin() {
    return origin;
  }

  /// What the file says now.
  Configuration configuration() {
    return current.get();
  }

  /// The regions and sources of now.
  RegionMap map() {
    return configuration().map();
  }

  /// The limits on tasks of now.
  LimitRules limits() {
    return configuration().limits();
  }

  /// The classes of objects of now.
  ObjectClasses classes() {
    return configuration().tracking().objects();
  }

  /// Reads the named places; there are none if the file names none.
  ///
  /// @throws ConfigurationException with what is wrong with them
  Gazetteer readPlaces() {
    Places places = configuration().tracking().places();
    return places == null ? Gazetteer.EMPTY : PlacesFile.read(folder, places);
  }

  /// Takes over a changed file. A broken one is logged, and what was in use stays.
  void lookForChanges() {
    switch (reload.get()) {
      case Reload.Unchanged() -> {}
      case Reload.Replaced(Configuration next) -> LOG.info("{} changed, now {}", origin, next);
      case Reload.Refused(var complaints) ->
          complaints.forEach(complaint -> LOG.error("kept the old regions: {}", complaint));
    }
  }
}
