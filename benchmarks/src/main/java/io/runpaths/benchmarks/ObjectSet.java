package io.runpaths.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Files of one size with bytes that nobody can compress.
 *
 * @param count how many
 * @param size of each, in bytes
 * @param words what they are called in reports
 */
record ObjectSet(int count, long size, String words) {
  /** How many objects are under way at once. */
  static final int TRANSFERS = 16;

  private static final int IN_ONE_FOLDER = 1000;
  private static final int CHUNK = 1 << 20;

  /** Makes the files below a new folder. */
  Path write(Path folder) throws IOException {
    Random random = new Random(size);
    for (int n = 0; n < count; n++) {
      Path file =
          folder.resolve(
              String.format(Locale.ROOT, "part-%02d/object-%05d.bin", n / IN_ONE_FOLDER, n));
      Files.createDirectories(file.getParent());
      try (OutputStream out = Files.newOutputStream(file)) {
        for (long left = size; left > 0; left -= CHUNK) {
          byte[] chunk = new byte[(int) Math.min(CHUNK, left)];
          random.nextBytes(chunk);
          out.write(chunk);
        }
      }
    }
    return folder;
  }
}
