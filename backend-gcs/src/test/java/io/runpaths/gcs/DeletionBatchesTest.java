package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Body;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.testkit.proxy.WireFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of deletions of which the service does not do all. */
final class DeletionBatchesTest {
  private static final ObjectKey KEY = Stage.key("run/model.pth");

  private final Stage stage;

  DeletionBatchesTest() throws IOException {
    stage = new Stage();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @Test
  void oneLockedObjectFailsAloneInABatch() throws IOException {
    StorageBackend backend = stage.open();
    Stage.put(backend, "a", new byte[1]);
    Stage.put(backend, "locked", new byte[1]);
    stage.hold("locked");
    Map<ObjectKey, StorageException> failures =
        backend.deleteAll(List.of(Stage.key("a"), Stage.key("locked"), Stage.key("absent")));
    assertEquals(List.of(Stage.key("locked")), List.copyOf(failures.keySet()));
    StorageException locked = Objects.requireNonNull(failures.get(Stage.key("locked")));
    assertEquals(Reason.READ_ONLY, locked.reason(), locked.getMessage());
    assertTrue(locked.location().endsWith("outputs/locked"), locked.location());
    assertTrue(backend.stat(Stage.key("a")).isEmpty());
    AccessDeniedException refusal =
        assertThrows(
            AccessDeniedException.class,
            () -> backend.put(Stage.key("locked"), Body.of("x"), PutOptions.REPLACE));
    assertEquals(Reason.READ_ONLY, refusal.reason(), refusal.getMessage());
  }

  @Test
  void objectsOfABatchThatAreHeldBackAreTriedAgainAfterAPause() throws IOException {
    List<Duration> pauses = new CopyOnWriteArrayList<>();
    List<ObjectKey> keys = List.of(Stage.key("a"), Stage.key("b"));
    for (ObjectKey key : keys) {
      Stage.put(stage.open(), key.value(), new byte[1]);
    }
    stage.server().refuse(Stage.BUCKET, 429, "rateLimitExceeded", "Too many.");
    Options options = GcsOptions.builder().endpoint(stage.proxy().uri()).build();
    try (GcsBackend backend =
        GcsBackend.open(
            Stage.ROOT,
            GcsSettings.from(options, Map.of()),
            time -> {
              pauses.add(time);
              if (pauses.size() == 2) {
                stage.server().accept(Stage.BUCKET);
              }
            })) {
      assertEquals(Map.of(), backend.deleteAll(keys));
      assertTrue(backend.stat(keys.get(1)).isEmpty());
    }
    assertEquals(2, pauses.size());
    assertTrue(pauses.get(1).toMillis() >= 200, pauses::toString);
    assertEquals(3, stage.proxy().log().count(request -> request.path().startsWith("/batch")));
  }

  @Test
  void anObjectOfABatchIsRefusedWithTheIdOfItsRequest() throws IOException {
    StorageBackend backend = stage.open();
    stage.server().refuse(Stage.BUCKET, 403, "forbidden", "Caller does not have access.");
    stage
        .proxy()
        .plan()
        .always(
            request -> request.path().startsWith("/batch"),
            WireFault.rewritten(
                answer ->
                    new String(answer, StandardCharsets.UTF_8)
                        .replace(
                            "Content-Length:", "X-GUploader-UploadID: an-id\r\nContent-Length:")
                        .getBytes(StandardCharsets.UTF_8)));
    StorageException refusal =
        Objects.requireNonNull(backend.deleteAll(List.of(KEY)).get(KEY), "the refusal");
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("status 403, request an-id"),
        refusal.getMessage());
  }

  @Test
  void aTokenThatEndsBeforeABatchIsFetchedAnewOnce(@TempDir Path folder) throws IOException {
    stage.server().tokens().grant("somebody's");
    CredentialFiles files = new CredentialFiles(folder, stage.proxy().uri());
    StorageBackend backend =
        stage.open(
            Options.NONE.with(GcsOptions.CREDENTIALS_FILE, files.serviceAccount().toString()));
    List<ObjectKey> keys = List.of(Stage.key("a"), Stage.key("b"), Stage.key("c"));
    for (ObjectKey key : keys) {
      Stage.put(backend, key.value(), new byte[1]);
    }
    stage.server().tokens().revokeAll();
    assertEquals(Map.of(), backend.deleteAll(keys));
    assertEquals(2, stage.proxy().log().count(request -> request.path().equals("/token")));
    assertTrue(backend.stat(keys.get(0)).isEmpty());
  }
}
