package io.runpaths.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of docs/ARCHITECTURE.md that hold between modules, on the classes of all of them. */
class HouseRulesTest {
  private static final List<String> MODULES =
      List.of(
          "api",
          "testkit",
          "backend-local",
          "backend-s3",
          "backend-gcs",
          "cli",
          "examples",
          "benchmarks");

  private static final List<String> LOCAL = List.of("io.runpaths.local..", "io.runpaths.vfs..");
  private static final List<String> S3 = List.of("io.runpaths.s3..");
  private static final List<String> GCS = List.of("io.runpaths.gcs..");
  private static final List<List<String>> BACKENDS = List.of(LOCAL, S3, GCS);

  private static final JavaClasses ALL = new ClassFileImporter().importPaths(folders());

  /** This module is built last, so that the classes of all others are there. */
  private static Path[] folders() {
    return MODULES.stream()
        .map(module -> Path.of("..", module, "target", "classes"))
        .toArray(Path[]::new);
  }

  @Test
  void allModulesAreLookedAt() {
    for (Path folder : folders()) {
      assertTrue(Files.isDirectory(folder), folder + " is missing; build the whole project");
    }
    Set<String> packages = new TreeSet<>();
    ALL.forEach(type -> packages.add(type.getPackageName()));
    assertTrue(
        packages.containsAll(
            List.of(
                "io.runpaths",
                "io.runpaths.spi",
                "io.runpaths.testkit.contract",
                "io.runpaths.local",
                "io.runpaths.vfs",
                "io.runpaths.s3",
                "io.runpaths.gcs",
                "io.runpaths.cli",
                "io.runpaths.examples",
                "io.runpaths.benchmarks")),
        packages.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.runpaths",
        "io.runpaths.spi..",
        "io.runpaths.layout..",
        "io.runpaths.document..",
        "io.runpaths.testkit..",
        "io.runpaths.cli..",
        "io.runpaths.examples..",
        "io.runpaths.benchmarks.."
      })
  void nobodyOutsideABackendKnowsABackend(String who) {
    noClasses()
        .that()
        .resideInAPackage(who)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others(List.of()))
        .check(ALL);
  }

  @Test
  void noBackendKnowsAnother() {
    for (List<String> backend : BACKENDS) {
      noClasses()
          .that()
          .resideInAnyPackage(backend.toArray(String[]::new))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(others(backend))
          .check(ALL);
    }
  }

  @Test
  void nothingOutsideABackendImportsItsSdk() {
    classes()
        .that()
        .resideOutsideOfPackages(S3.toArray(String[]::new))
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackage("software.amazon..")
        .check(ALL);
    classes()
        .that()
        .resideOutsideOfPackages(GCS.toArray(String[]::new))
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages("com.google..", "org.apache.http..")
        .check(ALL);
    classes()
        .that()
        .resideOutsideOfPackage("io.runpaths.vfs..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages("org.apache.commons.vfs2..", "com.jcraft.jsch..")
        .check(ALL);
  }

  @Test
  void theTestKitIsForTestsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.runpaths.testkit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.runpaths.testkit..", "org.junit..")
        .check(ALL);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.(**)").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void everyPackageIsIntroducedAndNullMarked() {
    Set<String> bare = new TreeSet<>();
    for (JavaClass type : ALL) {
      JavaPackage home = type.getPackage();
      if (home.getClasses().stream().anyMatch(member -> !member.getName().endsWith("-info"))
          && !home.isAnnotatedWith(NullMarked.class)) {
        bare.add(home.getName());
      }
    }
    assertEquals(Set.of(), bare);
  }

  /** The packages of all backends but one. */
  private static String[] others(List<String> backend) {
    return BACKENDS.stream()
        .filter(other -> !other.equals(backend))
        .flatMap(List::stream)
        .toArray(String[]::new);
  }
}
