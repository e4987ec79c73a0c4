package io.runpaths.gcs;

import io.runpaths.testkit.contract.AttributesContract;
import io.runpaths.testkit.contract.ClaimsContract;
import io.runpaths.testkit.contract.ConcurrencyContract;
import io.runpaths.testkit.contract.ConditionsContract;
import io.runpaths.testkit.contract.CopiesContract;
import io.runpaths.testkit.contract.FailuresContract;
import io.runpaths.testkit.contract.LinksContract;
import io.runpaths.testkit.contract.ListingContract;
import io.runpaths.testkit.contract.NamesContract;
import io.runpaths.testkit.contract.ObjectsContract;
import io.runpaths.testkit.contract.RangesContract;
import io.runpaths.testkit.contract.SecretsContract;
import io.runpaths.testkit.contract.StoreUnderTest;
import io.runpaths.testkit.contract.UploadsContract;
import org.junit.jupiter.api.Nested;

/** The contract on the small server in this JVM. */
@StoreUnderTest(GcsServerContractTest.Fixture.class)
final class GcsServerContractTest {
  static final class Fixture extends GcsFixture {
    Fixture() {
      super(RunningServer.get());
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

  @Nested
  class Ranges extends RangesContract {}

  @Nested
  class Uploads extends UploadsContract {}

  @Nested
  class Names extends NamesContract {}

  @Nested
  class Copies extends CopiesContract {}

  @Nested
  class Concurrency extends ConcurrencyContract {}

  @Nested
  class Claims extends ClaimsContract {}

  @Nested
  class Links extends LinksContract {}

  @Nested
  class Secrets extends SecretsContract {}
}
