package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.Guard;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.Page;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/** The verbs of this module's tests. */
final class Stores {
  /** Nothing is synced, for tests that are not about that. */
  static final Options UNSYNCED = Options.NONE.with(LocalSettings.DURABLE, "false");

  private Stores() {}

  static StorageBackend open(Path root) throws StorageException {
    return open(root, UNSYNCED);
  }

  static StorageBackend open(Path root, Options options) throws StorageException {
    return Guard.over(new LocalProvider().open(Location.ofPath(root), options));
  }

  static ObjectKey key(String key) {
    return new ObjectKey(key);
  }

  static ObjectStat put(StorageBackend store, String key, String text) throws StorageException {
    return store.put(key(key), Body.of(text), PutOptions.REPLACE);
  }

  static ObjectStat create(StorageBackend store, String key, String text) throws StorageException {
    return store.put(key(key), Body.of(text), PutOptions.IF_ABSENT);
  }

  static String text(StorageBackend store, String key) throws IOException {
    try (ObjectContent content = store.read(key(key), ReadOptions.ALL)) {
      return new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static List<ListEntry> list(StorageBackend store, String prefix, Depth depth)
      throws StorageException {
    return list(store, prefix, depth, 1_000);
  }

  static List<ListEntry> list(StorageBackend store, String prefix, Depth depth, int limit)
      throws StorageException {
    List<ListEntry> entries = new ArrayList<>();
    for (Cursor cursor = Cursor.START; cursor != Cursor.END; ) {
      Page page = store.list(new KeyPrefix(prefix), depth, cursor, limit);
      entries.addAll(page.entries());
      cursor = page.next();
    }
    return entries;
  }

  static List<String> names(List<ListEntry> entries) {
    return entries.stream().map(ListEntry::name).toList();
  }

  static <T extends StorageException> T assertFails(
      Class<T> type, Reason reason, Executable request) {
    T failure = assertThrows(type, request);
    assertEquals(reason, failure.reason(), failure.getMessage());
    return failure;
  }

  /** The message of a failure names a thing. */
  static void assertSays(String part, Exception e) {
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains(part), message);
  }
}
