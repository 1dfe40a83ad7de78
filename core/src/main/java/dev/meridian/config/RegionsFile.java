package dev.meridian.config;

import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.geo.Source;
import dev.meridian.limit.LimitRule;
import dev.meridian.limit.LimitRules;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.TaskType;
import dev.meridian.track.ObjectClasses;
import dev.meridian.webhook.WebhookEndpoint;
import dev.meridian.webhook.WebhookEndpoints;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Reads `regions.yaml`. All that is wrong with a file is found in one reading; unknown keys are
/// wrong. `${NAME}` and `${NAME:-default}` in values expand to environment variables. Bounded: a
/// file has at most 4 MiB, collections 50 deep and 50 aliases. Immutable, thread-safe.
public final class RegionsFile {
  private final Map<String, String> environment;

  /// A reader that expands these variables.
  public RegionsFile(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// What the file says.
  ///
  /// @throws ConfigurationException with all that is wrong, also if it cannot be read
  public Configuration read(Path path) {
    return parse(String.valueOf(path.getFileName()), TextFile.read(path));
  }

  /// What the text of a file says.
  ///
  /// @param file its name in complaints
  /// @throws ConfigurationException with all that is wrong
  public Configuration parse(String file, String text) {
    var reading = new Reading(file, environment);
    Optional<Configuration> configuration =
        YamlText.read(text, reading).flatMap(root -> root.read(RegionsFile::configuration));
    reading.throwIfAnyComplaint();
    return configuration.orElseThrow();
  }

  private static Configuration configuration(Value root) {
    Fields fields = root.fields(Section.FILE);
    fields.require("version", value -> value.integer(1, 1), 1, "1, the version of the format");
    Defaults defaults = fields.read("defaults", RegionsFile::defaults, Defaults.STANDARD);
    Set<String> ids = regionIds(fields);
    var regionReader = new RegionReader(defaults, ids);
    List<Region> regions =
        fields.require("regions", v -> atLeastOne(v, regionReader), List.of(), "at least one");
    var sourceReader = new SourceReader(defaults.politeness(), ids);
    List<Source> sources = fields.read("sources", v -> v.each(sourceReader::read), List.of());
    var taskReader = new TaskReader();
    List<TaskType<JsonNode, JsonNode>> tasks =
        fields.read("tasks", v -> v.each(taskReader::read), List.of());
    var limitReader = new LimitReader();
    List<LimitRule> limits = fields.read("limits", v -> v.each(limitReader::read), List.of());
    var webhookReader = new WebhookReader();
    List<WebhookEndpoint> webhooks =
        fields.read("webhooks", v -> v.each(webhookReader::read), List.of());
    TrackingSettings tracking = tracking(fields);
    root.reading().throwIfAnyComplaint();
    return new Configuration(
        RegionMap.of(regions, sources),
        tasks,
        defaults,
        new LimitRules(limits),
        new WebhookEndpoints(webhooks),
        tracking);
  }

  private static TrackingSettings tracking(Fields fields) {
    return new TrackingSettings(
        fields.read("objects", ObjectClassReader::read, ObjectClasses.NONE),
        fields.read("places", PlacesReader::read).orElse(null));
  }

  private static Defaults defaults(Value value) {
    Fields fields = value.fields(Section.DEFAULTS);
    Defaults standard = Defaults.STANDARD;
    return new Defaults(
        fields.read("policy", policy -> RoutePolicy.of(policy.text()), standard.policy()),
        fields.read("broker", Parsers::broker).orElse(null),
        fields.read("resultTtl", Parsers::term, standard.resultTtl()),
        fields.read("tombstoneTtl", Parsers::term, standard.tombstoneTtl()),
        fields.read("deadline", Parsers::term, standard.deadline()),
        fields.read(
            "maxQueued", max -> max.integer(1, RegionReader.MOST_QUEUED), standard.maxQueued()),
        fields.read(
            "source",
            source ->
                PolitenessReader.read(source.fields(Section.POLITENESS), standard.politeness()),
            standard.politeness()),
        fields.read("lanes", RegionReader::lanes, standard.lanes()));
  }

  private static List<Region> atLeastOne(Value value, RegionReader reader) {
    if (value.items().isEmpty()) {
      throw value.refuse("at least one region");
    }
    return value.each(reader::read);
  }

  /// The ids that fallbacks and homes may name, before the regions are read.
  private static Set<String> regionIds(Fields fields) {
    return fields.value("regions").stream()
        .flatMap(Value::peekItems)
        .flatMap(region -> region.peek("id").stream())
        .collect(Collectors.toSet());
  }
}
