package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.RunStores;
import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.Page;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job leaves the same tree on disk, on S3 and on GCS: the same keys, and in each the same
 * bytes.
 *
 * <p>Two things differ, and nothing else: {@code run.json} says when and by whom its own run was
 * made, in the four fields {@code created}, {@code nonce}, {@code creator} and {@code writeId}; and
 * on disk there are {@code .runpaths/locks/}, by which writers of one file keep out of each other's
 * way, where a bucket has conditions.
 */
class SameTreeTest {
  private static final String JOBS = ".runpaths/jobs/";
  private static final String LOCKS = ".runpaths/locks/";
  private static final Set<String> OF_THE_RUN_ITSELF =
      Set.of("created", "nonce", "creator", "writeId");

  @TempDir Path folder;
  private final Buckets buckets;

  SameTreeTest() throws Exception {
    buckets = new Buckets();
  }

  @AfterEach
  void stop() {
    buckets.close();
  }

  @Test
  void isTheSameOnDiskOnS3AndOnGcs() throws Exception {
    Path root = folder.resolve("outputs");
    train(List.of("--root", root.toString()));
    Map<String, String> onDisk = files(root);
    Set<String> keys = new TreeSet<>(onDisk.keySet());
    assertTrue(keys.removeIf(key -> key.startsWith(LOCKS)), "there are locks on disk");
    String job = only(keys, JOBS);
    String run = only(keys, "/run.json").replace("/run.json", "");
    assertTrue(keys.contains(run + "/exports/model.onnx"), keys.toString());
    assertTrue(keys.stream().filter(key -> !key.equals(job)).allMatch(k -> k.startsWith(run)));
    for (Buckets.Bucket bucket : List.of(buckets.s3(), buckets.gcs())) {
      try (StorageBackend backend =
          RunStores.openBackend(bucket.uri() + "/outputs", Options.of(bucket.settings()))) {
        // The job's document fixes date and time, which the run's id is made of.
        byte[] document = Files.readAllBytes(root.resolve(job));
        backend.put(ObjectKey.of(job), Body.of(document), PutOptions.IF_ABSENT);
        train(bucket.job("outputs"));
        Map<String, String> inBucket = objects(backend);
        assertEquals(keys, inBucket.keySet(), bucket.uri());
        for (String key : keys) {
          assertEquals(onDisk.get(key), inBucket.get(key), bucket.uri() + "/outputs/" + key);
        }
      }
    }
  }

  private static void train(List<String> where) throws IOException {
    Screen screen =
        CloudTrainingJobTest.job(
            Stream.concat(where.stream(), Stream.of("--job", "nightly")).toArray(String[]::new));
    assertEquals(0, screen.exit(), screen.err());
    assertFalse(screen.out().contains("It is done"), screen.out());
  }

  private static String only(Set<String> keys, String part) {
    List<String> found = keys.stream().filter(key -> key.contains(part)).toList();
    assertEquals(1, found.size(), found.toString());
    return found.get(0);
  }

  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(path -> !Files.isDirectory(path)).toList()) {
        assertTrue(Files.isRegularFile(path), path + " is neither a file nor a folder");
        String key = root.relativize(path).toString().replace('\\', '/');
        files.put(key, shown(key, Files.readAllBytes(path)));
      }
    }
    return files;
  }

  private static Map<String, String> objects(StorageBackend backend) throws IOException {
    Map<String, String> objects = new TreeMap<>();
    Cursor next = Cursor.START;
    do {
      Page page = backend.list(KeyPrefix.ROOT, Depth.ALL, next, 1000);
      for (ListEntry entry : page.entries()) {
        assertTrue(entry instanceof ListEntry.ObjectEntry, entry.toString());
        try (ObjectContent content = backend.read(ObjectKey.of(entry.name()), ReadOptions.ALL)) {
          objects.put(entry.name(), shown(entry.name(), content.stream().readAllBytes()));
        }
      }
      next = page.next();
    } while (next != Cursor.END);
    return objects;
  }

  /** A file's size and digest; of a run's record its text without what is of that run alone. */
  private static String shown(String key, byte[] bytes) {
    if (!key.endsWith("/run.json")) {
      return bytes.length + " bytes of SHA-256 " + sha256(bytes);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    for (String field : OF_THE_RUN_ITSELF) {
      String without = text.replaceAll("(\"" + field + "\" : )\"[^\"]+\"", "$1\"…\"");
      assertFalse(without.equals(text), "run.json has no " + field);
      text = without;
    }
    return text;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
