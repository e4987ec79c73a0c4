package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.StoreSettings;
import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.Upload;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** All operations that are tried against a server's own faults. */
final class Trials {
  static final String INSERT = "storage.objects.insert";
  static final String GET = "storage.objects.get";
  static final String DELETE = "storage.objects.delete";
  static final String LIST = "storage.objects.list";
  static final String REWRITE = "storage.objects.rewrite";

  /** The chunks of large objects here, in bytes; the server breaks off within them. */
  static final int CHUNK = 512 << 10;

  private static final int SMALL = 10_000;
  private static final int LARGE = 2 * CHUNK + 100_000;

  private static final Map<String, String> NOTE = Map.of("note", "kept");

  private Trials() {}

  /** How a body is written. */
  private interface Writing {
    ObjectStat of(StorageBackend driver, ObjectKey key, byte[] bytes, PutOptions options)
        throws IOException;
  }

  static List<Trial> all() {
    List<Trial> all = new ArrayList<>();
    for (String condition : List.of("", " if absent", " if version")) {
      all.add(written("put" + condition, SMALL, Trials::put));
      all.add(written("put of a large body" + condition, LARGE, Trials::put));
      all.add(written("upload" + condition, LARGE, Trials::upload));
    }
    all.add(written("put of nothing if absent", 0, Trials::put));
    all.add(written("put of a large file if version", LARGE, Trials::putFile));
    all.add(written("put of whole chunks if absent", 2 * CHUNK, Trials::putFile));
    all.add(written("upload of whole chunks if absent", 2 * CHUNK, Trials::upload));
    all.add(read("read", SMALL, ReadOptions.ALL));
    all.add(read("read of a large object", LARGE, ReadOptions.ALL));
    all.add(read("read of a range", LARGE, ReadOptions.of(ByteRange.of(70_000, 600_000))));
    all.add(read("read of an end", LARGE, ReadOptions.of(ByteRange.last(300_000))));
    all.add(new Trial("stat", List.of(GET), Trials::stat));
    all.add(new Trial("list", List.of(LIST), Trials::list));
    all.add(new Trial("delete", List.of(DELETE), (clean, in) -> delete(clean, in, false)));
    all.add(
        new Trial("delete if version", List.of(DELETE), (clean, in) -> delete(clean, in, true)));
    all.add(new Trial("delete many", List.of(DELETE), Trials::deleteAll));
    all.add(copied("copy", List.of(REWRITE), SMALL, PutOptions.REPLACE));
    all.add(copied("copy of a large object", List.of(REWRITE), 3 * CHUNK, PutOptions.REPLACE));
    all.add(
        copied(
            "copy with metadata",
            List.of(REWRITE, GET),
            SMALL,
            PutOptions.REPLACE.withMetadata(Map.of("note", "new"))));
    all.add(new Trial("create a run", List.of(INSERT), creation()));
    return all;
  }

  // -- writes

  private static ObjectStat put(StorageBackend on, ObjectKey key, byte[] bytes, PutOptions options)
      throws IOException {
    return on.put(key, Body.of(bytes), options);
  }

  private static ObjectStat putFile(
      StorageBackend on, ObjectKey key, byte[] bytes, PutOptions options) throws IOException {
    Path file = Files.createTempFile("runpaths-faults", ".bin");
    try {
      return on.put(key, Body.ofFile(Files.write(file, bytes)), options);
    } finally {
      Files.delete(file);
    }
  }

  private static ObjectStat upload(
      StorageBackend on, ObjectKey key, byte[] bytes, PutOptions options) throws IOException {
    try (Upload upload = on.upload(key, options)) {
      upload.output().write(bytes);
      return upload.commit();
    }
  }

  private static Trial written(String name, int size, Writing writing) {
    boolean absent = name.endsWith("if absent");
    return new Trial(
        name,
        List.of(INSERT),
        (clean, in) -> {
          ObjectKey key = Stage.key(in + "object");
          byte[] before = Stage.noise(1, SMALL);
          byte[] after = Stage.noise(2, size);
          Precondition condition = Precondition.IF_ABSENT;
          if (!absent) {
            Version old = clean.put(key, Body.of(before), PutOptions.REPLACE).version();
            condition =
                name.endsWith("if version") ? Precondition.ifVersion(old) : Precondition.NONE;
          }
          PutOptions options = new PutOptions(condition, "text/x-noise", NOTE);
          AtomicReference<@Nullable ObjectStat> made = new AtomicReference<>();
          return new Trial.Act(
              driver -> made.set(writing.of(driver, key, after, options)),
              server -> holds(server, key, after) && isDescribed(server, key, options, made.get()),
              server -> absent ? server.stat(key).isEmpty() : holds(server, key, before));
        });
  }

  private static boolean holds(StorageBackend server, ObjectKey key, byte[] bytes)
      throws IOException {
    try (ObjectContent content = server.read(key, ReadOptions.ALL)) {
      return Arrays.equals(bytes, content.stream().readAllBytes());
    } catch (NotFoundException e) {
      return false;
    }
  }

