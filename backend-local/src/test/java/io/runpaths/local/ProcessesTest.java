package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.processes.JavaProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writers in processes of their own: they race, and they are killed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ProcessesTest {
  private static final int RACERS = 8;
  private static final int KILLS = 10;

  private final Random random = new Random();

  @TempDir private Path root;

  @Test
  void createsEachRunExactlyOnceWhenEightProcessesRace() throws Exception {
    List<JavaProcess> racers = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      racers.add(WriterProcess.start("claim", root.toString(), "run-", "racer " + i));
    }
    int won = 0;
    for (JavaProcess racer : racers) {
      won += Integer.parseInt(racer.output());
    }
    assertEquals(20, won);
    try (StorageBackend store = Stores.open(root)) {
      for (int i = 0; i < 20; i++) {
        assertTrue(Stores.text(store, "run-" + i + "/run.json").startsWith("racer "));
      }
    }
    assertNothingPending();
  }

  @Test
  void losesNoUpdateWhenEightProcessesCompareAndSet() throws Exception {
    Files.writeString(root.resolve("count"), "0");
    List<JavaProcess> racers = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      racers.add(WriterProcess.start("count", root.toString(), "count", "25"));
    }
    for (JavaProcess racer : racers) {
      racer.output();
    }
    assertEquals(Integer.toString(RACERS * 25), Files.readString(root.resolve("count")));
    assertNothingPending();
  }

  @Test
  void aKilledWriterLeavesTheOldOrTheNewObject() throws Exception {
    int size = 300_000;
    Files.writeString(root.resolve("object"), "a".repeat(size));
    for (int i = 0; i < KILLS; i++) {
      kill(WriterProcess.start("replace", root.toString(), "object", Integer.toString(size)));
      String content = Files.readString(root.resolve("object"));
      assertEquals(size, content.length());
      assertEquals(1, content.chars().distinct().count());
    }
    assertWritersCanGoOn("object");
  }

  @Test
  void aKilledCreatorLeavesNoRunOrAWholeOne() throws Exception {
    for (int i = 0; i < KILLS; i++) {
      kill(WriterProcess.start("runs", root.toString(), Integer.toString(i * 1_000_000)));
      try (StorageBackend store = Stores.open(root)) {
        for (String key : Stores.names(Stores.list(store, "", Depth.ALL))) {
          assertEquals(502, Stores.text(store, key).length());
        }
      }
    }
    assertWritersCanGoOn("run-0/run.json");
  }

  @Test
  void aKilledWriterLeavesTheOldOrTheNewLink() throws Exception {
    try (StorageBackend store = Stores.open(root)) {
      LinkSupport links = store.extension(LinkSupport.class).orElseThrow();
      for (int i = 0; i < KILLS; i++) {
        links.readLink(Stores.key("link")).ifPresent(target -> delete("link"));
        links.replaceLink(Stores.key("link"), null, "target-0");
        kill(WriterProcess.start("relink", root.toString(), "link"));
        assertTrue(links.readLink(Stores.key("link")).orElseThrow().startsWith("target-"));
      }
    }
  }

  @Test
  void writesAndListsUtf8NamesUnderThePosixLocale() throws Exception {
    Path folder = Files.createDirectory(root.resolve("größe"));
    for (Map<String, String> locale : List.of(Map.of("LC_ALL", "C"), Map.of("LC_ALL", "C.UTF-8"))) {
      JavaProcess process =
          WriterProcess.start(
              locale,
              locale.containsValue("C") ? List.of("-Dsun.jnu.encoding=ANSI_X3.4-1968") : List.of(),
              "names",
              // The launcher reads arguments by the locale, too: ASCII gets through any.
              root + "/plain" + locale.hashCode());
      assertEquals("true", process.output());
      assertTrue(Files.exists(root.resolve("plain" + locale.hashCode() + "/größe-😀/модель.bin")));
    }
    assertTrue(Files.isDirectory(folder));
  }

  /** Lets a writer write for a moment, and kills it. */
  private void kill(JavaProcess process) throws Exception {
    process.kill(Duration.ofNanos(random.nextInt(60_000_000)));
  }

  private void delete(String name) {
    try {
      Files.delete(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What killed writers left is found and can be removed; their locks are gone with them. */
  private void assertWritersCanGoOn(String key) throws IOException {
    try (StorageBackend store = Stores.open(root)) {
      PendingUploads pending = store.extension(PendingUploads.class).orElseThrow();
      for (PendingUploads.Pending left : pending.pendingUploads(KeyPrefix.ROOT)) {
        pending.abort(left);
      }
      Stores.put(store, key, "new");
      assertEquals("new", Stores.text(store, key));
    }
    assertNothingPending();
  }

  private void assertNothingPending() throws IOException {
    try (StorageBackend store = Stores.open(root)) {
      PendingUploads pending = store.extension(PendingUploads.class).orElseThrow();
      assertEquals(List.of(), pending.pendingUploads(KeyPrefix.ROOT));
    }
  }
}
