package dev.meridian.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.json.Json;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskHandler;
import dev.meridian.task.TaskModule;
import dev.meridian.task.TaskSink;
import dev.meridian.task.TaskType;
import dev.meridian.testing.JarMaker;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class TaskFolderTest {
  private static final String SERVICES = "META-INF/services/" + TaskModule.class.getName();

  @TempDir private Path folder = Path.of("");

  /// The source of a module with one type, whose handler answers what `answer` says.
  private static String module(String name, String type, String answer) {
    return """
    package shop;

    import dev.meridian.json.Json;
    import dev.meridian.task.*;
    import tools.jackson.databind.JsonNode;

    public final class %s implements TaskModule {
      @Override
      public void register(TaskSink sink) {
        sink.handle(
            TaskType.of("%s", JsonNode.class, JsonNode.class),
            (input, attempt) -> Json.of(%s));
      }
    }
    """
        .formatted(name, type, answer);
  }

  private static JarMaker jar(String name, String type, String answer) {
    return new JarMaker()
        .source("shop." + name, module(name, type, answer))
        .file(SERVICES, "shop." + name + "\n");
  }

  private static JarMaker library(int version) {
    return new JarMaker()
        .source(
            "lib.Library",
            "package lib; public final class Library { public static String version() { return \""
                + version
                + "\"; } }");
  }

  private static Map<String, String> answers(TaskModules modules) throws Exception {
    Attempt nobody =
        (Attempt)
            Proxy.newProxyInstance(
                Attempt.class.getClassLoader(), new Class<?>[] {Attempt.class}, (_, _, _) -> null);
    Map<String, TaskHandler<?, ?>> handlers = new TreeMap<>();
    modules.registerWith(
        new TaskSink() {
          @Override
          public <I, O> TaskSink handle(TaskType<I, O> type, TaskHandler<I, O> handler) {
            handlers.put(type.name(), handler);
            return this;
          }
        });
    Map<String, String> answers = new TreeMap<>();
    for (var entry : handlers.entrySet()) {
      @SuppressWarnings("unchecked") // all modules here are made for JsonNode
      var handler = (TaskHandler<JsonNode, JsonNode>) entry.getValue();
      answers.put(entry.getKey(), handler.run(Json.object(), nobody).asString());
    }
    return answers;
  }

  private void assertRefused(String... lines) {
    assertThatThrownBy(() -> TaskFolder.load(folder, Set.of("echo")))
        .isInstanceOfSatisfying(
            TaskFolderException.class,
            e ->
                assertThat(e.complaints())
                    .hasSameSizeAs(lines)
                    .allSatisfy(line ->
                        assertThat(lines).anySatisfy(words -> assertThat(line).contains(words))));
  }

  @Test
  void twoModulesBringTwoVersionsOfALibrary() throws Exception {
    for (int version = 1; version <= 2; version++) {
      String name = "Module" + version;
      Path home = Files.createDirectory(folder.resolve("shop" + version));
      Path library = library(version).write(home.resolve("library.jar"));
      jar(name, "shop.v" + version, "lib.Library.version()")
          .against(library)
          .write(home.resolve("shop.jar"));
    }
    try (TaskModules modules = TaskFolder.load(folder, Set.of())) {
      assertThat(answers(modules)).isEqualTo(Map.of("shop.v1", "1", "shop.v2", "2"));
    }
  }

  @Test
  void sameClassNamesInTwoJarsAreTwoClasses() throws Exception {
    jar("Shop", "a", "\"from a\"").write(folder.resolve("a.jar"));
    jar("Shop", "b", "\"from b\"").write(folder.resolve("b.jar"));
    Files.writeString(folder.resolve("README.txt"), "passed over");
    Files.createDirectory(folder.resolve("empty"));
    try (TaskModules modules = TaskFolder.load(folder, Set.of())) {
      assertThat(answers(modules)).isEqualTo(Map.of("a", "from a", "b", "from b"));
      assertThat(modules.types()).extracting(TaskType::name).containsExactly("a", "b");
    }
  }

  @Test
  void copyOfMeridianInAJarIsNotUsed() throws Exception {
    jar("Shop", "shop", "\"fine\"")
        .source(
            "dev.meridian.task.TaskId",
            "package dev.meridian.task; public record TaskId(String value) {}")
        .write(folder.resolve("a.jar"));
    try (TaskModules modules = TaskFolder.load(folder, Set.of())) {
      assertThat(answers(modules)).containsEntry("shop", "fine");
    }
  }

  @Test
  void handlerFindsItsResourcesByTheThread() throws Exception {
    String read =
        "Thread.currentThread().getContextClassLoader().getResource(\"own.txt\") != null ? \"mine\" : \"\"";
    jar("Shop", "shop", read).file("own.txt", "x").write(folder.resolve("a.jar"));
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (TaskModules modules = TaskFolder.load(folder, Set.of())) {
      assertThat(answers(modules)).containsEntry("shop", "mine");
    }
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }

  @Test
  void everythingThatIsWrongIsNamedAtOnce() throws IOException {
    jar("Shop", "shop", "1").write(folder.resolve("a.jar"));
    Files.writeString(folder.resolve("broken.jar"), "no jar");
    jar("Shop", "shop", "1").write(folder.resolve("double.jar"));
    jar("Echo", "echo", "1").write(folder.resolve("echo.jar"));
    new JarMaker().file(SERVICES, "shop.Nowhere\n").write(folder.resolve("missing.jar"));
    new JarMaker().file("x", "y").write(folder.resolve("none.jar"));
    new JarMaker()
        .source(
            "shop.Throws",
            "package shop; import dev.meridian.task.*; public final class Throws implements TaskModule {"
                + " public Throws() { throw new IllegalStateException(\"no database\"); }"
                + " public void register(TaskSink sink) {} }")
        .file(SERVICES, "shop.Throws")
        .write(folder.resolve("throws.jar"));
    assertRefused(
        "broken.jar: unreadable (expected: a jar: ",
        "double.jar: task type: shop (expected: a name not taken by a.jar)",
        "echo.jar: task type: echo (expected: a name not taken by Meridian itself)",
        "missing.jar: Provider shop.Nowhere not found",
        "none.jar: no task module (expected: a class named in META-INF/services/",
        "throws.jar: Provider shop.Throws could not be instantiated");
  }

  @Test
  void moduleThatNeedsAClassThatIsNotThereIsNamed() {
    Path elsewhere = library(1).write(folder.resolve("elsewhere").resolve("library.notajar"));
    new JarMaker()
        .source(
            "shop.Needs",
            "package shop; import dev.meridian.task.*; public final class Needs implements TaskModule {"
                + " public void register(TaskSink sink) { lib.Library.version(); } }")
        .file(SERVICES, "shop.Needs")
        .against(elsewhere)
        .write(folder.resolve("needs.jar"));
    assertRefused("needs.jar: java.lang.NoClassDefFoundError: lib/Library (expected: ");
  }

  @Test
  void modulesAreClosedWithTheirNode() {
    new JarMaker()
        .source(
            "shop.Closes",
            "package shop; import dev.meridian.task.*; public final class Closes implements TaskModule {"
                + " public void register(TaskSink sink) {}"
                + " public void close() { System.setProperty(\"shop.closed\", \"yes\"); } }")
        .file(SERVICES, "shop.Closes")
        .write(folder.resolve("closes.jar"));
    TaskFolder.load(folder, Set.of()).close();
    assertThat(System.clearProperty("shop.closed")).isEqualTo("yes");
  }
}
