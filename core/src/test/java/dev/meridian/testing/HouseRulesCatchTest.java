package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Plants violations and sees that each is found by its rule, and by no other.
final class HouseRulesCatchTest {
  @TempDir Path module;

  private final List<String> sources = new ArrayList<>();

  @BeforeEach
  void plantSomethingHarmless() throws IOException {
    plant("task", "Fine", "int one() { return 1; }");
  }

  @Test
  void harmlessModulePasses() throws IOException {
    assertEverythingPasses();
  }

  @Test
  void moduleWithoutClassesFails() {
    HouseRules rules = rules();
    assertThatThrownBy(rules::namesSayWhatThingsAre).isInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Object a() { return java.time.Instant.now(); }",
        "long a() { return System.currentTimeMillis(); }",
        "Object a() { return System.getenv(\"A\"); }",
        "Object a() { return System.getenv(); }",
        "void a() { System.out.println(); }",
        "void a() { System.err.println(); }",
        "Object a() { return new java.util.Random(); }",
        "Object a() { return new java.util.Random(1); }",
      })
  void hiddenInputsAreFound(String member) throws IOException {
    plant("task", "Bad", member);
    assertOnlyFails(HouseRules::timeRandomnessAndSurroundingsAreInjected);
  }

  @Test
  void commandLineMayTouchItsSurroundings() throws IOException {
    plant("cli", "Main", "void a() { System.out.println(java.time.Instant.now()); }");
    assertEverythingPasses();
  }

  @Test
  void sleepIsFound() throws IOException {
    plant("task", "Bad", "void a() throws Exception { Thread.sleep(1); }");
    assertOnlyFails(HouseRules::nobodySleeps);
  }

  @Test
  void sleepOfAnyKindIsFound() throws IOException {
    plant("task", "Bad", "void a() throws Exception { Thread.sleep(java.time.Duration.ZERO); }");
    assertOnlyFails(HouseRules::nobodySleeps);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TaskUtil", "TaskUtils", "TaskHelper", "TaskManager"})
  void emptyNamesAreFound(String name) throws IOException {
    plant("task", name, "");
    assertOnlyFails(HouseRules::namesSayWhatThingsAre);
  }

  @Test
  void threadLocalIsFound() throws IOException {
    plant("task", "Bad", "private final InheritableThreadLocal<String> a = null;");
    assertOnlyFails(HouseRules::nothingIsHiddenInThreads);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "public java.util.concurrent.CompletableFuture<String> a() { return null; }",
        "public java.util.List<java.util.concurrent.Future<String>> a() { return null; }",
        "public void a(java.util.concurrent.CompletionStage<String> b,"
            + " java.util.concurrent.CompletableFuture<String> c) {}",
      })
  void futuresAreFound(String member) throws IOException {
    plant("task", "Bad", member);
    assertOnlyFails(HouseRules::publicMethodsBlockInsteadOfReturningFutures);
  }

  @Test
  void exceptionOfAnotherRootIsFound() throws IOException {
    plant("task", "Bad", "static class Oops extends RuntimeException {}");
    assertOnlyFails(HouseRules::exceptionsHaveOneRoot);
  }

  @Test
  void cycleIsFound() throws IOException {
    plant("task", "A", "dev.meridian.route.B b;");
    plant("route", "B", "dev.meridian.task.A a;");
    assertOnlyFails(HouseRules::packagesHaveNoCycles);
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.rabbitmq", "redis.clients", "org.eclipse.jetty", "picocli"})
  void libraryAwayFromHomeIsFound(String library) throws IOException {
    plantAs(library, "Library", "");
    plant("task", "Bad", library + ".Library a;");
    assertOnlyFails(HouseRules::librariesStayInTheirModules);
  }

  @Test
  void modulesThatSeeEachOtherAreFound() throws IOException {
    plant("redis", "Inner", "");
    plant("worker", "Bad", "dev.meridian.redis.Inner a;");
    assertOnlyFails(HouseRules::modulesDoNotSeeEachOther);
  }

  @Test
  void embeddedPairNamedElsewhereIsFound() throws IOException {
    plant("memory", "Inner", "");
    plant("worker", "Bad", "dev.meridian.memory.Inner a;");
    assertOnlyFails(HouseRules::onlyTheCommandLineAndTheTestKitNameTheEmbeddedPair);
  }

  @Test
  void longMethodIsFound() throws IOException {
    plant("task", "Fits", "void a() {\n" + "a();\n// c\n\n{}\n".repeat(19) + "}");
    assertEverythingPasses();
    plant("task", "Bad", "void a() {\n" + "{}\n".repeat(39) + "}");
    assertOnlyFails(HouseRules::filesAndMethodsAreShort);
  }

  @Test
  void longFileIsFound() throws IOException {
    plant("task", "Bad", "\n/// a\n".repeat(400) + "{}\n".repeat(298));
    assertOnlyFails(HouseRules::filesAndMethodsAreShort);
  }

  private void assertEverythingPasses() throws IOException {
    compile();
    HouseRules rules = rules();
    assertThatCode(() -> everyRule().forEach(rule -> rule.accept(rules)))
        .doesNotThrowAnyException();
  }

  private void assertOnlyFails(Consumer<HouseRules> broken) throws IOException {
    compile();
    HouseRules rules = rules();
    assertThatThrownBy(() -> broken.accept(rules)).isInstanceOf(AssertionError.class);
    long failing = everyRule().stream().filter(rule -> fails(rule, rules)).count();
    assertThat(failing).as("rules that fail").isEqualTo(1);
  }

  private static boolean fails(Consumer<HouseRules> rule, HouseRules rules) {
    try {
      rule.accept(rules);
      return false;
    } catch (AssertionError e) {
      return true;
    }
  }

  private static List<Consumer<HouseRules>> everyRule() {
    return List.of(
        HouseRules::librariesStayInTheirModules,
        HouseRules::modulesDoNotSeeEachOther,
        HouseRules::onlyTheCommandLineAndTheTestKitNameTheEmbeddedPair,
        HouseRules::packagesHaveNoCycles,
        HouseRules::timeRandomnessAndSurroundingsAreInjected,
        HouseRules::nobodySleeps,
        HouseRules::namesSayWhatThingsAre,
        HouseRules::nothingIsHiddenInThreads,
        HouseRules::publicMethodsBlockInsteadOfReturningFutures,
        HouseRules::exceptionsHaveOneRoot,
        HouseRules::filesAndMethodsAreShort);
  }

  private HouseRules rules() {
    return new HouseRules(module) {};
  }

  private void plant(String where, String name, String members) throws IOException {
    plantAs("dev.meridian." + where, name, members);
  }

  private void plantAs(String where, String name, String members) throws IOException {
    Path folder = module.resolve("src/main/java").resolve(where.replace('.', '/'));
    Files.createDirectories(folder);
    Path file = folder.resolve(name + ".java");
    Files.writeString(
        file, "package " + where + ";\npublic class " + name + " {\n" + members + "\n}\n");
    sources.add(file.toString());
  }

  private void compile() throws IOException {
    Path classes = Files.createDirectories(module.resolve("target/classes"));
    List<String> arguments = new ArrayList<>(List.of("-nowarn", "-d", classes.toString()));
    arguments.addAll(sources);
    int exit =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(exit).isZero();
  }
}
