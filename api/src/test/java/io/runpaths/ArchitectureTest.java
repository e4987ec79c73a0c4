package io.runpaths;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of docs/ARCHITECTURE.md inside the API; those between modules are in benchmarks. */
class ArchitectureTest {
  private static final JavaClasses API =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.runpaths");

  @Test
  void theApiUsesNothingButItsThreeLibraries() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.runpaths",
            "io.runpaths.document",
            "io.runpaths.layout",
            "io.runpaths.spi",
            "io.runpaths.spi.remote",
            "java..",
            "javax.net.ssl",
            "org.jspecify.annotations",
            "org.slf4j",
            "org.bouncycastle..",
            "com.fasterxml.jackson..")
        .check(API);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.(**)").should().beFreeOfCycles().check(API);
    noClasses()
        .that()
        .resideInAnyPackage("io.runpaths.spi", "io.runpaths.layout", "io.runpaths.document")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.runpaths")
        .check(API);
  }

  @Test
  void theSpiKnowsNothingOfRuns() {
    noClasses()
        .that()
        .resideInAPackage("io.runpaths.spi")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.runpaths", "io.runpaths.layout", "io.runpaths.document")
        .check(API);
  }

  @Test
  void whatRemoteDriversShareStandsOnTheSpiAlone() {
    noClasses()
        .that()
        .resideInAPackage("io.runpaths.spi.remote")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.runpaths", "io.runpaths.layout", "io.runpaths.document")
        .check(API);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.runpaths.spi.remote")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.runpaths.spi.remote")
        .check(API);
  }

  @Test
  void layoutsArePureAndKnowNoStore() {
    noClasses()
        .that()
        .resideInAPackage("io.runpaths.layout")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.runpaths.spi", "java.nio.file")
        .check(API);
  }

  @Test
  void nothingIsNamedAfterWhatItIsNot() {
    noClasses().should().haveNameMatching(".*(Utils?|Helper|Manager|Impl|Base)").check(API);
  }
}
