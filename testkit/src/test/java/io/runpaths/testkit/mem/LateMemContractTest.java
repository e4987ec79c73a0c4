package io.runpaths.testkit.mem;

import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.contract.ListingContract;
import io.runpaths.testkit.contract.ObjectsContract;
import io.runpaths.testkit.contract.StoreUnderTest;
import io.runpaths.testkit.contract.UploadsContract;
import io.runpaths.testkit.faults.FaultyBackend;
import org.junit.jupiter.api.Nested;

/** A store that lists late, and says so, keeps the contract: the kit waits for its listings. */
@StoreUnderTest(LateMemContractTest.LateFixture.class)
final class LateMemContractTest {
  static final class LateFixture extends MemFixture {
    @Override
    public StorageBackend open() {
      FaultyBackend late = new FaultyBackend(super.open());
      late.setLateListing(3);
      return late;
    }
  }

  @Nested
  class Objects extends ObjectsContract {}

  @Nested
  class Uploads extends UploadsContract {}

  @Nested
  class Listing extends ListingContract {}
}
