package dev.meridian.testing;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.meridian.MeridianException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The rules of the house, checked in every module by a subclass without a body: who may know whom,
/// which calls and names are not used, and how long files and methods may be.
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // so that the classes are read once
public abstract class HouseRules {
  private static final String CLI = "dev.meridian.cli..";
  private static final String TEST_KIT = "dev.meridian.testkit..";
  private static final int MAX_FILE_LINES = 300;
  private static final int MAX_TEST_FILE_LINES = 400;
  private static final int MAX_METHOD_LINES = 40;
  private static final Map<String, String> HOME_OF_LIBRARY =
      Map.of(
          "com.rabbitmq..", "dev.meridian.rabbit..",
          "redis.clients..", "dev.meridian.redis..",
          "org.eclipse.jetty..", "dev.meridian.gateway..",
          "io.prometheus..", "dev.meridian.[gateway|cli]..",
          "org.jobrunr..", "dev.meridian.scheduler..",
          "com.zaxxer..", "dev.meridian.scheduler..",
          "picocli..", CLI);
  private static final Set<String> STRANGERS =
      Set.of(
          "dev.meridian.rabbit..",
          "dev.meridian.redis..",
          "dev.meridian.worker..",
          "dev.meridian.scheduler..",
          "dev.meridian.gateway..");

  private final Path module;
  private @Nullable JavaClasses classes;

  /// The rules for the module whose build runs this.
  protected HouseRules() {
    this(Path.of(""));
  }

  /// The rules for the module in a folder.
  HouseRules(Path module) {
    this.module = module;
  }

  @Test
  final void librariesStayInTheirModules() {
    HOME_OF_LIBRARY.forEach((library, home) ->
        check(
            noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)));
  }

  @Test
  final void modulesDoNotSeeEachOther() {
    for (String stranger : STRANGERS) {
      String[] others =
          STRANGERS.stream().filter(other -> !other.equals(stranger)).toArray(String[]::new);
      check(
          noClasses()
              .that()
              .resideInAPackage(stranger)
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(others));
    }
  }

  @Test
  final void onlyTheCommandLineAndTheTestKitNameTheEmbeddedPair() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.meridian.memory..", TEST_KIT, CLI)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.meridian.memory.."));
  }

  @Test
  final void packagesHaveNoCycles() {
    check(slices().matching("dev.meridian.(*)..").should().beFreeOfCycles());
  }

  @Test
  final void timeRandomnessAndSurroundingsAreInjected() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(TEST_KIT, CLI)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callConstructor(Random.class)
            .orShould()
            .callConstructor(Random.class, long.class));
  }

  @Test
  final void nobodySleeps() {
    check(sleepless());
    sleepless().allowEmptyShould(true).check(imported("target/test-classes"));
  }

  private static ArchRule sleepless() {
    return noClasses()
        .should()
        .callMethodWhere(
            DescribedPredicate.describe(
                "it is Thread.sleep",
                call ->
                    call.getTargetOwner().isEquivalentTo(Thread.class)
                        && call.getName().equals("sleep")));
  }

  @Test
  final void namesSayWhatThingsAre() {
    check(
        noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager"));
  }

  @Test
  final void nothingIsHiddenInThreads() {
    check(noFields().should().haveRawType(assignableTo(ThreadLocal.class)));
  }

  @Test
  final void publicMethodsBlockInsteadOfReturningFutures() {
    check(
        methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should(mentionNoFuture()));
  }

  @Test
  final void exceptionsHaveOneRoot() {
    check(
        classes()
            .that()
            .areAssignableTo(Throwable.class)
            .should()
            .beAssignableTo(MeridianException.class));
  }

  // Tests may be longer, as tables of cases are.
  @Test
  final void filesAndMethodsAreShort() {
    var sources = Sources.in(module.resolve("src/main/java"));
    assertThat(sources.filesLongerThan(MAX_FILE_LINES)).as("files too long").isEmpty();
    assertThat(sources.methodsLongerThan(MAX_METHOD_LINES)).as("methods too long").isEmpty();
    var tests = Sources.in(module.resolve("src/test/java"));
    assertThat(tests.filesLongerThan(MAX_TEST_FILE_LINES)).as("tests too long").isEmpty();
  }

  private void check(ArchRule rule) {
    if (classes == null) {
      classes = imported("target/classes");
    }
    assertThat(classes).as("compiled classes of the module").isNotEmpty();
    rule.allowEmptyShould(true).check(classes);
  }

  private JavaClasses imported(String folder) {
    return new ClassFileImporter().importPath(module.resolve(folder));
  }

  private static ArchCondition<JavaMethod> mentionNoFuture() {
    return new ArchCondition<>("mention no future") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        Set<JavaClass> types =
            Stream.concat(
                    method.getReturnType().getAllInvolvedRawTypes().stream(),
                    method.getParameterTypes().stream()
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream()))
                .filter(type -> type.isAssignableTo(Future.class))
                .collect(Collectors.toSet());
        if (!types.isEmpty()) {
          events.add(SimpleConditionEvent.violated(method, method.getFullName() + " " + types));
        }
      }
    };
  }
}
