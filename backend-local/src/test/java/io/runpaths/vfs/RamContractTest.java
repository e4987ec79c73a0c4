package io.runpaths.vfs;

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

@StoreUnderTest(RamFixture.class)
final class RamContractTest {
  @Nested
  final class Attributes extends AttributesContract {}

  @Nested
  final class Claims extends ClaimsContract {}

  @Nested
  final class Concurrency extends ConcurrencyContract {}

  @Nested
  final class Conditions extends ConditionsContract {}

  @Nested
  final class Copies extends CopiesContract {}

  @Nested
  final class Failures extends FailuresContract {}

  @Nested
  final class Links extends LinksContract {}

  @Nested
  final class Listing extends ListingContract {}

  @Nested
  final class Names extends NamesContract {}

  @Nested
  final class Objects extends ObjectsContract {}

  @Nested
  final class Ranges extends RangesContract {}

  @Nested
  final class Secrets extends SecretsContract {}

  @Nested
  final class Uploads extends UploadsContract {}
}
