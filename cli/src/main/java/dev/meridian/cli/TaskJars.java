package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.builtin.Echo;
import dev.meridian.builtin.Fetch;
import dev.meridian.builtin.Geofence;
import dev.meridian.builtin.GeofenceReplay;
import dev.meridian.builtin.Merge;
import dev.meridian.builtin.Webhook;
import dev.meridian.client.CanvasClient;
import dev.meridian.module.TaskFolder;
import dev.meridian.module.TaskModules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that says where task types of one's own are.
final class TaskJars {
  private static final String USUAL = "tasks";
  private static final Set<String> BUILT_IN =
      Set.of(
          Echo.TYPE.name(),
          Fetch.TYPE.name(),
          Geofence.TYPE.name(),
          GeofenceReplay.TYPE.name(),
          Merge.TYPE.name(),
          Webhook.TYPE.name(),
          CanvasClient.TYPE);

  @Option(
      names = "--tasks",
      paramLabel = "DIR",
      description = "Jars with task types. Default: ./tasks, if it is there.")
  private @Nullable Path folder;

  /// Loads them.
  ///
  /// @throws InvalidValueException if the folder that was named is none
  /// @throws dev.meridian.module.TaskFolderException if one of its modules cannot be used
  TaskModules load(Shell shell) {
    Path named = folder;
    if (named == null) {
      Path usual = shell.folder().resolve(USUAL);
      return Files.isDirectory(usual) ? TaskFolder.load(usual, BUILT_IN) : TaskModules.none();
    }
    Path path = shell.folder().resolve(named);
    if (!Files.isDirectory(path)) {
      throw new InvalidValueException("--tasks", named, "a folder");
    }
    return TaskFolder.load(path, BUILT_IN);
  }
}
