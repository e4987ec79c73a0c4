package io.runpaths.gcs.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.StorageException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Google's own client makes of the server. */
final class GoogleClientTest {
  private static final String BUCKET = "lab";

  private final GcsServer server = GcsServer.start();
  private final Storage storage = GoogleClient.of(server);

  @BeforeEach
  void createBucket() {
    server.createBucket(BUCKET);
  }

  @AfterEach
  void stop() throws Exception {
    storage.close();
    server.close();
  }

  private Blob create(String name, String content, BlobTargetOption... options) {
    return storage.create(
        BlobInfo.newBuilder(BUCKET, name).build(), content.getBytes(UTF_8), options);
  }

  @Test
  void readsBackWhatWasCreated() {
    Blob created =
        storage.create(
            BlobInfo.newBuilder(BUCKET, "runs/a.json")
                .setContentType("application/json")
                .setMetadata(Map.of("runpaths-write", "w1"))
                .build(),
            "{}".getBytes(UTF_8));

    Blob read = storage.get(BlobId.of(BUCKET, "runs/a.json"));

    assertEquals(created.getGeneration(), read.getGeneration());
    assertEquals(1, read.getMetageneration());
    assertEquals("application/json", read.getContentType());
    assertEquals(Map.of("runpaths-write", "w1"), read.getMetadata());
    assertEquals(2, read.getSize());
    assertArrayEquals("{}".getBytes(UTF_8), read.getContent());
    assertEquals(1, server.log().count(line -> line.method().equals("POST")));
  }

  @Test
  void createsOnlyWhatIsAbsent() {
    create("claim", "first", BlobTargetOption.doesNotExist());

    StorageException refused =
        assertThrows(
            StorageException.class,
            () -> create("claim", "second", BlobTargetOption.doesNotExist()));

    assertEquals(412, refused.getCode());
    assertEquals("conditionNotMet", refused.getReason());
    assertEquals("first", new String(storage.readAllBytes(BUCKET, "claim"), UTF_8));
  }

  @Test
  void replacesOnlyTheGenerationNamed() {
    Blob first = create("doc", "1");
    Blob second = create("doc", "2", BlobTargetOption.generationMatch(first.getGeneration()));

    assertTrue(second.getGeneration() > first.getGeneration());
    assertEquals(
        412,
        assertThrows(
                StorageException.class,
                () -> create("doc", "3", BlobTargetOption.generationMatch(first.getGeneration())))
            .getCode());
  }

  @Test
  void answersNothingForWhatIsAbsent() {
    assertNull(storage.get(BlobId.of(BUCKET, "absent")));
    assertNull(storage.get("no-such-bucket"));
    assertFalse(storage.delete(BlobId.of(BUCKET, "absent")));
    assertEquals(
        404,
        assertThrows(StorageException.class, () -> storage.readAllBytes(BUCKET, "absent"))
            .getCode());
  }

  @Test
  void deletesOnlyTheGenerationNamed() {
    Blob first = create("doc", "1");
    create("doc", "2");

    assertEquals(
        412,
        assertThrows(
                StorageException.class,
                () ->
                    storage.delete(
                        BlobId.of(BUCKET, "doc"),
                        BlobSourceOption.generationMatch(first.getGeneration())))
            .getCode());
    assertTrue(storage.delete(BlobId.of(BUCKET, "doc")));
    assertNull(storage.get(BlobId.of(BUCKET, "doc")));
  }

  @Test
  void listsByPagesAndFolders() {
    for (String name :
        List.of("r/a/1", "r/a/2", "r/b", "r/c/1", "r10/x", "r/é", "r/\uD83D\uDE00", "r/\uFF5E")) {
      create(name, "x");
    }

    assertEquals(
        List.of("r/b", "r/é", "r/\uFF5E", "r/\uD83D\uDE00", "r/a/", "r/c/"),
        names(BlobListOption.prefix("r/"), BlobListOption.currentDirectory()));
    assertEquals(
        List.of("r/a/1", "r/a/2", "r/b", "r/c/1", "r/é", "r/\uFF5E", "r/\uD83D\uDE00"),
        names(BlobListOption.prefix("r/"), BlobListOption.pageSize(2)));
    assertEquals(
        List.of("r/a/2", "r/b"),
        names(BlobListOption.startOffset("r/a/2"), BlobListOption.endOffset("r/c")));
  }

  @Test
  void readsOnlyUnderTheConditionsGiven() {
    Blob blob = create("doc", "1");

    assertEquals(
        412,
        assertThrows(
                StorageException.class,
                () ->
                    storage.get(
                        BlobId.of(BUCKET, "doc"),
                        BlobGetOption.generationMatch(blob.getGeneration() - 1)))
            .getCode());
    assertEquals(
        304,
        assertThrows(
                StorageException.class,
                () ->
                    storage.get(
                        BlobId.of(BUCKET, "doc"),
                        BlobGetOption.generationNotMatch(blob.getGeneration())))
            .getCode());
  }

  private List<String> names(BlobListOption... options) {
    return StreamSupport.stream(storage.list(BUCKET, options).iterateAll().spliterator(), false)
        .map(Blob::getName)
        .toList();
  }
}
