package dev.meridian.module;

import dev.meridian.InvalidValueException;
import dev.meridian.task.TaskModule;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// A folder of task modules: each jar in it, and each folder of jars (a module with its libraries).
/// Other files are passed over.
///
/// All of it is loaded or nothing is: a worker that started without one of its task types would
/// refuse that type's tasks for good, so a node with a broken module should not start at all.
public final class TaskFolder {
  /// The most modules of a folder.
  public static final int MOST_MODULES = 200;

  /// The most jars of a module.
  public static final int MOST_JARS = 500;

  private final Path folder;
  private final List<String> complaints = new ArrayList<>();
  private final TaskModules modules;

  private TaskFolder(Path folder, Set<String> taken) {
    this.folder = folder;
    this.modules = new TaskModules(taken);
  }

  /// One module: the name of its jar or folder, and its jars.
  private record Found(String name, List<Path> jars) {
    URL[] urls() throws MalformedURLException {
      URL[] urls = new URL[jars.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
      }
      return urls;
    }
  }

  /// Loads every module of a folder, in the order of their names.
  ///
  /// @param taken names of task types that modules may not register
  /// @throws TaskFolderException if any of them cannot be used
  public static TaskModules load(Path folder, Set<String> taken) {
    var loading = new TaskFolder(folder, taken);
    try {
      loading.found().forEach(loading::add);
    } catch (IOException e) {
      loading.complain("folder", "unreadable", "a folder of jars: " + e);
    }
    if (!loading.complaints.isEmpty()) {
      loading.modules.close();
      throw new TaskFolderException(loading.complaints);
    }
    return loading.modules;
  }

  private List<Found> found() throws IOException {
    List<Found> found = new ArrayList<>();
    for (Path entry : sorted(folder, MOST_MODULES)) {
      String name = String.valueOf(entry.getFileName());
      if (isJar(entry)) {
        found.add(new Found(name, List.of(entry)));
      } else if (Files.isDirectory(entry)) {
        List<Path> jars = sorted(entry, MOST_JARS).stream().filter(TaskFolder::isJar).toList();
        if (!jars.isEmpty()) {
          found.add(new Found(name + "/", jars));
        }
      }
    }
    return found;
  }

  private List<Path> sorted(Path folder, int most) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> some = entries.sorted().limit(most + 1L).toList();
      if (some.size() > most) {
        complain(folder.toString(), "more", "at most " + most + " entries");
      }
      return some;
    }
  }

  private static boolean isJar(Path path) {
    return path.toString().endsWith(".jar") && Files.isRegularFile(path);
  }

  private void add(Found found) {
    try {
      for (Path jar : found.jars) {
        checkReadable(jar);
      }
      var loader = new ModuleLoader(found.name, found.urls(), TaskFolder.class.getClassLoader());
      modules.keep(found.name, loader);
      List<ServiceLoader.Provider<TaskModule>> providers = providers(loader);
      if (providers.isEmpty()) {
        complain(
            found.name,
            "no task module",
            "a class named in META-INF/services/" + TaskModule.class.getName());
      }
      providers.forEach(provider -> modules.add(found.name, loader, provider.get()));
    } catch (InvalidValueException e) {
      complaints.add(found.name + ": " + e.getMessage());
    } catch (IOException e) {
      complain(found.name, "unreadable", "a jar: " + e.getMessage());
    } catch (ServiceConfigurationError e) {
      complain(found.name, reason(e), "a task module that can be made");
    } catch (RuntimeException | LinkageError e) {
      complain(found.name, e.toString(), "a task module that registers its types");
    }
  }

  /// The class path passes over what is not a jar without a word.
  private static void checkReadable(Path jar) throws IOException {
    try (var file = new JarFile(jar.toFile())) {
      var _ = file.size();
    }
  }

  /// Those of the module itself, not those of the class path of this program.
  private static List<ServiceLoader.Provider<TaskModule>> providers(ModuleLoader loader) {
    return ServiceLoader.load(TaskModule.class, loader).stream()
        .filter(provider -> provider.type().getClassLoader() == loader)
        .toList();
  }

  private static String reason(ServiceConfigurationError error) {
    Throwable cause = error.getCause();
    String words =
        String.valueOf(error.getMessage()).replace(TaskModule.class.getName() + ": ", "");
    return cause == null ? words : words + ", " + cause;
  }

  private void complain(String name, String value, String expected) {
    complaints.add(new InvalidValueException(name, value, expected).getMessage());
  }
}
