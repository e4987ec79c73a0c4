package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.LocalFiles;
import io.runpaths.spi.Location;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Symbolic links that somebody has put into a run lead nowhere but inside the root. */
final class EscapesTest {
  @TempDir private Path temporary;
  private Path root;
  private Path outside;
  private StorageBackend store;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(temporary.resolve("outputs"));
    outside = Files.createDirectories(temporary.resolve("outside/folder"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createDirectories(root.resolve("run/figures"));
    Files.writeString(root.resolve("run/file"), "inside");
    store = Stores.open(root);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    assertEquals("secret", Files.readString(outside.resolve("secret")));
    try (var left = Files.list(outside)) {
      assertEquals(1, left.count());
    }
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(root.resolve(name), target);
  }

  private static void assertEscapes(Executable request) {
    Stores.assertFails(UnsupportedException.class, Reason.SYMLINK, request);
  }

  @Test
  void aFileLinkOutOfTheRootIsNotRead() throws IOException {
    for (Path target : List.of(outside.resolve("secret"), Path.of("../../outside/folder/secret"))) {
      link("run/leak", target);
      assertEscapes(() -> Stores.text(store, "run/leak"));
      assertEscapes(() -> store.stat(Stores.key("run/leak")));
      assertEscapes(() -> store.exists(Stores.key("run/leak")));
      Files.delete(root.resolve("run/leak"));
    }
  }

  @Test
  void aFolderLinkOutOfTheRootIsNotEntered() throws IOException {
    link("run/leak", outside);
    assertEscapes(() -> Stores.text(store, "run/leak/secret"));
    assertEscapes(() -> store.stat(Stores.key("run/leak/secret")));
    assertEscapes(() -> Stores.put(store, "run/leak/secret", "x"));
    assertEscapes(() -> Stores.create(store, "run/leak/new", "x"));
    assertEscapes(() -> Stores.create(store, "run/leak/deep/new", "x"));
    assertEscapes(() -> store.upload(Stores.key("run/leak/new"), PutOptions.REPLACE).close());
    assertEscapes(() -> store.delete(Stores.key("run/leak/secret"), Precondition.NONE));
    assertEscapes(() -> Stores.list(store, "run/leak/", Depth.ALL));
    LocalFiles files = store.extension(LocalFiles.class).orElseThrow();
    assertEscapes(() -> files.createFolder(Stores.key("run/leak")));
    assertEscapes(() -> files.createFolder(Stores.key("run/leak/new")));
    assertEscapes(() -> files.deleteFolderIfEmpty(Stores.key("run/leak/folder")));
    LinkSupport links = store.extension(LinkSupport.class).orElseThrow();
    assertEscapes(() -> links.replaceLink(Stores.key("run/leak/link"), null, "x"));
    PendingUploads pending = store.extension(PendingUploads.class).orElseThrow();
    assertEscapes(() -> pending.pendingUploads(new KeyPrefix("run/leak/")));
    assertEquals(List.of(), pending.pendingUploads(KeyPrefix.ROOT));
  }

  @Test
  void aChainOfLinksOutOfTheRootIsFollowedToItsEnd() throws IOException {
    link("run/one", Path.of("two"));
    link("run/two", outside);
    assertEscapes(() -> Stores.text(store, "run/one/secret"));
  }

  @Test
  void aSiblingOfTheRootWithTheSameBeginningIsOutside() throws IOException {
    Path sibling = Files.createDirectory(temporary.resolve("outputs2"));
    Files.writeString(sibling.resolve("secret"), "x");
    link("run/leak", sibling);
    assertEscapes(() -> Stores.text(store, "run/leak/secret"));
  }

  @Test
  void linksInsideTheRootAreFollowed() throws IOException {
    link("run/alias", Path.of("file"));
    link("child", Path.of("run"));
    link("absolute", root.resolve("run"));
    assertEquals("inside", Stores.text(store, "run/alias"));
    assertEquals("inside", Stores.text(store, "child/file"));
    assertEquals("inside", Stores.text(store, "absolute/alias"));
    assertEquals(
        store.stat(Stores.key("run/file")).orElseThrow().version(),
        store.stat(Stores.key("child/file")).orElseThrow().version());
    Stores.put(store, "child/new", "through the link");
    assertEquals("through the link", Files.readString(root.resolve("run/new")));
  }

  @Test
  void listingsNameLinksAndDoNotFollowThem() throws IOException {
    link("run/leak", outside);
    link("run/ring", Path.of("."));
    List<ListEntry> entries = Stores.list(store, "", Depth.ALL);
    assertEquals(List.of("run/file", "run/leak", "run/ring"), Stores.names(entries));
    assertTrue(entries.get(1) instanceof ListEntry.LinkEntry);
    assertTrue(entries.get(2) instanceof ListEntry.LinkEntry);
  }

  @Test
  void danglingLinksAreAbsentAndRingsAreErrors() throws IOException {
    link("run/dangling", Path.of("nothing"));
    assertTrue(store.stat(Stores.key("run/dangling")).isEmpty());
    assertTrue(store.stat(Stores.key("run/dangling/below")).isEmpty());
    assertEscapes(() -> Stores.put(store, "run/dangling/below", "x"));
    link("run/a", Path.of("b"));
    link("run/b", Path.of("a"));
    assertEscapes(() -> Stores.text(store, "run/a"));
    assertEscapes(() -> Stores.text(store, "run/a/below"));
  }

  @Test
  void puttingOntoALinkReplacesTheLinkAndNotItsTarget() throws IOException {
    link("run/leak", outside.resolve("secret"));
    Stores.put(store, "run/leak", "mine");
    assertEquals("mine", Stores.text(store, "run/leak"));
    assertFalse(Files.isSymbolicLink(root.resolve("run/leak")));
  }

  @Test
  void deletingALinkLeavesItsTarget() throws IOException {
    link("run/leak", outside.resolve("secret"));
    store.delete(Stores.key("run/leak"), Precondition.NONE);
    assertFalse(Files.exists(root.resolve("run/leak"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void theRootItselfMayBeALink() throws IOException {
    Path alias = Files.createSymbolicLink(temporary.resolve("alias"), root);
    link("child", Path.of("run"));
    try (StorageBackend linked = Stores.open(alias)) {
      assertEquals("inside", Stores.text(linked, "run/file"));
      assertEquals("inside", Stores.text(linked, "child/file"));
      Stores.create(linked, "other/file", "x");
      assertEquals(
          List.of("child", "other/file", "run/file"),
          Stores.names(Stores.list(linked, "", Depth.ALL)));
    }
  }

  @Test
  void aCopyDoesNotReadThroughALinkOutOfTheSource() throws IOException {
    link("run/leak", outside.resolve("secret"));
    Location source = Location.ofPath(root).resolve("run/leak");
    var version = Stores.put(store, "run/other", "secret").version();
    assertEscapes(
        () -> store.copyFrom(source, version, Stores.key("run/copy"), PutOptions.REPLACE));
    try (StorageBackend other = Stores.open(temporary.resolve("elsewhere"))) {
      assertEscapes(() -> other.copyFrom(source, version, Stores.key("copy"), PutOptions.REPLACE));
      other.put(Stores.key("x"), Body.of("x"), PutOptions.REPLACE);
    }
  }
}
