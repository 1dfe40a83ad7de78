package dev.meridian.config;

import dev.meridian.geo.RegionMap;
import dev.meridian.task.TaskType;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What `regions.yaml` says. Immutable.
///
/// @param map the regions and sources
/// @param tasks types served by workers in other languages
/// @param defaults what holds where nothing else is said
public record Configuration(
    RegionMap map, List<TaskType<JsonNode, JsonNode>> tasks, Defaults defaults) {
  /// Copies the list.
  public Configuration {
    tasks = List.copyOf(tasks);
  }

  /// The map and the tasks' names; no secrets.
  @Override
  public String toString() {
    return map + " tasks=" + tasks.stream().map(TaskType::name).toList();
  }
}
