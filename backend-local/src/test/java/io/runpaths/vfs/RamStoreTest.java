package io.runpaths.vfs;

import static io.runpaths.vfs.Sentences.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.UnsupportedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RamStoreTest {
  private final String authority = UUID.randomUUID().toString();

  @Test
  void contentsOutliveTheBackendThatWroteThem() throws IOException {
    try (StorageBackend first = open("outputs")) {
      put(first, "a/b", "kept");
    }
    try (StorageBackend second = open("outputs")) {
      assertEquals("kept", text(second, "a/b"));
    }
  }

  @Test
  void rootsOfOneNameAreFoldersOfOneFileSystem() throws IOException {
    try (StorageBackend below = open("outputs/deep");
        StorageBackend top = open("");
        StorageBackend elsewhere =
            RunStores.openBackend("ram://" + UUID.randomUUID(), Options.NONE)) {
      put(below, "a", "one");
      assertEquals("one", text(top, "outputs/deep/a"));
      put(top, "outputs/deep/b", "two");
      assertEquals("two", text(below, "b"));
      assertFalse(elsewhere.exists(ObjectKey.of("outputs/deep/a")));
    }
  }

  @Test
  void promisesAtomicPutsAndNoConditions() throws IOException {
    try (StorageBackend backend = open("")) {
      assertTrue(backend.capabilities().has(Capability.ATOMIC_PUT));
      assertFalse(backend.capabilities().has(Capability.PUT_IF_ABSENT));
      assertFalse(backend.capabilities().has(Capability.PUT_IF_VERSION));
    }
  }

  @Test
  void creatingARunIsRefusedInWordsAndLeavesNothing() throws IOException {
    try (RunStore store = RunStores.open("ram://" + authority + "/outputs")) {
      UnsupportedException refusal =
          assertThrows(
              UnsupportedException.class,
              () -> store.create(RunSpec.hashed("digits", "softmax", Map.of("lr", 0.1))));
      assertEquals(Reason.NOT_PROMISED, refusal.reason());
      assertSays("exclusive creation", refusal);
      assertSays("ram://" + authority, refusal);
    }
    try (StorageBackend top = open("")) {
      assertEquals(List.of(), names(top));
    }
  }

  @Test
  void aMissingRootIsToldFromAnEmptyOne() throws IOException {
    try (StorageBackend backend = open("outputs")) {
      NotFoundException missing = assertThrows(NotFoundException.class, () -> names(backend));
      assertEquals(Reason.NO_SUCH_ROOT, missing.reason());
      put(backend, "a/b", "x");
      backend.delete(ObjectKey.of("a/b"), Precondition.NONE);
      assertEquals(List.of(), names(backend));
    }
  }

  @Test
  void foldersGoWithTheLastObjectInThem() throws IOException {
    try (StorageBackend backend = open("outputs")) {
      put(backend, "a/b/c", "x");
      put(backend, "a/d", "y");
      backend.delete(ObjectKey.of("a/b/c"), Precondition.NONE);
      assertEquals(List.of("a/d"), list(backend, "a/"));
      assertEquals(Map.of(), backend.deleteAll(List.of(ObjectKey.of("a/d"))));
      assertEquals(List.of(), names(backend));
    }
  }

  @Test
  void aReadIsOfWhatWasThereWhenItBegan() throws IOException {
    try (StorageBackend backend = open("outputs")) {
      put(backend, "a", "first");
      try (ObjectContent content = backend.read(ObjectKey.of("a"), ReadOptions.ALL)) {
        put(backend, "a", "other");
        backend.delete(ObjectKey.of("a"), Precondition.NONE);
        assertEquals("first", text(content.stream()));
      }
    }
  }

  @Test
  void anObjectIsPutFromAReadOfTheSameStore() throws IOException {
    try (StorageBackend backend = open("outputs")) {
      put(backend, "a", "copied");
      Body body =
          new Body() {
            @Override
            public long size() {
              return 6;
            }

            @Override
            public InputStream open() throws IOException {
              return backend.read(ObjectKey.of("a"), ReadOptions.ALL).stream();
            }
          };
      backend.put(ObjectKey.of("b"), body, PutOptions.REPLACE);
      assertEquals("copied", text(backend, "b"));
    }
  }

  @Test
  void whatLooksLikeATemporaryFileIsNoObject() throws IOException {
    try (StorageBackend backend = open("outputs")) {
      ObjectKey key = ObjectKey.of("a/.runpaths-tmp-1");
      UnsupportedException refusal =
          assertThrows(
              UnsupportedException.class, () -> backend.put(key, Body.of("x"), PutOptions.REPLACE));
      assertEquals(Reason.BAD_NAME, refusal.reason());
      assertFalse(backend.exists(key));
      backend.delete(key, Precondition.NONE);
    }
  }

  private StorageBackend open(String path) throws IOException {
    return RunStores.openBackend("ram://" + authority + "/" + path, Options.NONE);
  }

  private static void put(StorageBackend backend, String key, String text) throws IOException {
    backend.put(ObjectKey.of(key), Body.of(text), PutOptions.REPLACE);
  }

  private static String text(StorageBackend backend, String key) throws IOException {
    try (ObjectContent content = backend.read(ObjectKey.of(key), ReadOptions.ALL)) {
      return text(content.stream());
    }
  }

  private static String text(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<String> names(StorageBackend backend) throws IOException {
    return list(backend, "");
  }

  private static List<String> list(StorageBackend backend, String prefix) throws IOException {
    return backend
        .list(new KeyPrefix(prefix), Depth.CHILDREN, Cursor.START, 1_000)
        .entries()
        .stream()
        .map(ListEntry::name)
        .toList();
  }
}
