package io.runpaths.testkit.mem;

import io.runpaths.spi.Capability;
import io.runpaths.testkit.contract.ClaimsContract;
import io.runpaths.testkit.contract.ConcurrencyContract;
import io.runpaths.testkit.contract.ConditionsContract;
import io.runpaths.testkit.contract.LinksContract;
import io.runpaths.testkit.contract.StoreUnderTest;
import io.runpaths.testkit.contract.UploadsContract;
import org.junit.jupiter.api.Nested;

/** A store that creates exclusively but knows no versions, and has folders as a disk has. */
@StoreUnderTest(WriteOnceMemContractTest.WriteOnceFixture.class)
final class WriteOnceMemContractTest {
  static final class WriteOnceFixture extends MemFixture {
    WriteOnceFixture() {
      super(
          MemBackend.EVERYTHING.without(
              Capability.PUT_IF_VERSION,
              Capability.DELETE_IF_VERSION,
              Capability.READ_IF_VERSION,
              Capability.METADATA,
              Capability.FILE_BESIDE_FOLDER));
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
