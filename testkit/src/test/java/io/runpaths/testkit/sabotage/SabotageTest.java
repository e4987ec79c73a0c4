package io.runpaths.testkit.sabotage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contract is worth something: every broken backend is caught, by the test of its fault. */
final class SabotageTest {
  @ParameterizedTest(name = "{0}")
  @FieldSource("io.runpaths.testkit.sabotage.Sabotage#ALL")
  void aBrokenBackendIsCaughtByTheTestThatNamesItsFault(Sabotage sabotage) {
    Failed failed = run(Set.of(sabotage.subject()), sabotage);
    Set<String> unexplained = new TreeSet<>(failed.methods);
    unexplained.removeAll(sabotage.consequences());
    assertEquals(Set.of(sabotage.caughtBy()), unexplained);
  }

  @Test
  void aBackendThatIsNotBrokenIsNotCaught() {
    Set<Class<?>> subjects =
        Sabotage.ALL.stream().map(Sabotage::subject).collect(Collectors.toSet());
    Failed failed = run(subjects, null);
    assertEquals(Set.of(), failed.methods);
    assertTrue(failed.passed > 300, failed.passed + " tests passed");
  }

  private static Failed run(Set<Class<?>> subjects, @Nullable Sabotage sabotage) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                subjects.stream()
                    .map(
                        subject ->
                            selectNestedClass(
                                List.of(SabotagedContract.class), SabotagedContract.of(subject)))
                    .toList())
            .build();
    Failed failed = new Failed();
    SabotagedContract.SABOTAGE.set(sabotage);
    try {
      LauncherFactory.create().execute(request, failed);
    } finally {
      SabotagedContract.SABOTAGE.remove();
    }
    return failed;
  }

  private static final class Failed implements TestExecutionListener {
    private final Set<String> methods = new TreeSet<>();
    private int passed;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean successful = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      if (successful && test.isTest()) {
        passed++;
      } else if (!successful) {
        methods.add(
            test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(MethodSource::getMethodName)
                .orElse(test.getDisplayName()));
      }
    }
  }
}
