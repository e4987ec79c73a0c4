package io.runpaths.testkit.mem;

import io.runpaths.spi.Capabilities;
import io.runpaths.testkit.contract.AttributesContract;
import io.runpaths.testkit.contract.ConditionsContract;
import io.runpaths.testkit.contract.FailuresContract;
import io.runpaths.testkit.contract.ListingContract;
import io.runpaths.testkit.contract.ObjectsContract;
import io.runpaths.testkit.contract.StoreUnderTest;
import org.junit.jupiter.api.Nested;

/** A store that promises nothing keeps the contract too: it refuses. */
@StoreUnderTest(WeakMemContractTest.WeakFixture.class)
final class WeakMemContractTest {
  static final class WeakFixture extends MemFixture {
    WeakFixture() {
      super(Capabilities.of());
    }
  }

  @Nested
  class Objects extends ObjectsContract {}

  @Nested
  class Attributes extends AttributesContract {}

  @Nested
  class Conditions extends ConditionsContract {}

  @Nested
  class Listing extends ListingContract {}

  @Nested
  class Failures extends FailuresContract {}
}
