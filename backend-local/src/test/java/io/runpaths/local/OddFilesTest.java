package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Depth;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ListEntry.UnusableEntry;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What lies in a run that RunPaths did not put there: pipes, sockets, odd names, live files. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class OddFilesTest {
  @TempDir private Path root;
  private StorageBackend store;

  @BeforeEach
  void open() throws IOException {
    Files.createDirectories(root.resolve("run"));
    store = Stores.open(root);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  // -- special files

  @Test
  void aPipeIsNeverOpened() throws Exception {
    Process made = new ProcessBuilder("mkfifo", root.resolve("run/pipe").toString()).start();
    assertEquals(0, made.waitFor());
    assertSpecial("run/pipe");
  }

  @Test
  void aSocketIsNeverOpened() throws IOException {
    // The path of a socket is at most 108 bytes long: a short one is linked into the run.
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "rp");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path socket = folder.resolve("s");
      server.bind(UnixDomainSocketAddress.of(socket));
      try (StorageBackend there = Stores.open(folder)) {
        assertSpecial(there, "s");
      }
    } finally {
      Trees.delete(folder);
    }
  }

  private void assertSpecial(String key) throws IOException {
    assertSpecial(store, key);
  }

  private static void assertSpecial(StorageBackend store, String key) throws IOException {
    for (Executable request :
        List.<Executable>of(
            () -> Stores.text(store, key),
            () -> store.stat(Stores.key(key)),
            () -> Stores.put(store, key, "x"),
            () -> store.delete(Stores.key(key), Precondition.NONE))) {
      Stores.assertFails(UnsupportedException.class, Reason.SPECIAL_FILE, request);
    }
    assertEquals(
        List.of(new UnusableEntry(key, Reason.SPECIAL_FILE)), Stores.list(store, "", Depth.ALL));
  }

  // -- names

  @Test
  void aNameThatIsNotUtf8IsReportedWithItsBytes() throws IOException {
    Path odd = Path.of(URI.create(root.toUri() + "run/caf%E9"));
    Files.writeString(odd, "x");
    Files.writeString(root.resolve("run/café"), "x");
    Files.writeString(root.resolve("run/caf\uFFFD"), "x");
    assertEquals(
        List.of(new UnusableEntry("run/caf\\xe9", Reason.BAD_NAME)),
        Stores.list(store, "", Depth.ALL).stream()
            .filter(UnusableEntry.class::isInstance)
            .toList());
    assertEquals(
        List.of("run/caf\\xe9", "run/café", "run/caf\uFFFD"),
        Stores.names(Stores.list(store, "run/", Depth.CHILDREN)));
  }

  @Test
  void aFolderWhoseNameIsNotUtf8IsReported() throws IOException {
    Path odd = Path.of(URI.create(root.toUri() + "%FF%FE"));
    Files.createDirectory(odd);
    Files.writeString(odd.resolve("file"), "x");
    assertEquals(
        List.of(new UnusableEntry("\\xff\\xfe", Reason.BAD_NAME)),
        Stores.list(store, "", Depth.ALL));
  }

  @Test
  void aNameWithAControlCharacterIsReported() throws IOException {
    Files.writeString(root.resolve("run/two\nlines"), "x");
    Files.createDirectories(root.resolve("run/ta\tb/below"));
    assertEquals(
        List.of(
            new UnusableEntry("run/ta\tb", Reason.BAD_NAME),
            new UnusableEntry("run/two\nlines", Reason.BAD_NAME)),
        Stores.list(store, "", Depth.ALL));
  }

  @Test
  void aPathThatIsTooLongForAKeyIsReported() throws IOException {
    Path deep = root;
    for (int i = 0; i < 5; i++) {
      deep = deep.resolve(("level" + i).repeat(40).substring(0, 230));
    }
    Files.createDirectories(deep);
    Files.writeString(deep.resolve("file"), "x");
    List<ListEntry> entries = Stores.list(store, "", Depth.ALL);
    assertEquals(1, entries.size());
    assertEquals(
        Reason.NAME_TOO_LONG, ((UnusableEntry) entries.get(0)).reason(), entries.toString());
  }

  @Test
  void aSegmentThatIsTooLongForTheFileSystemIsRefusedByTheDriver() throws IOException {
    String key = "run/" + "n".repeat(256);
    try (LocalBackend driver =
        LocalBackend.open(store.root(), LocalSettings.of(Stores.UNSYNCED), Clock.systemUTC())) {
      UnsupportedException e =
          Stores.assertFails(
              UnsupportedException.class, Reason.NAME_TOO_LONG, () -> Stores.put(driver, key, "x"));
      Stores.assertSays("255", e);
    }
    assertEquals(List.of("run"), Trees.names(root));
  }

  @Test
  void theLongestNamesAreWritten() throws IOException {
    String ascii = "n".repeat(255);
    String wide = "ß".repeat(127);
    for (String name : List.of(ascii, wide)) {
      Stores.create(store, "run/" + name, "x");
      Stores.put(store, "run/" + name, "y");
      assertEquals("y", Stores.text(store, "run/" + name));
    }
  }

  // -- files that others write

  @Test
  void aGrowingLogIsReadAsLongAsItWas() throws IOException {
    for (int size : new int[] {1_000, 300_000}) {
      Path log = Files.write(root.resolve("run/log"), new byte[size]);
      try (ObjectContent content = store.read(Stores.key("run/log"), ReadOptions.ALL)) {
        Files.write(log, new byte[10], StandardOpenOption.APPEND);
        assertEquals(size, content.stream().readAllBytes().length);
      }
    }
  }

  @Test
  void aFileThatIsCutOffWhileItIsReadIsAnError() throws IOException {
    Path file = Files.write(root.resolve("run/file"), new byte[300_000]);
    try (ObjectContent content = store.read(Stores.key("run/file"), ReadOptions.ALL)) {
      Files.write(file, new byte[100]);
      assertThrows(CorruptDataException.class, () -> content.stream().readAllBytes());
    }
  }

  @Test
  void aFileThatIsChangedInPlaceWhileItIsReadIsAnError() throws IOException {
    Path file = Files.write(root.resolve("run/file"), new byte[300_000]);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));
    try (ObjectContent content = store.read(Stores.key("run/file"), ReadOptions.ALL)) {
      Files.write(file, new byte[300_000]);
      assertThrows(CorruptDataException.class, () -> content.stream().readAllBytes());
    }
  }

  @Test
  void aReadOfOneVersionEndsWhenTheFileGrows() throws IOException {
    Path file = Files.write(root.resolve("run/file"), new byte[300_000]);
    var version = store.stat(Stores.key("run/file")).orElseThrow().version();
    ReadOptions options = ReadOptions.of(ByteRange.last(100)).withVersion(version);
    try (ObjectContent content = store.read(Stores.key("run/file"), options)) {
      Files.write(file, new byte[10], StandardOpenOption.APPEND);
      assertThrows(PreconditionFailedException.class, () -> content.stream().readAllBytes());
    }
  }

  @Test
  void aFileThatIsReplacedWhileItIsReadIsReadAsItWas() throws IOException {
    byte[] old = "old".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    Files.write(root.resolve("run/file"), old);
    try (ObjectContent content = store.read(Stores.key("run/file"), ReadOptions.ALL)) {
      Stores.put(store, "run/file", "new");
      assertArrayEquals(old, content.stream().readAllBytes());
    }
  }

  @Test
  void anInterruptEndsAReadInWords() throws IOException {
    Files.write(root.resolve("run/file"), new byte[300_000]);
    try (ObjectContent content = store.read(Stores.key("run/file"), ReadOptions.ALL)) {
      Thread.currentThread().interrupt();
      Stores.assertFails(
          UnavailableException.class, Reason.INTERRUPTED, () -> content.stream().readAllBytes());
      assertTrue(Thread.interrupted());
    }
  }
}
