package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.contract.Quirk;
import io.runpaths.testkit.contract.StoreFixture;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A prefix of its own for each test, in a bucket of a test server. */
class S3Fixture implements StoreFixture {
  private final TestServer server;
  private final Location root;

  S3Fixture(TestServer server) {
    this.server = server;
    this.root = new Location("s3", server.bucket(), "contract/" + UUID.randomUUID());
  }

  @Override
  public Location root() {
    return root;
  }

  @Override
  public StorageBackend open() {
    return open(Options.NONE);
  }

  /** Opens the store with more settings. */
  final StorageBackend open(Options more) {
    return server.open(root, more.with(S3Options.PART_SIZE, "5MiB"));
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
  public boolean expresses(String name) {
    return ServerQuirks.expresses(server.name(), name);
  }

  @Override
  public boolean plant(String name) {
    try {
      server
          .client()
          .putObject(
              put -> put.bucket(root.authority()).key(root.path() + "/" + name),
              RequestBody.empty());
      return true;
    } catch (S3Exception e) {
      return false;
    }
  }

  /** Besides, no test may leave an upload unfinished. */
  @Override
  public void close() {
    List<String> prefixes =
        ServerQuirks.listsUploads(server.name()) ? List.of("") : List.of("object", "folder/object");
    for (String prefix : prefixes) {
      assertEquals(
          List.of(),
          server
              .client()
              .listMultipartUploads(
                  list -> list.bucket(root.authority()).prefix(root.path() + "/" + prefix))
              .uploads(),
          "unfinished uploads");
    }
    server
        .client()
        .listObjectsV2Paginator(list -> list.bucket(root.authority()).prefix(root.path() + "/"))
        .contents()
        .forEach(this::delete);
  }

  private void delete(S3Object object) {
    server.client().deleteObject(delete -> delete.bucket(root.authority()).key(object.key()));
  }
}
