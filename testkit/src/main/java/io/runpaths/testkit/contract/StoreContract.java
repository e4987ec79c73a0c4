package io.runpaths.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.Guard;
import io.runpaths.spi.KeyOrder;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Page;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** What all contract classes share: the store under test, and the verbs of their sentences. */
@ExtendWith(FixtureExtension.class)
abstract class StoreContract {
  /** A listing of the contract never has more pages; one that has goes round in circles. */
  private static final int MOST_PAGES = 5_000;

  /** How often a listing is asked again on a store whose listings may be late. */
  private static final int MOST_TRIES = 200;

  private final List<StorageBackend> opened = new ArrayList<>();
  private @Nullable StoreFixture fixture;
  private @Nullable StorageBackend store;

  /** Package-private: the subjects of this package are all there are. */
  StoreContract() {}

  final void begin(StoreFixture fresh) {
    fixture = fresh;
  }

  final void end() throws IOException {
    try {
      for (StorageBackend backend : opened) {
        backend.close();
      }
    } finally {
      fixture().close();
    }
  }

  final StoreFixture fixture() {
    return Objects.requireNonNull(fixture, "the fixture exists while a test runs");
  }

  /** The store under test, guarded; the same backend throughout a test. */
  final StorageBackend store() throws StorageException {
    StorageBackend present = store;
    if (present == null) {
      present = another();
      store = present;
    }
    return present;
  }

  /** One more backend at the same root, which shares nothing else with the others. */
  final StorageBackend another() throws StorageException {
    return Guard.over(driver());
  }

  /** One more driver at the same root, for a test that puts something above it. */
  final StorageBackend driver() throws StorageException {
    StorageBackend driver = fixture().open();
    opened.add(driver);
    return driver;
  }

  final boolean promises(Capability capability) throws StorageException {
    return store().capabilities().has(capability);
  }

  // -- writing and reading

  static ObjectKey key(String value) {
    return new ObjectKey(value);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Bytes that no other size or seed shares and that do not compress. */
  static byte[] noise(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(31L * seed + size).nextBytes(bytes);
    return bytes;
  }

  final ObjectStat put(String key, String text) throws StorageException {
    return store().put(key(key), Body.of(text), PutOptions.REPLACE);
  }

  final ObjectStat put(String key, byte[] bytes, PutOptions options) throws StorageException {
    return store().put(key(key), Body.of(bytes), options);
  }

  /** Writes objects whose content is their key, several at a time. */
  final void writeAll(List<String> keys) throws StorageException {
    StorageBackend writer = store();
    Race.each(keys, key -> writer.put(key(key), Body.of(key), PutOptions.REPLACE));
  }

  /** Writes by way of an upload, in pieces of odd sizes. */
  final ObjectStat upload(String key, byte[] bytes, PutOptions options) throws IOException {
    try (Upload upload = store().upload(key(key), options)) {
      write(upload, bytes);
      return upload.commit();
    }
  }

  static void write(Upload upload, byte[] bytes) throws IOException {
    int piece = 1;
    for (int at = 0; at < bytes.length; at += piece, piece = Math.min(2 * piece + 1, 1 << 20)) {
      piece = Math.min(piece, bytes.length - at);
      upload.output().write(bytes, at, piece);
    }
  }

  final String text(String key) throws IOException {
    return text(store(), key);
  }

  static String text(StorageBackend from, String key) throws IOException {
    return new String(bytes(from, key(key), ReadOptions.ALL), StandardCharsets.UTF_8);
  }

  final byte[] bytes(String key) throws IOException {
    return bytes(store(), key(key), ReadOptions.ALL);
  }

  static byte[] bytes(StorageBackend from, ObjectKey key, ReadOptions options) throws IOException {
    try (ObjectContent content = from.read(key, options)) {
      byte[] bytes = content.stream().readAllBytes();
      assertEquals(content.length(), bytes.length, "announced length of " + key);
      return bytes;
    }
  }

  final ObjectStat stat(String key) throws StorageException {
    Optional<ObjectStat> stat = store().stat(key(key));
    assertEquals(stat.isPresent(), store().exists(key(key)), key + " exists");
    return stat.orElseThrow(() -> new AssertionError(key + " should exist"));
  }

  final Version version(String key) throws StorageException {
    return stat(key).version();
  }

  // -- assertions

  final void assertAbsent(String key) throws StorageException {
    assertFalse(store().exists(key(key)), key + " is absent");
    assertEquals(
        Optional.empty(), store().stat(key(key)).map(ObjectStat::toString), key + " is absent");
    NotFoundException missing =
        assertThrows(
            NotFoundException.class,
            () -> bytes(key),
            "reading " + key + ", which is absent, must fail");
    assertTrue(
        missing.reason() == Reason.NO_SUCH_OBJECT || missing.reason() == Reason.NO_SUCH_ROOT,
        "reason " + missing.reason());
  }

  /** What is not promised is refused, as such and not as some other failure. */
  static UnsupportedException assertRefused(Executable request) {
    UnsupportedException refusal =
        assertThrows(
            UnsupportedException.class, request, "what is not promised must be refused in words");
    assertTrue(!refusal.retryable(), "a refusal is for good");
    return refusal;
  }

  static <T extends StorageException> T assertFails(
      Class<T> type, Reason reason, Executable request) {
    T failure = assertThrows(type, request);
    assertEquals(reason, failure.reason(), failure.getMessage());
    return failure;
  }

  static void assertDescribes(ObjectStat stat, String key, byte[] bytes) {
    assertEquals(key(key), stat.key());
    assertEquals(bytes.length, stat.size());
  }

  // -- listing

  /** All entries, gathered page by page; every page keeps the rules that hold for all listings. */
  final List<ListEntry> list(String prefix, Depth depth, int limit) throws StorageException {
    return list(store(), new KeyPrefix(prefix), depth, limit);
  }

  static List<ListEntry> list(StorageBackend from, KeyPrefix prefix, Depth depth, int limit)
      throws StorageException {
    List<ListEntry> entries = new ArrayList<>();
    Cursor cursor = Cursor.START;
    for (int pages = 0; cursor != Cursor.END; pages++) {
      assertTrue(pages < MOST_PAGES, "the listing of " + prefix + " does not end");
      Page page = from.list(prefix, depth, cursor, limit);
      assertTrue(
          page.entries().size() <= limit,
          () -> page.entries().size() + " entries where at most " + limit + " were asked for");
      entries.addAll(page.entries());
      cursor = page.next();
    }
    checkOrder(prefix, entries);
    return entries;
  }

  private static void checkOrder(KeyPrefix prefix, List<ListEntry> entries) {
    String before = "";
    for (ListEntry entry : entries) {
      if (entry instanceof ListEntry.UnusableEntry) {
        continue;
      }
      String name = entry.name();
      assertTrue(name.startsWith(prefix.value()), name + " does not lie below " + prefix);
      if (KeyOrder.compare(before, name) >= 0) {
        fail("'" + name + "' is listed behind '" + before + "'");
      }
      before = name;
    }
  }

  static List<String> names(List<ListEntry> entries) {
    return entries.stream().map(ListEntry::name).toList();
  }

  /** Asserts that exactly those names are listed, soon where listings may be late. */
  final void assertListed(List<String> expected, String prefix, Depth depth)
      throws StorageException {
    int tries = promises(Capability.CONSISTENT_LISTING) ? 1 : MOST_TRIES;
    List<String> found = List.of();
    for (int i = 0; i < tries; i++) {
      found = names(list(prefix, depth, 1_000));
      if (found.equals(expected)) {
        return;
      }
    }
    assertEquals(expected, found);
  }
}
