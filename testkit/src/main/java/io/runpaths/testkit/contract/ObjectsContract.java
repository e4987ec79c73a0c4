package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects: writing, reading, describing, replacing and deleting them. */
public abstract class ObjectsContract extends StoreContract {
  /** For the classes that adopt the contract. */
  protected ObjectsContract() {}

  // -- absence

  @Test
  void anObjectThatWasNeverWrittenIsAbsent() throws IOException {
    put("beside", "x");
    assertAbsent("never");
    assertAbsent("beside/below");
  }

  @Test
  void anUntouchedRootIsEmptyAndNoError() throws IOException {
    assertAbsent("never");
    store().delete(key("never"), Precondition.NONE);
    assertEquals(Map.of(), store().deleteAll(List.of(key("never"), key("a/b"))));
    try {
      assertEquals(List.of(), names(list("", Depth.ALL, 1_000)));
    } catch (NotFoundException e) {
      assertEquals(Reason.NO_SUCH_ROOT, e.reason());
    }
  }

  @Test
  void openingAndLookingWritesNothing() throws IOException {
    assertAbsent("never");
    assertFalse(store().capabilities().promised().isEmpty() && store().root().path().isEmpty());
    assertEquals(fixture().root(), store().root());
    try {
      assertEquals(List.of(), names(list(another(), KeyPrefix.ROOT, Depth.CHILDREN, 1_000)));
    } catch (NotFoundException e) {
      assertEquals(Reason.NO_SUCH_ROOT, e.reason());
    }
  }

  @Test
  void aFolderIsNotAnObject() throws IOException {
    put("folder/file", "x");
    assertEquals(Optional.empty(), store().stat(key("folder")).map(ObjectStat::toString));
    StorageException refusal =
        assertThrows(StorageException.class, () -> store().read(key("folder"), ReadOptions.ALL));
    assertTrue(
        refusal instanceof NotFoundException || refusal instanceof UnsupportedException,
        refusal.toString());
  }

  @Test
  void deletingAFolderByItsNameLeavesWhatIsInIt() throws IOException {
    put("folder/file", "x");
    try {
      store().delete(key("folder"), Precondition.NONE);
    } catch (UnsupportedException e) {
      assertEquals(Reason.FILE_OR_FOLDER, e.reason());
    }
    assertEquals("x", text("folder/file"));
  }

