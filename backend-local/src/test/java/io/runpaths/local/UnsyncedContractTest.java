package io.runpaths.local;

import io.runpaths.spi.Options;
import io.runpaths.testkit.contract.ClaimsContract;
import io.runpaths.testkit.contract.ConcurrencyContract;
import io.runpaths.testkit.contract.ConditionsContract;
import io.runpaths.testkit.contract.FailuresContract;
import io.runpaths.testkit.contract.StoreUnderTest;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** What is atomic stays so where nothing is synced. */
@StoreUnderTest(UnsyncedContractTest.UnsyncedFixture.class)
final class UnsyncedContractTest {
  static final class UnsyncedFixture extends LocalFixture {
    UnsyncedFixture() throws IOException {
      super(Options.NONE.with("local.durable", "false"));
    }
  }

  @Nested
  class Conditions extends ConditionsContract {}

  @Nested
  class Failures extends FailuresContract {}

  @Nested
  class Concurrency extends ConcurrencyContract {}

  @Nested
  class Claims extends ClaimsContract {}
}
