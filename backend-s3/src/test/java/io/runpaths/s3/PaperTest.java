package io.runpaths.s3;

import io.runpaths.spi.Body;
import io.runpaths.spi.Location;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;

/** Tests of the driver against {@link PaperS3}, at the root {@code s3://paper-bucket/root}. */
abstract class PaperTest {
  static final ObjectKey KEY = ObjectKey.of("folder/object");
  static final String FULL = "root/folder/object";

  final PaperS3 paper = new PaperS3();
  final S3Backend store = open(Options.NONE);

  S3Backend open(Options more) {
    return new TestServer(PaperS3.NAME, paper.server().uri(), "lab-key", "lab-secret")
        .open(
            new Location("s3", PaperS3.BUCKET, "root"),
            more.over(
                Options.NONE
                    .with(S3Options.CONDITIONS, "trusted")
                    .with(S3Options.PART_SIZE, "5MiB")
                    .with(S3Options.RETRIES, "3")
                    .with(S3Options.TIMEOUT, "5s")));
  }

  @AfterEach
  void close() throws StorageException {
    store.close();
    paper.close();
  }

  ObjectStat put(String text, PutOptions options) throws StorageException {
    return store.put(KEY, Body.of(text), options);
  }

  static byte[] read(StorageBackend store, ReadOptions options) throws IOException {
    try (var content = store.read(KEY, options)) {
      return content.stream().readAllBytes();
    }
  }

  static ObjectKey key(String name) {
    return ObjectKey.of(name);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Bytes that no two parts have alike. */
  static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
