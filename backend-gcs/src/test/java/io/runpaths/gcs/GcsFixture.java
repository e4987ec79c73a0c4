package io.runpaths.gcs;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageException;
import io.runpaths.spi.Location;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.contract.Quirk;
import io.runpaths.testkit.contract.StoreFixture;
import java.util.List;
import java.util.UUID;

/** A prefix of its own for each test, in a bucket of a test server. */
class GcsFixture implements StoreFixture {
  private final TestServer server;
  private final Location root;

  GcsFixture(TestServer server) {
    this.server = server;
    this.root = new Location("gs", server.bucket(), "contract/" + UUID.randomUUID());
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public StorageBackend open() {
    // Of two chunks and a bit are the contract's large bodies.
    return server.open(root, GcsOptions.builder().chunkSize(3 << 20).build());
  }

  @Override
  public List<Quirk> quirks() {
    return ServerQuirks.of(server.name());
  }

  @Override
  public void confirmed(Quirk quirk) {
    ServerQuirks.confirmed(server.name(), quirk);
  }

  @Override
  public boolean plant(String name) {
    try {
      server
          .client()
          .create(
              BlobInfo.newBuilder(root.authority(), root.path() + "/" + name).build(), new byte[0]);
      return true;
    } catch (StorageException e) {
      return false;
    }
  }

  @Override
  public void close() {
    Storage client = server.client();
    for (Blob blob :
        client
            .list(root.authority(), Storage.BlobListOption.prefix(root.path() + "/"))
            .iterateAll()) {
      client.delete(blob.getBlobId());
    }
  }
}
