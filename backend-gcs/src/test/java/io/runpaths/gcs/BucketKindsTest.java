package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Buckets of special kinds. */
final class BucketKindsTest {
  private final Stage stage;

  BucketKindsTest() throws IOException {
    stage = new Stage();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  private StorageBackend open(Consumer<ObjectNode> settings) {
    stage.server().createBucket("special", settings);
    return stage.open(new Location("gs", "special", "outputs"), Options.NONE);
  }

  private static List<String> names(StorageBackend backend, Depth depth) throws IOException {
    return backend.list(KeyPrefix.ROOT, depth, Cursor.START, 1_000).entries().stream()
        .map(ListEntry::name)
        .toList();
  }

  /** Folders are left behind there, as the service makes them by itself. */
  @Test
  void inABucketOfFoldersAllIsAsInOthers() throws IOException {
    StorageBackend backend =
        open(
            settings -> {
              settings.putObject("hierarchicalNamespace").put("enabled", true);
              settings
                  .putObject("iamConfiguration")
                  .putObject("uniformBucketLevelAccess")
                  .put("enabled", true);
            });
    byte[] large = Stage.noise(3, 2 * Stage.CHUNK + 1);
    backend.put(Stage.key("run/model.pth"), Body.of(large), PutOptions.IF_ABSENT);
    Stage.put(backend, "run/logs/log.txt", new byte[1]);
    Stage.put(backend, "top", new byte[1]);
    assertArrayEquals(large, Stage.bytes(backend, "run/model.pth"));
    assertEquals(List.of("run/logs/log.txt", "run/model.pth", "top"), names(backend, Depth.ALL));
    assertEquals(List.of("run/", "top"), names(backend, Depth.CHILDREN));
    assertEquals(
        Map.of(),
        backend.deleteAll(List.of(Stage.key("run/model.pth"), Stage.key("run/logs/log.txt"))));
    assertEquals(List.of("top"), names(backend, Depth.ALL));
    assertEquals(List.of("top"), names(backend, Depth.CHILDREN));
  }

  @Test
  void whatIsDeletedSoftlyIsGoneToTheDriver() throws IOException {
    StorageBackend backend =
        open(
            settings ->
                settings.putObject("softDeletePolicy").put("retentionDurationSeconds", "604800"));
    Stage.put(backend, "a", new byte[1]);
    Stage.put(backend, "a", new byte[2]);
    backend.delete(Stage.key("a"), Precondition.NONE);
    assertTrue(backend.stat(Stage.key("a")).isEmpty());
    assertEquals(List.of(), names(backend, Depth.ALL));
    backend.put(Stage.key("a"), Body.of("x"), PutOptions.IF_ABSENT);
    assertThrows(
        AlreadyExistsException.class,
        () -> backend.put(Stage.key("a"), Body.of("y"), PutOptions.IF_ABSENT));
  }

  @Test
  void aRetainedObjectIsReplacedNeitherInOneRequestNorByALastChunk() throws IOException {
    StorageBackend backend =
        open(settings -> settings.putObject("retentionPolicy").put("retentionPeriod", "3600"));
    byte[] large = Stage.noise(3, 2 * Stage.CHUNK + 1);
    Upload upload = backend.upload(Stage.key("late"), PutOptions.REPLACE);
    upload.output().write(large);
    Stage.put(backend, "late", new byte[1]);
    Stage.put(backend, "a", new byte[1]);
    try (upload) {
      assertLocked(assertThrows(AccessDeniedException.class, upload::commit));
    }
    assertLocked(
        assertThrows(
            AccessDeniedException.class,
            () -> backend.put(Stage.key("a"), Body.of("x"), PutOptions.REPLACE)));
    assertLocked(
        assertThrows(
            AccessDeniedException.class,
            () -> backend.put(Stage.key("a"), Body.of(large), PutOptions.REPLACE)));
    assertEquals(1, Stage.bytes(backend, "a").length);
    assertEquals(1, Stage.bytes(backend, "late").length);
    assertEquals(0, stage.server().openUploads());
  }

  private static void assertLocked(StorageException failure) {
    assertEquals(Reason.READ_ONLY, failure.reason(), failure.getMessage());
    assertTrue(
        String.valueOf(failure.getMessage()).contains("can be neither replaced nor deleted"),
        failure.getMessage());
  }
}