  /**
   * Whether it is described as it was sent, and is the very version that the writer was told of. (A
   * write without a condition that arrives after its repetition makes one more.)
   */
  private static boolean isDescribed(
      StorageBackend server, ObjectKey key, PutOptions options, @Nullable ObjectStat made)
      throws IOException {
    ObjectStat there = server.stat(key).orElseThrow();
    return there.metadata().equals(options.metadata())
        && there.contentType().equals(Optional.of(options.contentType()))
        && (made == null
            || options.precondition().equals(Precondition.NONE)
            || made.version().equals(there.version()));
  }

  private static Trial.Staging creation() {
    return (clean, in) -> {
      RunStore server = RunStores.over(clean, StoreSettings.DEFAULT);
      RunSpec spec = RunSpec.staged().runId(in.replace("/", "-run"));
      AtomicReference<@Nullable Run> made = new AtomicReference<>();
      return new Trial.Act(
          driver -> made.set(RunStores.over(driver, StoreSettings.DEFAULT).create(spec)),
          there -> {
            Run run = made.get();
            return run == null
                || server.open(run.path()).record().nonce().equals(run.record().nonce());
          },
          there -> true);
    };
  }

  // -- reads

  private static Trial read(String name, int size, ReadOptions options) {
    return new Trial(
        name,
        List.of(GET),
        (clean, in) -> {
          byte[] bytes = Stage.noise(3, size);
          ObjectStat made = Stage.put(clean, in + "object", bytes);
          byte[] wanted = wanted(bytes, options.range());
          return only(
              driver -> {
                try (ObjectContent content = driver.read(Stage.key(in + "object"), options)) {
                  assertEquals(made.version(), content.stat().version());
                  assertEquals(wanted.length, content.length());
                  assertArrayEquals(wanted, content.stream().readAllBytes());
                }
              });
        });
  }

  private static byte[] wanted(byte[] bytes, ByteRange range) {
    if (range instanceof ByteRange.Slice slice) {
      return Arrays.copyOfRange(
          bytes, (int) slice.offset(), (int) (slice.offset() + slice.length()));
    }
    return range instanceof ByteRange.Suffix suffix
        ? Arrays.copyOfRange(bytes, (int) (bytes.length - suffix.length()), bytes.length)
        : bytes;
  }

  private static Trial.Act only(Trial.Run run) {
    return new Trial.Act(run, server -> true, server -> true);
  }

  private static Trial.Act stat(StorageBackend clean, String in) throws IOException {
    ObjectStat made = Stage.put(clean, in + "object", Stage.noise(4, SMALL));
    return only(
        driver -> {
          ObjectStat there = driver.stat(Stage.key(in + "object")).orElseThrow();
          assertEquals(made.version(), there.version());
          assertEquals(SMALL, there.size());
        });
  }

  private static Trial.Act list(StorageBackend clean, String in) throws IOException {
    List<String> names = List.of(in + "a", in + "b", in + "c");
    for (String name : names) {
      Stage.put(clean, name, new byte[0]);
    }
    return only(
        driver -> {
          List<ListEntry> entries =
              driver.list(KeyPrefix.of(in), Depth.ALL, Cursor.START, 10).entries();
          assertEquals(names, entries.stream().map(ListEntry::name).toList());
        });
  }

  // -- deletions and copies

  private static Trial.Act delete(StorageBackend clean, String in, boolean ofVersion)
      throws IOException {
    ObjectKey key = Stage.key(in + "object");
    Version version = Stage.put(clean, in + "object", Stage.noise(5, SMALL)).version();
    Precondition condition = ofVersion ? Precondition.ifVersion(version) : Precondition.NONE;
    return new Trial.Act(
        driver -> driver.delete(key, condition),
        server -> server.stat(key).isEmpty(),
        server -> server.stat(key).isPresent());
  }

  private static Trial.Act deleteAll(StorageBackend clean, String in) throws IOException {
    List<ObjectKey> keys = List.of(Stage.key(in + "a"), Stage.key(in + "b"), Stage.key(in + "c"));
    for (ObjectKey key : keys) {
      clean.put(key, Body.of(new byte[0]), PutOptions.REPLACE);
    }
    return new Trial.Act(
        driver -> {
          for (StorageException failure : driver.deleteAll(keys).values()) {
            throw failure;
          }
        },
        server -> server.list(KeyPrefix.of(in), Depth.ALL, Cursor.START, 10).entries().isEmpty(),
        server -> true);
  }

  private static Trial copied(String name, List<String> methods, int size, PutOptions options) {
    return new Trial(
        name,
        methods,
        (clean, in) -> {
          ObjectKey key = Stage.key(in + "copy");
          byte[] bytes = Stage.noise(6, size);
          Version version = Stage.put(clean, in + "source", bytes).version();
          return new Trial.Act(
              driver ->
                  driver.copyFrom(driver.root().resolve(in + "source"), version, key, options),
              server ->
                  holds(server, key, bytes)
                      && server.stat(key).orElseThrow().metadata().equals(options.metadata()),
              server -> server.stat(key).isEmpty());
        });
  }
}
