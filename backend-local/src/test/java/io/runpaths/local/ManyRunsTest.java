package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.runpaths.ListRequest;
import io.runpaths.RunEntry;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listings of more runs than a page holds, which are looked at by several threads. */
class ManyRunsTest {
  private static final int FOLDERS = 2_345;

  @TempDir Path root;

  private final List<String> folders = new ArrayList<>();
  private final List<String> runs = new ArrayList<>();

  @BeforeEach
  void makeRuns() throws IOException {
    for (int i = 0; i < FOLDERS; i++) {
      String name = String.format(Locale.ROOT, "20260208_organcmnist_vit_%06x", i);
      Path run = Files.createDirectory(root.resolve(name));
      folders.add(name);
      if (i % 3 != 0) {
        Files.createFile(run.resolve("run.json"));
        runs.add(name);
      }
    }
  }

  @Test
  void listsThoseThatAreRunsInTheOrderOfTheirKeys() throws IOException {
    assertEquals(runs, list(ListRequest.CHECKED));
  }

  @Test
  void listsFoldersWithTheNameOfARunUnchecked() throws IOException {
    assertEquals(folders, list(ListRequest.UNCHECKED));
  }

  @Test
  void doesNotTakeAFileWithTheNameOfARunForARun() throws IOException {
    Files.createFile(root.resolve("20260208_organcmnist_vit_ffffff"));

    assertEquals(folders, list(ListRequest.UNCHECKED));
    assertEquals(runs, list(ListRequest.CHECKED));
  }

  private List<String> list(ListRequest request) throws IOException {
    try (RunStore store = RunStores.open(root.toString());
        Stream<RunEntry> entries = store.list(request)) {
      return entries.map(RunEntry::path).toList();
    }
  }
}
