package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.testkit.matrix.FaultMatrix;
import io.runpaths.testkit.matrix.MatrixReport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Every operation against every fault of the wire, on s3proxy in this JVM: for now only where
 * {@code RUNPATHS_TEST_FAULT_MATRIX} is {@code true}, since it takes minutes.
 */
@ExtendWith(FaultMatrixTest.Wanted.class)
final class FaultMatrixTest {
  static final class Wanted implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return "true".equals(System.getenv("RUNPATHS_TEST_FAULT_MATRIX"))
          ? ConditionEvaluationResult.enabled("it is wanted")
          : NotRun.because("the fault matrix", "RUNPATHS_TEST_FAULT_MATRIX is not true");
    }
  }

  @Test
  void whateverGoesWrongOnTheWireNothingIsLostDamagedOrLeftBehind() throws Exception {
    MatrixReport report = FaultMatrix.run(new S3WiredStore(S3ProxyServer.get()));
    System.out.println(report.table());
    report.write(Path.of("target", "fault-matrix-s3proxy.txt"));
    assertEquals(List.of(), report.findings(), report.summary());
    assertTrue(report.played() > 1_000, report.summary());
  }
}
