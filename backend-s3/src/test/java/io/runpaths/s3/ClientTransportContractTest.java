package io.runpaths.s3;

import io.runpaths.spi.Options;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.contract.ConditionsContract;
import io.runpaths.testkit.contract.CopiesContract;
import io.runpaths.testkit.contract.FailuresContract;
import io.runpaths.testkit.contract.NamesContract;
import io.runpaths.testkit.contract.ObjectsContract;
import io.runpaths.testkit.contract.RangesContract;
import io.runpaths.testkit.contract.StoreUnderTest;
import io.runpaths.testkit.contract.UploadsContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The parts of the contract that move bytes, all of it by the SDK's client. */
@StoreUnderTest(ClientTransportContractTest.Fixture.class)
@Tag("long")
final class ClientTransportContractTest {
  static final class Fixture extends S3Fixture {
    Fixture() {
      super(S3ProxyServer.get());
    }

    @Override
    public StorageBackend open() {
      return open(Options.NONE.with(S3Options.TRANSPORT, "client"));
    }
  }

  @Nested
  class Objects extends ObjectsContract {}

  @Nested
  class Conditions extends ConditionsContract {}

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
}
