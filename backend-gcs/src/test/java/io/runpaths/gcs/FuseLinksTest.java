package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobInfo;
import io.runpaths.Link;
import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.StorageBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links that a mounted bucket shows as symbolic links. */
final class FuseLinksTest {
  private final Stage stage;
  private final StorageBackend backend;
  private final LinkSupport links;

  FuseLinksTest() throws IOException {
    stage = new Stage();
    backend = stage.open(GcsOptions.builder().fuseLinks(true).build());
    links = backend.extension(LinkSupport.class).orElseThrow();
  }

  @AfterEach
  void close() throws IOException {
    stage.close();
  }

  @Test
  void onlyWhoWantsThemHasThem() throws IOException {
    assertTrue(stage.open().extension(LinkSupport.class).isEmpty());
  }

  @Test
  void aLinkIsWhatOldAndNewGcsfuseReadAsOne() throws IOException {
    links.replaceLink(Stage.key("run/ancestor"), null, "../übung 1");
    Blob blob = blob("outputs/run/ancestor");
    Map<String, String> metadata = Objects.requireNonNull(blob.getMetadata());
    assertEquals("true", metadata.get("goog-reserved-file-is-symlink"));
    assertEquals("../übung 1", metadata.get("gcsfuse_symlink_target"));
    assertEquals("../übung 1", new String(blob.getContent(), StandardCharsets.UTF_8));
    assertEquals(Optional.of("../übung 1"), links.readLink(Stage.key("run/ancestor")));
  }

  @Test
  void linksThatAMountMadeAreReadOldAndNew() throws IOException {
    plant("new", Map.of("goog-reserved-file-is-symlink", "true"), "../target");
    plant("old", Map.of("gcsfuse_symlink_target", "../target"), "");
    plant("file", Map.of("note", "none"), "../target");
    assertEquals(Optional.of("../target"), links.readLink(Stage.key("new")));
    assertEquals(Optional.of("../target"), links.readLink(Stage.key("old")));
    assertEquals(Optional.empty(), links.readLink(Stage.key("file")));
    assertEquals(Optional.empty(), links.readLink(Stage.key("absent")));
  }

  @Test
  void listingsNameLinksAndDoNotFollowThem() throws IOException {
    links.replaceLink(Stage.key("run/ancestor"), null, "../other");
    Stage.put(backend, "run/file", new byte[1]);
    for (StorageBackend each : List.of(backend, stage.open())) {
      List<ListEntry> entries =
          each.list(new KeyPrefix("run/"), Depth.CHILDREN, Cursor.START, 10).entries();
      assertInstanceOf(ListEntry.LinkEntry.class, entries.get(0));
      assertInstanceOf(ListEntry.ObjectEntry.class, entries.get(1));
    }
  }

  @Test
  void aLinkIsReplacedOnlyWhereItPointsAsExpected() throws IOException {
    links.replaceLink(Stage.key("l"), null, "a");
    assertThrows(
        PreconditionFailedException.class, () -> links.replaceLink(Stage.key("l"), null, "b"));
    assertThrows(
        PreconditionFailedException.class, () -> links.replaceLink(Stage.key("l"), "x", "b"));
    links.replaceLink(Stage.key("l"), "a", "b");
    assertEquals(Optional.of("b"), links.readLink(Stage.key("l")));
    assertThrows(
        PreconditionFailedException.class, () -> links.replaceLink(Stage.key("m"), "a", "b"));
    Stage.put(backend, "file", new byte[1]);
    assertThrows(
        AlreadyExistsException.class, () -> links.replaceLink(Stage.key("file"), null, "b"));
  }

  @Test
  void aLinkIsRemovedOnlyWhereItPointsAsExpected() throws IOException {
    links.replaceLink(Stage.key("l"), null, "a");
    assertThrows(PreconditionFailedException.class, () -> links.deleteLink(Stage.key("l"), "b"));
    links.deleteLink(Stage.key("l"), "a");
    links.deleteLink(Stage.key("l"), "a");
    assertEquals(Optional.empty(), links.readLink(Stage.key("l")));
  }

  @Test
  void aRunsLinkStandsBesideItsDocument() throws IOException {
    RunStore store = RunStores.over(backend, StoreSettings.DEFAULT);
    Run ancestor = store.create(RunSpec.staged().stage("pretrain"));
    Run child = store.create(RunSpec.staged().stage("finetune").withAncestor(ancestor));
    String folder = "outputs/" + child.path() + "/";
    assertTrue(
        new String(blob(folder + "ancestor.link.json").getContent(), StandardCharsets.UTF_8)
            .contains("target"));
    Blob symlink = blob(folder + "ancestor");
    String target = new String(symlink.getContent(), StandardCharsets.UTF_8);
    assertEquals(
        "outputs/" + ancestor.path(),
        java.nio.file.Path.of(folder).resolve(target).normalize().toString());
    Link link = store.open(child.path()).link(Link.ANCESTOR).orElseThrow();
    assertEquals(ancestor.location(), link.target());
    assertEquals(0, child.artifacts().count(), "a link is no artifact");
    child.unlink(Link.ANCESTOR);
    assertTrue(stage.past().client().get(Stage.BUCKET, folder + "ancestor") == null);
  }

  private Blob blob(String name) {
    return Objects.requireNonNull(stage.past().client().get(Stage.BUCKET, name), name);
  }

  private void plant(String name, Map<String, String> metadata, String content) {
    stage
        .past()
        .client()
        .create(
            BlobInfo.newBuilder(Stage.BUCKET, "outputs/" + name).setMetadata(metadata).build(),
            content.getBytes(StandardCharsets.UTF_8));
  }
}
