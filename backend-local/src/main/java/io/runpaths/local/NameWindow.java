package io.runpaths.local;

import io.runpaths.spi.KeyOrder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some names of a folder, sorted by their UTF-8 bytes: those that follow a given one, as many as
 * fit into the memory allowed. Of a folder with more names a window at a time is held, and the
 * folder is read once for each. Immutable; temporary files are left out.
 */
final class NameWindow {
  /** Memory for names, in bytes: enough for some 200,000 runs at once. */
  static final int MEMORY = 20 << 20;

  private static final int BYTES_PER_NAME = 56;

  private final String[] names;
  private final boolean last;
  private final boolean folders;

  private NameWindow(String[] names, boolean last, boolean folders) {
    this.names = names;
    this.last = last;
    this.folders = folders;
  }

  /**
   * Reads a window.
   *
   * @param after the name before the window, null for the first
   * @param memory how many bytes the names may take
   */
  static NameWindow read(Path folder, @Nullable String after, int memory) throws IOException {
    Smallest smallest = new Smallest(memory);
    Census census = Census.of(folder);
    int count = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        count++;
        String name = FileNames.lastText(entry);
        if (!name.startsWith(FileNames.TEMPORARY)
            && (after == null || KeyOrder.compare(name, after) > 0)) {
          smallest.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return smallest.window(census.onlyFolders(count));
  }

  int size() {
    return names.length;
  }

  String name(int index) {
    return names[index];
  }

  /** Whether the folder has no names behind these. */
  boolean isLast() {
    return last;
  }

  /** Whether it is certain that all of them are folders. */
  boolean areFolders() {
    return folders;
  }

  /** Keeps the smallest of many names; how many depends on the memory that they take. */
  private static final class Smallest {
    private final int memory;
    private String[] names = new String[64];
    private int count;
    private long used;
    private @Nullable String bound;
    private boolean plain = true;

    Smallest(int memory) {
      this.memory = memory;
    }

    void add(String name) {
      if (bound != null && KeyOrder.compare(name, bound) >= 0) {
        return;
      }
      if (count == names.length) {
        names = Arrays.copyOf(names, count + (count >> 1));
      }
      names[count++] = name;
      used += BYTES_PER_NAME + name.length();
      plain = plain && hasNoSurrogates(name);
      if (used > memory && count > 1) {
        dropLargerHalf();
      }
    }

    NameWindow window(boolean folders) {
      sort();
      return new NameWindow(Arrays.copyOf(names, count), bound == null, folders);
    }

    private void dropLargerHalf() {
      sort();
      int kept = count / 2;
      bound = names[kept];
      Arrays.fill(names, kept, count, null);
      count = kept;
      used = 0;
      for (int i = 0; i < kept; i++) {
        used += BYTES_PER_NAME + names[i].length();
      }
    }

    /** Without surrogates the order of bytes is that of UTF-16 units, which Java compares fast. */
    private void sort() {
      if (plain) {
        Arrays.parallelSort(names, 0, count);
      } else {
        Arrays.parallelSort(names, 0, count, KeyOrder.COMPARATOR);
      }
    }

    private static boolean hasNoSurrogates(String name) {
      return name.codePointCount(0, name.length()) == name.length();
    }
  }
}
