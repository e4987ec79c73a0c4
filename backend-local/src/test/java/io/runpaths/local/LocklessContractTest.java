package io.runpaths.local;

import io.runpaths.spi.Options;
import io.runpaths.testkit.contract.ClaimsContract;
import io.runpaths.testkit.contract.ConcurrencyContract;
import io.runpaths.testkit.contract.ConditionsContract;
import io.runpaths.testkit.contract.LinksContract;
import io.runpaths.testkit.contract.StoreUnderTest;
import io.runpaths.testkit.contract.UploadsContract;
import java.io.IOException;
import org.junit.jupiter.api.Nested;

/** Where kernel locks are not to be relied on, compare-and-set is refused and the rest holds. */
@StoreUnderTest(LocklessContractTest.LocklessFixture.class)
final class LocklessContractTest {
  static final class LocklessFixture extends LocalFixture {
    LocklessFixture() throws IOException {
      super(Options.NONE.with("local.locks", "false").with("local.durable", "false"));
    }
  }

  @Nested
  class Conditions extends ConditionsContract {}

  @Nested
  class Uploads extends UploadsContract {}

  @Nested
  class Concurrency extends ConcurrencyContract {}

  @Nested
  class Claims extends ClaimsContract {}

  @Nested
  class Links extends LinksContract {}
}
