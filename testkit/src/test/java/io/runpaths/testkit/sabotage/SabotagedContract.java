package io.runpaths.testkit.sabotage;

import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.contract.AttributesContract;
import io.runpaths.testkit.contract.ClaimsContract;
import io.runpaths.testkit.contract.ConcurrencyContract;
import io.runpaths.testkit.contract.ConditionsContract;
import io.runpaths.testkit.contract.CopiesContract;
import io.runpaths.testkit.contract.FailuresContract;
import io.runpaths.testkit.contract.ListingContract;
import io.runpaths.testkit.contract.NamesContract;
import io.runpaths.testkit.contract.ObjectsContract;
import io.runpaths.testkit.contract.RangesContract;
import io.runpaths.testkit.contract.SecretsContract;
import io.runpaths.testkit.contract.StoreFixture;
import io.runpaths.testkit.contract.StoreUnderTest;
import io.runpaths.testkit.contract.UploadsContract;
import io.runpaths.testkit.mem.MemBackend;
import io.runpaths.testkit.mem.MemStore;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/** The contract of a store that is sabotaged in one way; run by {@link SabotageTest} alone. */
@StoreUnderTest(SabotagedContract.Fixture.class)
final class SabotagedContract {
  /** How the store is broken in the test that runs now; null for not at all. */
  static final ThreadLocal<@Nullable Sabotage> SABOTAGE = new ThreadLocal<>();

  static Class<?> of(Class<?> subject) {
    return Arrays.stream(SabotagedContract.class.getDeclaredClasses())
        .filter(subject::isAssignableFrom)
        .findFirst()
        .orElseThrow();
  }

  static final class Fixture implements StoreFixture {
    private static final AtomicInteger STORES = new AtomicInteger();
    private final Location root =
        new Location("mem", "sabotaged-" + STORES.incrementAndGet(), "outputs");
    private final @Nullable Sabotage sabotage = SABOTAGE.get();

    @Override
    public Location root() {
      return root;
    }

    @Override
    public StorageBackend open() {
      MemBackend driver = MemBackend.open(root, MemBackend.EVERYTHING);
      return sabotage == null ? driver : sabotage.breaking().apply(driver);
    }

    @Override
    public int largeBytes() {
      return (1 << 20) + 1;
    }

    @Override
    public boolean damage(ObjectKey key) {
      MemStore.named(root.authority()).damage(root.resolve(key).path(), 0);
      return true;
    }

    @Override
    public boolean plant(String name) {
      MemStore.named(root.authority()).plant(root.path() + "/" + name, new byte[0]);
      return true;
    }

    @Override
    public boolean failWrites(boolean failing) {
      MemStore.named(root.authority()).setFull(failing);
      return true;
    }

    @Override
    public void close() {
      MemStore.forget(root.authority());
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
  class Failures extends FailuresContract {}

  @Nested
  class Secrets extends SecretsContract {}

  @Nested
  class Claims extends ClaimsContract {}
}
