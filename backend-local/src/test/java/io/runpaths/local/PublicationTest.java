package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.LocalFiles;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How files appear, and what failures leave behind: nothing. */
final class PublicationTest {
  @TempDir private Path root;
  private StorageBackend store;

  @BeforeEach
  void open() throws IOException {
    store = Stores.open(root);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void aPutLeavesTheFileAndItsFoldersAndNothingElse() throws IOException {
    Stores.create(store, "run/figures/a.png", "1");
    Stores.put(store, "run/b", "2");
    assertEquals(List.of("run", "run/b", "run/figures", "run/figures/a.png"), Trees.names(root));
  }

  @Test
  void replacingOrDeletingKeepsItsLocksInTheControlFolder() throws IOException {
    Stores.put(store, "run/b", "1");
    Stores.put(store, "run/b", "2");
    store.delete(Stores.key("run/b"), Precondition.NONE);
    assertEquals(
        List.of(".runpaths", ".runpaths/locks", ".runpaths/locks/keys", "run"), Trees.names(root));
  }

  @Test
  void filesHaveTheModeThatTheUmaskGives() throws IOException {
    Path plain = Files.createFile(root.resolve("plain"));
    Stores.put(store, "run/a", "1");
    assertEquals(
        PosixFilePermissions.toString(Files.getPosixFilePermissions(plain)),
        PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("run/a"))));
  }

  @Test
  void aPutThatFailsRemovesTheFoldersItMade() throws IOException {
    Body lying = announcing(10, new byte[9]);
    assertThrows(
        CorruptDataException.class,
        () -> store.put(Stores.key("run/a/b/c"), lying, PutOptions.REPLACE));
    assertEquals(List.of(), Trees.names(root));
    Stores.put(store, "run/a/x", "1");
    assertThrows(
        CorruptDataException.class,
        () -> store.put(Stores.key("run/a/b/c"), lying, PutOptions.IF_ABSENT));
    assertEquals(List.of("run", "run/a", "run/a/x"), Trees.names(root));
  }

  @Test
  void aBodyThatThrowsLeavesNothing() throws IOException {
    Body broken =
        new Body() {
          @Override
          public long size() {
            return 10;
          }

          @Override
          public InputStream open() {
            throw new IllegalStateException("no stream today");
          }
        };
    assertThrows(
        IllegalStateException.class,
        () -> store.put(Stores.key("run/a"), broken, PutOptions.REPLACE));
    assertEquals(List.of(), Trees.names(root));
  }

  @Test
  void aFolderIsNotReplacedByAFile() throws IOException {
    Files.createDirectories(root.resolve("run/folder"));
    for (PutOptions options : List.of(PutOptions.REPLACE, PutOptions.IF_ABSENT)) {
      Stores.assertFails(
          UnsupportedException.class,
          Reason.FILE_OR_FOLDER,
          () -> store.put(Stores.key("run/folder"), Body.of("x"), options));
    }
    assertTrue(Files.isDirectory(root.resolve("run/folder")));
    assertEquals(List.of(), pending());
  }

  @Test
  void nothingIsWrittenBelowAFile() throws IOException {
    Stores.put(store, "run/file", "x");
    List<String> before = Trees.names(root);
    for (String key : List.of("run/file/below", "run/file/deeper/below")) {
      Stores.assertFails(
          UnsupportedException.class,
          Reason.FILE_OR_FOLDER,
          () -> store.put(Stores.key(key), Body.of("x"), PutOptions.REPLACE));
      assertTrue(store.stat(Stores.key(key)).isEmpty());
    }
    assertEquals(before, Trees.names(root));
  }

  @Test
  void temporaryNamesAndLocksAreNoObjects() throws IOException {
    for (String key : List.of(".runpaths-tmp-1", "run/.runpaths-tmp-1", ".runpaths/locks/keys")) {
      Stores.assertFails(
          UnsupportedException.class,
          Reason.BAD_NAME,
          () -> store.put(Stores.key(key), Body.of("x"), PutOptions.REPLACE));
      assertTrue(store.stat(Stores.key(key)).isEmpty());
    }
    Stores.put(store, ".runpaths/jobs/a.json", "x");
    assertEquals("x", Stores.text(store, ".runpaths/jobs/a.json"));
  }

  @Test
  void aLinkWhoseAnswerWasLostIsOurOwnSuccess() throws IOException {
    FileErrors errors = new FileErrors(store.root());
    Folders folders = new Folders(root, false);
    Places places = new Places(root, folders, errors);
    LocalSettings settings = LocalSettings.of(Stores.UNSYNCED);
    Promises promises = new Promises(root, settings);
    Clock clock = Clock.systemUTC();
    Reader reader = new Reader(places, errors, promises, clock);
    try (KeyLocks locks = new KeyLocks(root, folders, errors, settings.patience())) {
      Publication publication =
          new Publication(
              folders,
              new KeyGate(locks, promises, errors),
              promises,
              reader,
              errors,
              false,
              clock);
      Place place = places.toWrite("put", "run/run.json");
      try (TemporaryFile file = TemporaryFile.beside(place, folders)) {
        file.write(new byte[] {1}, 0, 1);
        // A file server made the link, and the client asks again.
        Files.createLink(place.path(), file.path());
        publication.publish("put", Stores.key("run/run.json"), place, file, Precondition.IF_ABSENT);
      }
    }
    assertEquals(List.of("run", "run/run.json"), Trees.names(root));
  }

  @Test
  void theVersionsOfPutStatAndReadAgree() throws IOException {
    for (int size : new int[] {0, 1, Versions.SMALL - 1, Versions.SMALL, Versions.SMALL + 1}) {
      ObjectStat put = store.put(Stores.key("a"), Body.of(new byte[size]), PutOptions.REPLACE);
      ObjectStat stat = store.stat(Stores.key("a")).orElseThrow();
      assertEquals(put.version(), stat.version());
      assertEquals(put.modified(), stat.modified());
      assertEquals(size, stat.size());
    }
  }

  @Test
  void largeFilesThatAreReplacedFastNeverLookTheSame() throws IOException {
    Set<Version> versions = new HashSet<>();
    byte[] bytes = new byte[Versions.SMALL + 1];
    for (int i = 0; i < 200; i++) {
      assertTrue(
          versions.add(store.put(Stores.key("a"), Body.of(bytes), PutOptions.REPLACE).version()));
    }
  }

  @Test
  void aSmallFileThatWasReplacedInPlaceIsAnotherVersion() throws IOException {
    Version first = Stores.put(store, "a", "one").version();
    FileTime time = Files.getLastModifiedTime(root.resolve("a"));
    Files.writeString(root.resolve("a"), "two");
    Files.setLastModifiedTime(root.resolve("a"), time);
    assertNotEquals(first, store.stat(Stores.key("a")).orElseThrow().version());
    Stores.assertFails(
        PreconditionFailedException.class,
        Reason.VERSION_DIFFERS,
        () -> store.put(Stores.key("a"), Body.of("three"), PutOptions.ifVersion(first)));
  }

  @Test
  void aLargeBodyFromAFileIsCopiedWhole() throws IOException {
    byte[] bytes = new byte[3_000_001];
    new Random(7).nextBytes(bytes);
    Path source = Files.write(root.resolve("source"), bytes);
    store.put(Stores.key("run/copy"), Body.ofFile(source), PutOptions.IF_ABSENT);
    assertArrayEquals(bytes, Files.readAllBytes(root.resolve("run/copy")));
  }

  @Test
  void aSourceFileThatChangesItsLengthIsNoticed() throws IOException {
    Path source = Files.write(root.resolve("source"), new byte[200_000]);
    Body body = Body.ofFile(source);
    for (int size : new int[] {199_999, 200_001}) {
      Files.write(source, new byte[size]);
      assertThrows(
          CorruptDataException.class,
          () -> store.put(Stores.key("run/copy"), body, PutOptions.IF_ABSENT));
    }
    assertEquals(List.of("source"), Trees.names(root));
  }

  @Test
  void aKilledWritersFileIsFoundWithItsKeyAndAgeAndCanBeAborted() throws IOException {
    Stores.put(store, "run/a", "x");
    Path left = root.resolve("run/" + TemporaryFile.nameFor("run/größe.bin"));
    Files.writeString(left, "half");
    FileTime age = FileTime.from(Instant.parse("2026-02-08T12:00:00Z"));
    Files.setLastModifiedTime(left, age);
    PendingUploads pending = store.extension(PendingUploads.class).orElseThrow();
    List<PendingUploads.Pending> found = pending.pendingUploads(new KeyPrefix("run/"));
    assertEquals(1, found.size());
    assertEquals("run/größe.bin", found.get(0).key().value());
    assertEquals(age.toInstant(), found.get(0).started());
    assertEquals(List.of("run/a"), Stores.names(Stores.list(store, "run/", Depth.ALL)));
    pending.abort(found.get(0));
    pending.abort(found.get(0));
    assertFalse(Files.exists(left));
    assertEquals(List.of(), pending());
  }

  @Test
  void aFileThatLooksTemporaryAndThatNoKeyExpressesIsNotPending() throws IOException {
    Stores.put(store, "run/a", "x");
    Files.writeString(root.resolve("run/.runpaths-tmp-\u0007"), "not ours");
    assertEquals(List.of(), pending());
  }

  @Test
  void anUploadThatSomebodyElseAbortedIsAConflictAndNoMissingObject() throws IOException {
    try (Upload upload = store.upload(Stores.key("run/big"), PutOptions.REPLACE)) {
      upload.output().write(new byte[100_000]);
      PendingUploads pending = store.extension(PendingUploads.class).orElseThrow();
      pending.abort(pending.pendingUploads(new KeyPrefix("run/")).get(0));
      Stores.assertFails(UnavailableException.class, Reason.CONFLICT, upload::commit);
    }
    assertFalse(store.exists(Stores.key("run/big")));
  }

  @Test
  void onlyTemporaryFilesCanBeAborted() throws IOException {
    Stores.put(store, "run/a", "x");
    PendingUploads pending = store.extension(PendingUploads.class).orElseThrow();
    for (String id : List.of("run/a", "../x/.runpaths-tmp-1", "/etc/.runpaths-tmp-1")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> pending.abort(new PendingUploads.Pending(Stores.key("run/a"), id, Instant.EPOCH)));
    }
    assertEquals("x", Stores.text(store, "run/a"));
  }

  @Test
  void anUploadIsPendingUntilItIsClosedAndThenGone() throws IOException {
    Upload upload = store.upload(Stores.key("run/big"), PutOptions.REPLACE);
    upload.output().write(new byte[100_000]);
    assertEquals(List.of("run/big"), pending());
    upload.close();
    assertEquals(List.of(), Trees.names(root));
  }

  @Test
  void anUploadThatCannotSucceedFailsBeforeItsBytes() throws IOException {
    Stores.put(store, "run/a", "x");
    Stores.assertFails(
        AlreadyExistsException.class,
        Reason.EXISTS,
        () -> store.upload(Stores.key("run/a"), PutOptions.IF_ABSENT).close());
  }

  @Test
  void foldersAreMadeOnceAndRemovedWhenEmpty() throws IOException {
    LocalFiles files = store.extension(LocalFiles.class).orElseThrow();
    assertTrue(files.createFolder(Stores.key("run")));
    assertFalse(files.createFolder(Stores.key("run")));
    assertTrue(files.createFolder(Stores.key("run/a/b/c")));
    assertFalse(files.deleteFolderIfEmpty(Stores.key("run/a")));
    assertTrue(files.deleteFolderIfEmpty(Stores.key("run/a/b/c")));
    assertTrue(files.deleteFolderIfEmpty(Stores.key("run/a/b/c")));
    assertTrue(files.createFolder(Stores.key("run/a/b/c")));
    assertEquals(root.resolve("run/a"), files.path(Stores.key("run/a")));
    Stores.put(store, "run/file", "x");
    Stores.assertFails(
        UnsupportedException.class,
        Reason.FILE_OR_FOLDER,
        () -> files.createFolder(Stores.key("run/file")));
    Stores.assertFails(
        UnsupportedException.class,
        Reason.FILE_OR_FOLDER,
        () -> files.createFolder(Stores.key("run/file/below")));
    Stores.assertFails(
        UnsupportedException.class,
        Reason.FILE_OR_FOLDER,
        () -> files.deleteFolderIfEmpty(Stores.key("run/file")));
  }

  @Test
  void deletingAFolderAsAnObjectDoesNothing() throws IOException {
    Files.createDirectories(root.resolve("run/empty"));
    store.delete(Stores.key("run/empty"), Precondition.NONE);
    assertTrue(Files.isDirectory(root.resolve("run/empty")));
  }

  private List<String> pending() throws IOException {
    List<String> keys = new ArrayList<>();
    PendingUploads pending = store.extension(PendingUploads.class).orElseThrow();
    pending.pendingUploads(KeyPrefix.ROOT).forEach(each -> keys.add(each.key().value()));
    return keys;
  }

  private static Body announcing(long size, byte[] given) {
    return new Body() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(given);
      }
    };
  }
}
