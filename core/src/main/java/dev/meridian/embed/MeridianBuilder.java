package dev.meridian.embed;

import dev.meridian.config.Configuration;
import dev.meridian.config.RegionsFile;
import dev.meridian.config.ReloadingConfiguration;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Seal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How a program connects to Meridian; see [Meridian#with]. For one thread.
public final class MeridianBuilder {
  private final @Nullable String broker;
  private final String results;
  private Path file = Path.of("regions.yaml");
  private @Nullable Configuration fixed;
  private Map<String, String> environment = Map.of();
  private Duration patience = Duration.ofSeconds(30);
  private InstantSource clock = InstantSource.system();
  private RandomGenerator random = new SecureRandom();
  private @Nullable Seal seal;

  /// What a connection is made of.
  record Parts(
      FollowedRegions regions,
      Duration patience,
      InstantSource clock,
      RandomGenerator random,
      CeleryCodec codec) {}

  MeridianBuilder(@Nullable String broker, String results) {
    this.broker = broker;
    this.results = results;
  }

  /// Regions and sources; `regions.yaml` in the current folder if this is not said. Changes to the
  /// file are taken over within 2 s.
  public MeridianBuilder regions(Path file) {
    this.file = file;
    this.fixed = null;
    return this;
  }

  /// Regions and sources from elsewhere, instead of a file.
  public MeridianBuilder regions(Configuration fixed) {
    this.fixed = fixed;
    return this;
  }

  /// What `${NAME}` means in the regions file; nothing if this is not said.
  public MeridianBuilder environment(Map<String, String> variables) {
    this.environment = Map.copyOf(variables);
    return this;
  }

  /// How long [#connect()] waits for broker and store; 30 s if this is not said.
  public MeridianBuilder patience(Duration patience) {
    this.patience = patience;
    return this;
  }

  /// Another clock than the system's.
  public MeridianBuilder clock(InstantSource clock) {
    this.clock = clock;
    return this;
  }

  /// Another random source than a secure one, which ids are drawn from.
  public MeridianBuilder random(RandomGenerator random) {
    this.random = random;
    return this;
  }

  /// Signs what is sent, as workers that want signatures expect it; nothing is signed if this is
  /// not said. A [dev.meridian.seal.KeyedSeal] has the keys of a file.
  public MeridianBuilder seal(Seal seal) {
    this.seal = seal;
    return this;
  }

  /// Connects, and waits until broker and store answer.
  ///
  /// @throws dev.meridian.config.ConfigurationException if the regions file is broken
  /// @throws dev.meridian.InvalidValueException if a URL cannot be used
  /// @throws dev.meridian.client.UnavailableException if broker or store do not answer in time
  public Meridian connect() {
    Configuration given = fixed;
    FollowedRegions regions =
        given != null
            ? FollowedRegions.of(given)
            : FollowedRegions.of(new ReloadingConfiguration(new RegionsFile(environment), file));
    CeleryCodec open = new CeleryCodec("meridian" + ProcessHandle.current().pid() + "@embedded");
    CeleryCodec codec = seal == null ? open : open.withSeal(seal);
    var connections = new Connections(regions::map, broker, results, clock);
    return Meridian.connect(new Parts(regions, patience, clock, random, codec), connections);
  }
}
