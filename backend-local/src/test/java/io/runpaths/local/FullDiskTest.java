package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Body;
import io.runpaths.spi.LocalFiles;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Full disks and folders that may not be written: a clear error, and nothing left behind. */
final class FullDiskTest {
  @TempDir private Path folder;
  private boolean mounted;

  /** Mounts a file system of 2 MiB, which takes the superuser. */
  private void mountSmallDisk() throws Exception {
    mountSmallDisk("size=2m");
  }

  private void mountSmallDisk(String limit) throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", limit, "tmpfs", folder.toString());
    assumeTrue(mounted, "mounting a small file system takes the superuser");
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // There is no such command here.
    }
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      assertTrue(run("umount", folder.toString()), "nothing is open any more");
    }
  }

  @Test
  void aFullDiskFailsPutsAndUploadsAndLeavesWhatWasThere() throws Exception {
    mountSmallDisk();
    for (Options options : List.of(Options.NONE, Stores.UNSYNCED)) {
      try (StorageBackend store = Stores.open(folder, options)) {
        Stores.put(store, "run/object", "old");
        List<String> before = Trees.names(folder);
        byte[] large = new byte[3 << 20];
        for (String key : List.of("run/object", "run/new", "other/deep/new")) {
          assertFull(() -> store.put(Stores.key(key), Body.of(large), PutOptions.REPLACE));
          assertFull(
              () -> {
                try (Upload upload = store.upload(Stores.key(key), PutOptions.REPLACE)) {
                  upload.output().write(large);
                  upload.commit();
                }
              });
          Path source = Files.write(Files.createTempFile("large", null), large);
          assertFull(() -> store.put(Stores.key(key), Body.ofFile(source), PutOptions.REPLACE));
          Files.delete(source);
        }
        assertEquals(before, Trees.names(folder));
        assertEquals("old", Stores.text(store, "run/object"));
      }
    }
  }

  @Test
  void aFullDiskWithoutRoomForTheLockFileCanStillBeCleared() throws Exception {
    mountSmallDisk("nr_inodes=12");
    try (StorageBackend store = Stores.open(folder)) {
      Version version = Stores.create(store, "run/object", "old").version();
      Path filler = folder.resolve("run");
      for (int i = 0; ; i++) {
        try {
          Files.createFile(filler.resolve("filler" + i));
        } catch (IOException e) {
          break;
        }
      }
      assertFull(() -> store.delete(Stores.key("run/object"), Precondition.ifVersion(version)));
      store.delete(Stores.key("run/object"), Precondition.NONE);
      store.delete(Stores.key("run/filler0"), Precondition.NONE);
      assertFalse(store.exists(Stores.key("run/object")));
      for (int i = 1; i <= 4; i++) {
        store.delete(Stores.key("run/filler" + i), Precondition.NONE);
      }
      // With room again there are locks again: nothing was given up for good.
      Version next = Stores.create(store, "run/object", "new").version();
      store.put(Stores.key("run/object"), Body.of("newer"), PutOptions.ifVersion(next));
      assertEquals("newer", Stores.text(store, "run/object"));
    }
  }

  private static void assertFull(Executable request) {
    UnavailableException e =
        Stores.assertFails(UnavailableException.class, Reason.NO_SPACE, request);
    Stores.assertSays("full", e);
  }

  @Test
  void aReadOnlyFileSystemIsReadAndNotWritten() throws Exception {
    mountSmallDisk();
    try (StorageBackend store = Stores.open(folder)) {
      Version version = Stores.put(store, "run/object", "old").version();
      assertTrue(run("mount", "-o", "remount,ro", folder.toString()));
      LocalFiles files = store.extension(LocalFiles.class).orElseThrow();
      for (Executable request :
          List.<Executable>of(
              () -> Stores.put(store, "run/object", "new"),
              () -> Stores.create(store, "other/object", "new"),
              () ->
                  store.put(
                      Stores.key("run/object"), Body.of("new"), PutOptions.ifVersion(version)),
              () -> store.delete(Stores.key("run/object"), Precondition.NONE),
              () -> files.createFolder(Stores.key("other")))) {
        AccessDeniedException e =
            Stores.assertFails(AccessDeniedException.class, Reason.READ_ONLY, request);
        Stores.assertSays("read-only", e);
      }
      assertEquals("old", Stores.text(store, "run/object"));
    }
  }

  @Test
  void aFolderThatMayNotBeWrittenIsRefusedInWords() throws Exception {
    Path closed = Files.createDirectories(folder.resolve("closed"));
    Files.writeString(closed.resolve("object"), "old");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    boolean immutable = Files.isWritable(closed) && run("chattr", "+i", closed.toString());
    try (StorageBackend store = Stores.open(folder)) {
      assumeTrue(
          immutable || !Files.isWritable(closed),
          "the superuser may write everywhere, and this file system has no immutable folders");
      for (Executable request :
          List.<Executable>of(
              () -> Stores.put(store, "closed/object", "new"),
              () -> Stores.create(store, "closed/new", "new"),
              () -> Stores.create(store, "closed/deep/new", "new"),
              () -> store.delete(Stores.key("closed/object"), Precondition.NONE))) {
        AccessDeniedException e =
            Stores.assertFails(AccessDeniedException.class, Reason.FORBIDDEN, request);
        Stores.assertSays(closed.toString(), e);
      }
      assertEquals("old", Stores.text(store, "closed/object"));
    } finally {
      if (immutable) {
        assertTrue(run("chattr", "-i", closed.toString()));
      }
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertEquals(List.of("object"), Trees.names(closed));
  }

  @Test
  void whoMayNotWriteTheRootReplacesWithoutLocksAndComparesNothing() throws Exception {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try (StorageBackend store = Stores.open(folder)) {
      assumeTrue(!Files.isWritable(folder), "the superuser may write everywhere");
      Stores.create(store, "run/object", "1");
      Version version = Stores.put(store, "run/object", "2").version();
      Stores.assertFails(
          UnsupportedException.class,
          Reason.NOT_PROMISED,
          () -> store.put(Stores.key("run/object"), Body.of("3"), PutOptions.ifVersion(version)));
      assertEquals("2", Stores.text(store, "run/object"));
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertEquals(List.of("object"), Trees.names(run));
  }
}
