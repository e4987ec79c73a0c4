package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LinksTest {
  @TempDir private Path root;
  private StorageBackend store;
  private LinkSupport links;

  @BeforeEach
  void open() throws IOException {
    store = Stores.open(root);
    links = store.extension(LinkSupport.class).orElseThrow();
    Files.createDirectories(root.resolve("run"));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void makesReplacesAndRemovesALink() throws IOException {
    links.replaceLink(Stores.key("run/ancestor"), null, "../parent");
    assertEquals(Path.of("../parent"), Files.readSymbolicLink(root.resolve("run/ancestor")));
    links.replaceLink(Stores.key("run/ancestor"), "../parent", "../größe");
    assertEquals(Optional.of("../größe"), links.readLink(Stores.key("run/ancestor")));
    links.deleteLink(Stores.key("run/ancestor"), "../größe");
    links.deleteLink(Stores.key("run/ancestor"), "../größe");
    assertEquals(Optional.empty(), links.readLink(Stores.key("run/ancestor")));
    assertTrue(Trees.names(root).stream().noneMatch(name -> name.contains(FileNames.TEMPORARY)));
  }

  @Test
  void aLinkThatIsNotAsExpectedStaysAsItIs() throws IOException {
    links.replaceLink(Stores.key("run/ancestor"), null, "../a");
    assertDiffers(() -> links.replaceLink(Stores.key("run/ancestor"), null, "../b"));
    assertDiffers(() -> links.replaceLink(Stores.key("run/ancestor"), "../x", "../b"));
    assertDiffers(() -> links.replaceLink(Stores.key("run/other"), "../x", "../b"));
    assertDiffers(() -> links.deleteLink(Stores.key("run/ancestor"), "../x"));
    assertEquals(Optional.of("../a"), links.readLink(Stores.key("run/ancestor")));
  }

  private static void assertDiffers(Executable request) {
    Stores.assertFails(PreconditionFailedException.class, Reason.VERSION_DIFFERS, request);
  }

  @Test
  void whatIsNoLinkIsNeverReplacedByOne() throws IOException {
    Stores.put(store, "run/file", "x");
    Files.createDirectories(root.resolve("run/folder"));
    for (String key : List.of("run/file", "run/folder")) {
      assertEquals(Optional.empty(), links.readLink(Stores.key(key)));
      for (String expected : new String[] {null, "../a"}) {
        Stores.assertFails(
            AlreadyExistsException.class,
            Reason.EXISTS,
            () -> links.replaceLink(Stores.key(key), expected, "../b"));
      }
      assertDiffers(() -> links.deleteLink(Stores.key(key), "../a"));
    }
    assertEquals("x", Stores.text(store, "run/file"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "/etc/passwd", "a\0b", "a\nb"})
  void aTargetThatIsNoRelativePathIsRefused(String target) {
    assertThrows(
        IllegalArgumentException.class,
        () -> links.replaceLink(Stores.key("run/link"), null, target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../..", "../../other", "x/../../../other", "../run/../../other"})
  void aTargetOutsideTheRootIsRefused(String target) {
    Stores.assertFails(
        UnsupportedException.class,
        Reason.SYMLINK,
        () -> links.replaceLink(Stores.key("run/link"), null, target));
  }
}
