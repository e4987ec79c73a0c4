package io.runpaths.testkit.mem;

import io.runpaths.testkit.contract.AttributesContract;
import io.runpaths.testkit.contract.ConditionsContract;
import io.runpaths.testkit.contract.FailuresContract;
import io.runpaths.testkit.contract.ListingContract;
import io.runpaths.testkit.contract.ObjectsContract;
import io.runpaths.testkit.contract.StoreUnderTest;
import org.junit.jupiter.api.Nested;

/** The backend in memory keeps the whole contract. */
@StoreUnderTest(MemFixture.class)
final class MemContractTest {
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
