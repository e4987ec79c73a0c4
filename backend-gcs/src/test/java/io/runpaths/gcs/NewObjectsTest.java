package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.StorageClass;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the settings say of new objects holds for all of them, however they are written. */
final class NewObjectsTest {
  private static final String KEY = "projects/lab/locations/eu/keyRings/runs/cryptoKeys/runs";

  private final Stage stage;
  private final StorageBackend backend;

  NewObjectsTest() throws IOException {
    stage = new Stage();
    backend = stage.open(GcsOptions.builder().kmsKey(KEY).storageClass("NEARLINE").build());
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @Test
  void theyHaveTheKeyAndTheClassOfTheSettings() throws IOException {
    Version small = Stage.put(backend, "small", new byte[1]).version();
    Stage.put(backend, "large", Stage.noise(1, 2 * Stage.CHUNK));
    try (Upload upload = backend.upload(Stage.key("stream"), PutOptions.IF_ABSENT)) {
      upload.output().write(Stage.noise(1, 2 * Stage.CHUNK));
      upload.commit();
    }
    backend.copyFrom(Stage.ROOT.resolve("small"), small, Stage.key("copy"), PutOptions.REPLACE);
    for (String name : new String[] {"small", "large", "stream", "copy"}) {
      Blob made = stage.past().client().get(Stage.BUCKET, "outputs/" + name);
      assertEquals(KEY, made.getKmsKeyName(), name);
      assertEquals(StorageClass.NEARLINE, made.getStorageClass(), name);
    }
  }
}
