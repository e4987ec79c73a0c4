package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyOrder;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Location;
import io.runpaths.spi.Page;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListingTest {
  @TempDir private Path root;

  private void file(String name) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "x");
  }

  /** A backend that holds few names at a time. */
  private StorageBackend narrow(int memory) throws IOException {
    return LocalBackend.open(
        Location.ofPath(root), LocalSettings.of(Stores.UNSYNCED), Clock.systemUTC(), memory);
  }

  @Test
  void aFolderComesAfterTheNamesThatItsSlashFollows() throws IOException {
    for (String name :
        List.of("t/a", "t-", "t.x/b", "t.x-", "t0", "t-!/c", "t-!-", "s", "t!/!/d")) {
      file(name);
    }
    try (StorageBackend store = Stores.open(root)) {
      assertEquals(
          List.of("s", "t!/!/d", "t-", "t-!-", "t-!/c", "t.x-", "t.x/b", "t/a", "t0"),
          Stores.names(Stores.list(store, "", Depth.ALL)));
      assertEquals(
          List.of("s", "t!/", "t-", "t-!-", "t-!/", "t.x-", "t.x/", "t/", "t0"),
          Stores.names(Stores.list(store, "", Depth.CHILDREN)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 200, 1_000, 10_000, NameWindow.MEMORY})
  void theOrderIsThatOfBytesHoweverFewNamesFitIntoMemory(int memory) throws IOException {
    Random random = new Random(20260208);
    String letters = "ab!-./0é\uFFFD\uE000";
    String[] parts = letters.codePoints().mapToObj(Character::toString).toArray(String[]::new);
    parts[4] = "\uD83D\uDE00";
    parts[5] = "~";
    TreeSet<String> keys = new TreeSet<>(KeyOrder.COMPARATOR);
    while (keys.size() < 150) {
      StringBuilder key = new StringBuilder();
      for (int i = 0; i < 1 + random.nextInt(5); i++) {
        key.append(parts[random.nextInt(parts.length)]);
        if (random.nextInt(4) == 0) {
          key.append("/");
        }
      }
      key.append(random.nextInt(3) == 0 ? "/file" : "x");
      String name = key.toString().replace("//", "/");
      Path path = root.resolve(name.startsWith("/") ? "0" + name : name);
      if (canHold(path)) {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "x");
        keys.add(root.relativize(path).toString());
      }
    }
    try (StorageBackend store = narrow(memory)) {
      for (int limit : new int[] {1, 7, 1_000}) {
        assertEquals(List.copyOf(keys), Stores.names(Stores.list(store, "", Depth.ALL, limit)));
      }
    }
  }

  private boolean canHold(Path path) {
    for (Path above = FileNames.folderOf(path);
        !above.equals(root);
        above = FileNames.folderOf(above)) {
      if (Files.isRegularFile(above)) {
        return false;
      }
    }
    return !Files.exists(path);
  }

  @Test
  void aPageCanBeAskedForAgain() throws IOException {
    for (int i = 0; i < 30; i++) {
      file("run-" + i % 7 + "/file-" + i);
    }
    try (StorageBackend store = narrow(300)) {
      Cursor cursor = Cursor.START;
      List<String> once = new ArrayList<>();
      while (cursor != Cursor.END) {
        Page page = store.list(KeyPrefix.ROOT, Depth.ALL, cursor, 4);
        Page again = store.list(KeyPrefix.ROOT, Depth.ALL, cursor, 4);
        assertEquals(page.entries(), again.entries());
        once.addAll(Stores.names(page.entries()));
        cursor = again.next();
      }
      assertEquals(30, once.size());
      List<String> sorted = new ArrayList<>(once);
      sorted.sort(KeyOrder.COMPARATOR);
      assertEquals(sorted, once);
    }
  }

  @Test
  void whatIsRemovedWhileAListingGoesOnIsLeftOut() throws IOException {
    for (String name : List.of("a/1", "b/1", "c/1", "d/1", "e")) {
      file(name);
    }
    try (StorageBackend store = Stores.open(root)) {
      Page first = store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 1);
      assertEquals(List.of("a/1"), Stores.names(first.entries()));
      Trees.delete(root.resolve("b"));
      Files.delete(root.resolve("c/1"));
      Files.delete(root.resolve("e"));
      Page rest = store.list(KeyPrefix.ROOT, Depth.ALL, first.next(), 100);
      assertEquals(List.of("d/1"), Stores.names(rest.entries()));
      assertTrue(rest.last());
    }
  }

  @Test
  void aMissingPrefixIsAnEmptyPageAndSoIsAFile() throws IOException {
    file("run/file");
    try (StorageBackend store = Stores.open(root)) {
      for (String prefix : List.of("none/", "run/none/", "run/file/", "run/file/below/")) {
        assertEquals(List.of(), Stores.list(store, prefix, Depth.ALL));
        assertEquals(List.of(), Stores.list(store, prefix, Depth.CHILDREN));
      }
    }
  }

  @Test
  void emptyFoldersAreNamedAsPrefixesOnly() throws IOException {
    Files.createDirectories(root.resolve("run/empty"));
    try (StorageBackend store = Stores.open(root)) {
      assertEquals(List.of("run/empty/"), Stores.names(Stores.list(store, "run/", Depth.CHILDREN)));
      assertEquals(List.of(), Stores.list(store, "", Depth.ALL));
    }
  }

  @Test
  void temporaryFilesAndLocksAreNotListed() throws IOException {
    file("run/.runpaths-tmp-0123456789abcdef-a");
    file("run/a");
    file(".runpaths/locks/keys");
    file(".runpaths/locksmith");
    try (StorageBackend store = Stores.open(root)) {
      assertEquals(
          List.of(".runpaths/locksmith", "run/a"), Stores.names(Stores.list(store, "", Depth.ALL)));
      assertEquals(
          List.of(".runpaths/locksmith"),
          Stores.names(Stores.list(store, ".runpaths/", Depth.CHILDREN)));
    }
  }

  @Test
  void anUnreadableFolderEndsThePageBeforeItAndIsTheErrorOfTheNext() throws IOException {
    file("a/1");
    file("b/1");
    file("c/1");
    try (StorageBackend store = Stores.open(root);
        Unreadable unreadable = new Unreadable(root.resolve("b"))) {
      if (!unreadable.isEffective()) {
        return; // The superuser reads everything: there is nothing to see.
      }
      Page first = store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 100);
      assertEquals(List.of("a/1"), Stores.names(first.entries()));
      assertFalse(first.last());
      AccessDeniedException e =
          Stores.assertFails(
              AccessDeniedException.class,
              Reason.FORBIDDEN,
              () -> store.list(KeyPrefix.ROOT, Depth.ALL, first.next(), 100));
      Stores.assertSays(root.resolve("b").toString(), e);
      assertEquals(List.of("a/", "b/", "c/"), Stores.names(Stores.list(store, "", Depth.CHILDREN)));
    }
  }

  /** A folder that may not be read, until it is closed. */
  private record Unreadable(Path folder) implements AutoCloseable {
    Unreadable {
      try {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("---------"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isEffective() {
      return !Files.isReadable(folder);
    }

    @Override
    public void close() throws IOException {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void aManyTimesLargerFolderThanFitsIsListedWhole() throws IOException {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      Files.createDirectory(root.resolve("run-" + i));
      expected.add("run-" + i + "/");
    }
    expected.sort(KeyOrder.COMPARATOR);
    try (StorageBackend store = narrow(20_000)) {
      assertEquals(expected, Stores.names(Stores.list(store, "", Depth.CHILDREN)));
    }
    Collections.shuffle(expected);
    assertEquals(2_000, expected.size());
  }

  @Test
  void whatAListingHasNamedIsFoundByExists() throws IOException {
    file("run/run.json");
    Files.createDirectories(root.resolve("foreign"));
    try (StorageBackend store = Stores.open(root)) {
      for (ListEntry entry : Stores.list(store, "", Depth.CHILDREN)) {
        boolean isRun = store.exists(Stores.key(entry.name() + "run.json"));
        assertEquals(entry.name().equals("run/"), isRun);
      }
    }
  }
}
