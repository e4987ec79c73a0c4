package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.gcs.server.RequestLog;
import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each operation costs, counted by the server. */
final class RequestsTest {
  private final Stage stage;
  private final StorageBackend backend;

  RequestsTest() throws IOException {
    stage = new Stage();
    backend = stage.open();
  }

  @BeforeEach
  void forgetTheBeginning() {
    stage.server().log().clear();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @Test
  void openingAndClosingCostNothing() throws IOException {
    stage.open().close();
    assertCost(0);
  }

  @Test
  void aSmallObjectCostsOneRequestEachWay() throws IOException {
    backend.put(Stage.key("a"), Body.of("x"), PutOptions.IF_ABSENT);
    assertCost(1);
    assertEquals("x", new String(Stage.bytes(backend, "a"), StandardCharsets.UTF_8));
    assertCost(1);
    Version version = backend.stat(Stage.key("a")).orElseThrow().version();
    assertCost(1);
    backend.put(Stage.key("a"), Body.of("y"), PutOptions.ifVersion(version));
    assertCost(1);
    try (Upload upload = backend.upload(Stage.key("b"), PutOptions.IF_ABSENT)) {
      upload.output().write('z');
      upload.commit();
    }
    assertCost(1);
    backend.delete(Stage.key("b"), Precondition.NONE);
    assertCost(1);
  }

  @Test
  void whatAReadDoesNotTellCostsARequestOnceItIsWanted() throws IOException {
    PutOptions noted = PutOptions.REPLACE.withMetadata(Map.of("note", "kept"));
    Version version = backend.put(Stage.key("a"), Body.of("x"), noted).version();
    stage.server().log().clear();
    try (ObjectContent content = backend.read(Stage.key("a"), ReadOptions.ALL)) {
      assertEquals(version, content.stat().version());
      assertEquals(1, content.stat().size());
      assertTrue(content.stat().storeTime().isPresent());
      assertCost(1);
      assertEquals(Map.of("note", "kept"), content.stat().metadata());
      assertEquals(
          backend.stat(Stage.key("a")).orElseThrow().modified(), content.stat().modified());
      assertCost(2);
    }
  }

  @Test
  void aCopyCostsOneRequest() throws IOException {
    Version version = Stage.put(backend, "a", Stage.noise(1, 1_000)).version();
    stage.server().log().clear();
    backend.copyFrom(Stage.ROOT.resolve("a"), version, Stage.key("b"), PutOptions.REPLACE);
    assertCost(1);
  }

  @Test
  void aListingCostsOneRequestAPage() throws IOException {
    for (int i = 0; i < 5; i++) {
      Stage.put(backend, "folder/" + i, new byte[1]);
    }
    stage.server().log().clear();
    backend.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 1_000);
    assertCost(1);
  }

  @Test
  void aHundredDeletionsCostOneRequest() throws IOException {
    List<ObjectKey> keys = IntStream.range(0, 250).mapToObj(i -> Stage.key("a/" + i)).toList();
    assertEquals(Map.of(), backend.deleteAll(keys));
    assertCost(3);
  }

  @Test
  void aLargeFileCostsOneRequestAChunkAndOneToBegin(@TempDir Path folder) throws IOException {
    byte[] bytes = Stage.noise(1, 3 * Stage.CHUNK + 1);
    Path file = Files.write(folder.resolve("model.pth"), bytes);
    backend.put(Stage.key("a"), Body.ofFile(file), PutOptions.IF_ABSENT);
    assertCost(1 + 4);
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
    assertCost(1);
  }

  @Test
  void aLargeStreamCostsOneRequestAChunkAndOneToBegin() throws IOException {
    byte[] bytes = Stage.noise(1, 3 * Stage.CHUNK);
    try (Upload upload = backend.upload(Stage.key("a"), PutOptions.IF_ABSENT)) {
      upload.output().write(bytes);
      upload.commit();
    }
    assertCost(1 + 3);
    assertArrayEquals(bytes, Stage.bytes(backend, "a"));
  }

  @Test
  void anUploadGivenUpCostsOneMoreToEndItsSession() throws IOException {
    try (Upload upload = backend.upload(Stage.key("a"), PutOptions.IF_ABSENT)) {
      upload.output().write(Stage.noise(1, Stage.CHUNK + 1));
      assertEquals(1, stage.server().openUploads());
    }
    assertEquals(0, stage.server().openUploads());
    assertCost(3);
  }

  private void assertCost(int requests) {
    List<RequestLog.Line> seen = stage.server().log().requests();
    assertEquals(requests, seen.size(), seen::toString);
    stage.server().log().clear();
  }
}
