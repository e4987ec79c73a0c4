package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.ProviderInfo;
import io.runpaths.RunStores;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.OptionSpec;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalProviderTest {
  private final LocalProvider provider = new LocalProvider();

  @TempDir private Path temporary;

  @ParameterizedTest
  @CsvSource({
    "/data/outputs, data/outputs",
    "/data/outputs/, data/outputs",
    "/data//outputs/., data/outputs",
    "/data/x/../outputs, data/outputs",
    "/../data, data",
    "/, ''",
    "/data/a%20b, data/a%20b",
    "/data/größe, data/größe",
    "file:///data/outputs, data/outputs",
    "file:///data/outputs/, data/outputs",
    "file:/data/outputs, data/outputs",
    "FILE:///data/outputs, data/outputs",
    "file://localhost/data, data",
    "file:///data/a%20b, data/a b",
    "file:///data/gr%C3%B6%C3%9Fe, data/größe",
    "file:///, ''",
  })
  void resolvesPathsAndFileUris(String text, String path) {
    Location location = provider.resolve(text);
    assertEquals(new Location("file", "", path), location);
    assertEquals(location, provider.resolve(location.uri()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"outputs", "./outputs", "runs/../outputs", "outputs/"})
  void aRelativePathLiesBelowTheWorkingDirectory(String text) {
    Path expected = Path.of("").toAbsolutePath().resolve("outputs");
    assertEquals(Location.ofPath(expected), provider.resolve(text));
  }

  @Test
  void theTildeIsLeftToTheShell() {
    Path expected = Path.of("").toAbsolutePath().resolve("~/outputs");
    assertEquals(Location.ofPath(expected), provider.resolve("~/outputs"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "file:",
        "file:outputs",
        "file://host/data",
        "file:///data/%",
        "file:///data/%ff",
        "file:///data/../x",
        "/data/\0",
        "/data/a\nb",
      })
  void refusesWhatIsNoPathAndShowsARightOne(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> provider.resolve(text));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.endsWith("."), message);
    assertFalse(message.contains("\n"), message);
  }

  @Test
  void isFoundAmongTheProviders() {
    List<ProviderInfo> found =
        RunStores.providers().stream()
            .filter(each -> each.className().equals(LocalProvider.class.getName()))
            .toList();
    assertEquals(1, found.size());
    assertEquals(List.of("file"), found.get(0).schemes());
  }

  @Test
  void tellsItsSettings() {
    assertEquals(
        List.of("local.durable", "local.locks", "local.lock-timeout"),
        provider.options().stream().map(OptionSpec::name).toList());
  }

  @ParameterizedTest
  @CsvSource({"local.durable, maybe", "local.locks, some", "local.lock-timeout, soon"})
  void refusesBadSettingsByName(String name, String value) {
    Location root = Location.ofPath(temporary);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> provider.open(root, Options.NONE.with(name, value)).close());
    Stores.assertSays(name, e);
  }

  @Test
  void openingListingAndAskingWriteNothing() throws IOException {
    Path root = temporary.resolve("outputs");
    try (StorageBackend store = Stores.open(root)) {
      assertTrue(store.stat(Stores.key("a/b")).isEmpty());
      assertFalse(store.exists(Stores.key("a/b")));
      store.capabilities();
      NotFoundException e =
          Stores.assertFails(
              NotFoundException.class,
              Reason.NO_SUCH_ROOT,
              () -> store.list(KeyPrefix.ROOT, Depth.CHILDREN, Cursor.START, 10));
      Stores.assertSays(root.toString(), e);
      Stores.assertFails(
          NotFoundException.class, Reason.NO_SUCH_ROOT, () -> Stores.text(store, "a/b"));
      store.delete(Stores.key("a/b"), Precondition.NONE);
    }
    assertFalse(Files.exists(root));
  }

  @Test
  void aRootThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");
    UnsupportedException e =
        Stores.assertFails(
            UnsupportedException.class, Reason.FILE_OR_FOLDER, () -> Stores.open(file).close());
    Stores.assertSays(file.toString(), e);
    Stores.assertFails(
        UnsupportedException.class,
        Reason.FILE_OR_FOLDER,
        () -> {
          try (StorageBackend store = Stores.open(file.resolve("below"))) {
            Stores.put(store, "a", "x");
          }
        });
    assertEquals("x", Files.readString(file));
  }
}
