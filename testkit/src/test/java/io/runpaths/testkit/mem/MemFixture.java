package io.runpaths.testkit.mem;

import io.runpaths.spi.Capabilities;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.contract.StoreFixture;
import java.util.concurrent.atomic.AtomicInteger;

/** A folder of a store of its own for each test. */
class MemFixture implements StoreFixture {
  private static final AtomicInteger STORES = new AtomicInteger();

  private final Location root =
      new Location("mem", "contract-" + STORES.incrementAndGet(), "lab/outputs");
  private final Capabilities promised;

  MemFixture() {
    this(MemBackend.EVERYTHING);
  }

  MemFixture(Capabilities promised) {
    this.promised = promised;
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public StorageBackend open() {
    return MemBackend.open(root, promised);
  }

  @Override
  public boolean failWrites(boolean failing) {
    MemStore.named(root.authority()).setFull(failing);
    return true;
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
  public void close() {
    MemStore.forget(root.authority());
  }
}