  // -- writing and reading

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 1, 4_095, 65_537})
  void whatIsPutIsRead(int size) throws IOException {
    byte[] bytes = noise(1, size);
    ObjectStat put = put("some/object", bytes, PutOptions.REPLACE);
    assertArrayEquals(bytes, bytes("some/object"));
    assertDescribes(put, "some/object", bytes);
    assertDescribes(stat("some/object"), "some/object", bytes);
    assertEquals(put.version(), version("some/object"));
  }

  @Test
  void aLargeBodyIsPutAndRead() throws IOException {
    byte[] bytes = noise(2, fixture().largeBytes());
    ObjectStat put = put("large", bytes, PutOptions.REPLACE);
    assertArrayEquals(bytes, bytes("large"));
    assertDescribes(put, "large", bytes);
    assertDescribes(stat("large"), "large", bytes);
    assertEquals(put.version(), version("large"));
  }

  @Test
  void aFileIsPutAndRead(@TempDir Path folder) throws IOException {
    byte[] bytes = noise(3, 100_001);
    Path file = Files.write(folder.resolve("model.pth"), bytes);
    store().put(key("checkpoints/model.pth"), Body.ofFile(file), PutOptions.REPLACE);
    assertArrayEquals(bytes, bytes("checkpoints/model.pth"));
  }

  @Test
  void aLargeFileIsPutAndRead(@TempDir Path folder) throws IOException {
    byte[] bytes = noise(4, fixture().largeBytes());
    Path file = Files.write(folder.resolve("model.pth"), bytes);
    store().put(key("model.pth"), Body.ofFile(file), PutOptions.REPLACE);
    assertArrayEquals(bytes, bytes("model.pth"));
  }

  @Test
  void anotherBackendAtTheSameRootSeesWhatWasWritten() throws IOException {
    StorageBackend other = another();
    ObjectStat put = put("a/b/c", "seen");
    assertEquals("seen", text(other, "a/b/c"));
    assertEquals(put.version(), other.stat(key("a/b/c")).orElseThrow().version());
    other.delete(key("a/b/c"), Precondition.NONE);
    assertAbsent("a/b/c");
  }

  @Test
  void aReadTellsOfTheVersionWhoseBytesItGives() throws IOException {
    ObjectStat put = put("object", "0123456789");
    try (ObjectContent content = store().read(key("object"), ReadOptions.ALL)) {
      assertDescribes(content.stat(), "object", utf8("0123456789"));
      assertEquals(put.version(), content.stat().version());
      assertEquals(10, content.length());
    }
  }

  @Test
  void aStreamThatIsClosedEarlyDisturbsNothing() throws IOException {
    byte[] bytes = noise(5, 300_000);
    put("object", bytes, PutOptions.REPLACE);
    for (int i = 0; i < 20; i++) {
      try (ObjectContent content = store().read(key("object"), ReadOptions.ALL)) {
        assertEquals(bytes[0], (byte) content.stream().read());
      }
    }
    assertArrayEquals(bytes, bytes("object"));
  }

  @Test
  void twoReadsOfOneObjectDoNotDisturbEachOther() throws IOException {
    byte[] bytes = noise(6, 50_000);
    put("object", bytes, PutOptions.REPLACE);
    try (ObjectContent one = store().read(key("object"), ReadOptions.ALL);
        ObjectContent two = store().read(key("object"), ReadOptions.ALL)) {
      byte[] half = one.stream().readNBytes(25_000);
      assertArrayEquals(bytes, two.stream().readAllBytes());
      byte[] rest = one.stream().readAllBytes();
      assertEquals(25_000, half.length);
      assertArrayEquals(Arrays.copyOfRange(bytes, 25_000, 50_000), rest);
    }
  }

  // -- replacing

  @Test
  void aPutReplacesTheWholeObject() throws IOException {
    put("object", "a long first content");
    put("object", "short");
    assertEquals("short", text("object"));
    assertEquals(5, stat("object").size());
  }

  @Test
  void theVersionChangesWithEveryReplacement() throws IOException {
    List<Version> versions = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      versions.add(put("object", "content " + i).version());
      assertEquals(versions.get(i), version("object"));
    }
    assertEquals(10, Set.copyOf(versions).size(), "ten contents, ten versions: " + versions);
  }

  @Test
  void theVersionDoesNotChangeWithoutAReplacement() throws IOException {
    Version put = put("object", "x").version();
    put("beside", "y");
    text("object");
    assertEquals(put, version("object"));
    assertEquals(put, another().stat(key("object")).orElseThrow().version());
  }

  @Test
  void timesDoNotRunBackwards() throws IOException {
    ObjectStat first = put("object", "1");
    ObjectStat second = put("object", "2");
    assertFalse(second.modified().isBefore(first.modified()));
    // A server may tell no time of a write but that of its answer, in whole seconds.
    Duration apart = Duration.between(second.modified(), stat("object").modified()).abs();
    assertTrue(apart.compareTo(Duration.ofSeconds(1)) <= 0, apart::toString);
  }

  // -- deleting

  @Test
  void aDeletedObjectIsGone() throws IOException {
    put("a/b/c", "x");
    put("a/b/d", "stays");
    store().delete(key("a/b/c"), Precondition.NONE);
    assertAbsent("a/b/c");
    assertEquals("stays", text("a/b/d"));
  }

  @Test
  void deletingWhatIsAbsentSucceeds() throws IOException {
    put("file", "x");
    store().delete(key("file"), Precondition.NONE);
    store().delete(key("file"), Precondition.NONE);
    store().delete(key("no/such/folder"), Precondition.NONE);
    assertAbsent("file");
  }

  @Test
  void aDeletedObjectCanBeWrittenAgain() throws IOException {
    put("folder/object", "1");
    store().delete(key("folder/object"), Precondition.NONE);
    put("folder/object", "2");
    assertEquals("2", text("folder/object"));
  }

  @Test
  void deletingManyDeletesThoseAndNoOthers() throws IOException {
    put("folder/a", "x");
    put("folder/ab", "stays");
    put("folder/b", "x");
    put("c", "x");
    Map<ObjectKey, StorageException> failures =
        store().deleteAll(List.of(key("folder/a"), key("c"), key("absent"), key("folder/b")));
    assertEquals(Map.of(), failures);
    assertListed(List.of("folder/ab"), "", Depth.ALL);
  }

  @Test
  void deletingNoneAtAllDoesNothing() throws IOException {
    put("a", "stays");
    assertEquals(Map.of(), store().deleteAll(List.of()));
    assertEquals("stays", text("a"));
  }

  @Test
  void moreThanAThousandObjectsAreDeletedAtOnce() throws IOException {
    List<ObjectKey> keys = IntStream.range(0, 1_003).mapToObj(i -> key("many/" + i)).toList();
    writeAll(keys.stream().map(ObjectKey::value).toList());
    put("stays", "x");
    assertEquals(Map.of(), store().deleteAll(keys));
    assertListed(List.of("stays"), "", Depth.ALL);
  }

  // -- a file and a folder of one name

  @Test
  void aFileBesideAFolderOfItsNameIsKeptWhereThatIsPromisedAndRefusedElsewhere()
      throws IOException {
    put("first", "file");
    put("second/below", "file");
    // A store of which nobody knows it may keep both without a promise, but then whole.
    if (promises(Capability.FILE_BESIDE_FOLDER) || takes("first/below")) {
      put("first/below", "beside");
      put("second", "beside");
      assertEquals("file", text("first"));
      assertEquals("beside", text("first/below"));
      assertEquals("beside", text("second"));
      assertEquals("file", text("second/below"));
      assertListed(List.of("first", "first/below", "second", "second/below"), "", Depth.ALL);
      store().delete(key("first"), Precondition.NONE);
      assertEquals("beside", text("first/below"));
      return;
    }
    for (String key : List.of("first/below", "first/far/below", "second")) {
      UnsupportedException refusal = assertRefused(() -> put(key, "refused"));
      assertEquals(Reason.FILE_OR_FOLDER, refusal.reason(), key);
      assertRefused(() -> upload(key, utf8("refused"), PutOptions.REPLACE));
    }
    assertEquals("file", text("first"));
    assertEquals("file", text("second/below"));
    assertListed(List.of("first", "second/below"), "", Depth.ALL);
  }

  private boolean takes(String key) throws IOException {
    try {
      put(key, "taken");
      return true;
    } catch (UnsupportedException e) {
      return false;
    }
  }
}
