package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobInfo;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.OutcomeUnknownException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.Version;
import io.runpaths.testkit.proxy.WireFault;
import io.runpaths.testkit.proxy.WireRequest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies that take several calls, that keep what the source has, and whose answers get lost. */
final class CopiesTest {
  private final Stage stage;
  private final StorageBackend backend;

  CopiesTest() throws IOException {
    stage = new Stage();
    backend = stage.open();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @Test
  void aLargeCopyCarriesOnByItsTokens() throws IOException {
    byte[] bytes = Stage.noise(1, 5 << 20);
    Version version = Stage.put(backend, "a", bytes).version();
    stage.server().limitRewrites(1 << 20);
    ObjectStat copy = copy(version, "b", PutOptions.REPLACE);
    assertEquals(5, stage.proxy().log().count(CopiesTest::isRewrite));
    assertEquals(copy.version(), backend.stat(Stage.key("b")).orElseThrow().version());
    assertArrayEquals(bytes, Stage.bytes(backend, "b"));
  }

  @Test
  void aCallThatIsLostIsMadeAgainFromItsToken() throws IOException {
    byte[] bytes = Stage.noise(1, 3 << 20);
    Version version = Stage.put(backend, "a", bytes).version();
    stage.server().limitRewrites(1 << 20);
    stage.proxy().plan().nth(2, CopiesTest::isRewrite, WireFault.LOST_AFTER_EFFECT);
    stage.proxy().plan().nth(4, CopiesTest::isRewrite, WireFault.LOST_AFTER_EFFECT);
    copy(version, "b", PutOptions.REPLACE);
    assertArrayEquals(bytes, Stage.bytes(backend, "b"));
  }

  @Test
  void aCopyKeepsAllThatTheSourceHas() throws IOException {
    Blob source =
        stage
            .past()
            .client()
            .create(
                BlobInfo.newBuilder(Stage.BUCKET, "outputs/a")
                    .setContentType("text/plain")
                    .setContentEncoding("br")
                    .setContentLanguage("de")
                    .setCacheControl("no-cache")
                    .setContentDisposition("inline")
                    .setMetadata(Map.of("note", "kept"))
                    .build(),
                new byte[10]);
    Version version = Versions.of(source.getGeneration());
    copy(version, "whole", PutOptions.REPLACE);
    copy(version, "renamed", PutOptions.REPLACE.withContentType("text/x-other"));
    for (String name : new String[] {"whole", "renamed"}) {
      Blob copy = stage.past().client().get(Stage.BUCKET, "outputs/" + name);
      assertEquals("br", copy.getContentEncoding(), name);
      assertEquals("de", copy.getContentLanguage(), name);
      assertEquals("no-cache", copy.getCacheControl(), name);
      assertEquals("inline", copy.getContentDisposition(), name);
      assertEquals(
          Map.of("note", "kept"), backend.stat(Stage.key(name)).orElseThrow().metadata(), name);
    }
    assertEquals(
        "text/x-other",
        backend.stat(Stage.key("renamed")).orElseThrow().contentType().orElseThrow());
  }

  @Test
  void anObjectCopiedOntoItselfStaysOrTakesWhatIsGiven() throws IOException {
    Version version = Stage.put(backend, "a", Stage.noise(1, 100)).version();
    assertEquals(version, copy(version, "a", PutOptions.REPLACE).version());
    ObjectStat changed = copy(version, "a", PutOptions.REPLACE.withContentType("text/plain"));
    assertEquals("text/plain", changed.contentType().orElseThrow());
    assertArrayEquals(Stage.noise(1, 100), Stage.bytes(backend, "a"));
  }

  @Test
  void aCopyGoesIntoTheClassOfTheSettings() throws IOException {
    Version version = Stage.put(backend, "a", Stage.noise(1, 100)).version();
    StorageBackend cold = stage.open(GcsOptions.builder().storageClass("COLDLINE").build());
    cold.copyFrom(Stage.ROOT.resolve("a"), version, Stage.key("b"), PutOptions.REPLACE);
    assertEquals(
        "COLDLINE",
        stage.past().client().get(Stage.BUCKET, "outputs/b").getStorageClass().toString());
  }

  @Test
  void aCopyFromAnotherBucketOfTheService() throws IOException {
    stage.server().createBucket("other-bucket");
    Location elsewhere = new Location("gs", "other-bucket", "runs");
    StorageBackend other = stage.open(elsewhere, Options.NONE);
    Version version = Stage.put(other, "a", Stage.noise(1, 100)).version();
    assertTrue(backend.canCopyFrom(elsewhere.resolve("a")));
    backend.copyFrom(elsewhere.resolve("a"), version, Stage.key("b"), PutOptions.REPLACE);
    assertArrayEquals(Stage.noise(1, 100), Stage.bytes(backend, "b"));
  }

  @Test
  void aLostCopyWhoseSourceIsGoneMeanwhileIsNotGuessedAt() throws IOException {
    Version version = Stage.put(backend, "a", Stage.noise(1, 100)).version();
    stage.proxy().plan().nth(1, CopiesTest::isRewrite, WireFault.LOST_AFTER_EFFECT);
    AtomicInteger seen = new AtomicInteger();
    stage
        .proxy()
        .plan()
        .nth(
            1,
            request -> {
              if (isRewrite(request) && seen.incrementAndGet() == 2) {
                stage.past().client().delete(Stage.BUCKET, "outputs/a");
              }
              return false;
            },
            WireFault.RESET);
    assertThrows(OutcomeUnknownException.class, () -> copy(version, "b", PutOptions.REPLACE));
  }

  private ObjectStat copy(Version version, String to, PutOptions options) throws IOException {
    return backend.copyFrom(Stage.ROOT.resolve("a"), version, Stage.key(to), options);
  }

  private static boolean isRewrite(WireRequest request) {
    return request.path().contains("/rewriteTo/");
  }
}
