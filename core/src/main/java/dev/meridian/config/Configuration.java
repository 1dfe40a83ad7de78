package dev.meridian.config;

import dev.meridian.geo.RegionMap;
import dev.meridian.limit.LimitRules;
import dev.meridian.task.TaskType;
import dev.meridian.webhook.WebhookEndpoints;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What `regions.yaml` says. Immutable.
///
/// @param map the regions and sources
/// @param tasks types served by workers in other languages
/// @param defaults what holds where nothing else is said
/// @param limits on tasks
/// @param webhooks where they may be sent
/// @param tracking what holds for objects that move
public record Configuration(
    RegionMap map,
    List<TaskType<JsonNode, JsonNode>> tasks,
    Defaults defaults,
    LimitRules limits,
    WebhookEndpoints webhooks,
    TrackingSettings tracking) {
  /// Copies the list.
  public Configuration {
    tasks = List.copyOf(tasks);
  }

  /// The same without limits on tasks, webhooks and settings of tracking.
  public Configuration(RegionMap map, List<TaskType<JsonNode, JsonNode>> tasks, Defaults defaults) {
    this(map, tasks, defaults, LimitRules.NONE, WebhookEndpoints.NONE, TrackingSettings.NONE);
  }

  /// The map, the tasks' names and the limits; no secrets.
  @Override
  public String toString() {
    return map + " tasks=" + tasks.stream().map(TaskType::name).toList() + " " + limits;
  }
}
