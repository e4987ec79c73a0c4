package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.LocalFiles;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.Version;
import io.runpaths.testkit.processes.JavaProcess;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Threads that race at one key, through backends that share nothing but the root. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class RacesTest {
  private static final int THREADS = 32;

  private final List<StorageBackend> stores = new ArrayList<>();

  @TempDir private Path root;

  @BeforeEach
  void open() throws IOException {
    for (int i = 0; i < 4; i++) {
      stores.add(Stores.open(root));
    }
  }

  @AfterEach
  void close() throws IOException {
    for (StorageBackend store : stores) {
      store.close();
    }
    try (StorageBackend store = Stores.open(root)) {
      PendingUploads pending = store.extension(PendingUploads.class).orElseThrow();
      assertEquals(List.of(), pending.pendingUploads(KeyPrefix.ROOT));
    }
  }

  @Test
  void ofThirtyTwoThreadsOneCreatesEachObject() throws Exception {
    for (int round = 0; round < 20; round++) {
      ObjectKey key = Stores.key("run-" + round + "/run.json");
      AtomicInteger winners = new AtomicInteger();
      race(
          number -> {
            try {
              store(number).put(key, Body.of("by " + number), PutOptions.IF_ABSENT);
              winners.incrementAndGet();
            } catch (AlreadyExistsException e) {
              // Another thread has it.
            }
          });
      assertEquals(1, winners.get());
    }
  }

  @Test
  void ofThirtyTwoThreadsOneMakesTheFolder() throws Exception {
    for (int round = 0; round < 20; round++) {
      ObjectKey folder = Stores.key("a/b/run-" + round);
      AtomicInteger winners = new AtomicInteger();
      race(
          number -> {
            LocalFiles files = store(number).extension(LocalFiles.class).orElseThrow();
            if (files.createFolder(folder)) {
              winners.incrementAndGet();
            }
          });
      assertEquals(1, winners.get());
    }
  }

  @Test
  void noUpdateIsLostWhenThreadsCompareAndSet() throws Exception {
    Stores.put(stores.get(0), "count", "0");
    race(number -> count(store(number), 20));
    assertEquals(Integer.toString(THREADS * 20), Stores.text(stores.get(0), "count"));
  }

  @Test
  void aDeletedObjectIsNotBroughtBackByAComparison() throws Exception {
    for (int round = 0; round < 30; round++) {
      String key = "object-" + round;
      Version version = Stores.put(stores.get(0), key, "old").version();
      AtomicInteger replaced = new AtomicInteger();
      AtomicInteger deleted = new AtomicInteger();
      race(
          number -> {
            try {
              if (number % 2 == 0) {
                store(number).delete(Stores.key(key), Precondition.ifVersion(version));
                deleted.incrementAndGet();
              } else {
                store(number)
                    .put(Stores.key(key), Body.of("by " + number), PutOptions.ifVersion(version));
                replaced.incrementAndGet();
              }
            } catch (PreconditionFailedException e) {
              // Another thread was faster.
            }
          });
      assertEquals(1, replaced.get() + deleted.get());
      assertEquals(replaced.get() == 1, stores.get(0).exists(Stores.key(key)));
    }
  }

  @Test
  void readersSeeWholeObjectsWhileTheyAreReplaced() throws Exception {
    int size = 100_000;
    Stores.put(stores.get(0), "object", "a".repeat(size));
    race(
        number -> {
          for (int i = 0; i < 10; i++) {
            if (number % 2 == 0) {
              Stores.put(store(number), "object", Character.toString('a' + number).repeat(size));
            } else {
              String text = Stores.text(store(number), "object");
              assertEquals(size, text.length());
              assertEquals(1, text.chars().distinct().count());
            }
          }
        });
  }

  @Test
  void writersMakeTheirFoldersAnewWhenOthersRemoveThem() throws Exception {
    race(
        number -> {
          StorageBackend store = store(number);
          LocalFiles files = store.extension(LocalFiles.class).orElseThrow();
          for (int i = 0; i < 30; i++) {
            String key = "run/a/b/" + number;
            if (number % 2 == 0) {
              Stores.put(store, key, "x");
              store.delete(Stores.key(key), Precondition.NONE);
            } else {
              for (String folder : List.of("run/a/b", "run/a", "run")) {
                files.deleteFolderIfEmpty(Stores.key(folder));
              }
            }
          }
        });
  }

  @Test
  void aLinkIsReplacedByOneOfMany() throws Exception {
    LinkSupport first = stores.get(0).extension(LinkSupport.class).orElseThrow();
    first.replaceLink(Stores.key("latest"), null, "start");
    AtomicInteger winners = new AtomicInteger();
    race(
        number -> {
          LinkSupport links = store(number).extension(LinkSupport.class).orElseThrow();
          try {
            links.replaceLink(Stores.key("latest"), "start", "run-" + number);
            winners.incrementAndGet();
          } catch (PreconditionFailedException e) {
            // Another thread was faster.
          }
        });
    assertEquals(1, winners.get());
    assertTrue(first.readLink(Stores.key("latest")).orElseThrow().startsWith("run-"));
  }

  @Test
  void aLinkIsMadeByOneOfMany() throws Exception {
    AtomicInteger winners = new AtomicInteger();
    race(
        number -> {
          LinkSupport links = store(number).extension(LinkSupport.class).orElseThrow();
          try {
            links.replaceLink(Stores.key("latest"), null, "run-" + number);
            winners.incrementAndGet();
          } catch (PreconditionFailedException e) {
            // Another thread was faster.
          }
        });
    assertEquals(1, winners.get());
  }

  @Test
  void aCopyOfThisLibraryInAnotherClassLoaderKeepsTheLocksToo() throws Exception {
    Files.writeString(root.resolve("count"), "0");
    List<URL> urls = new ArrayList<>();
    for (String part : JavaProcess.classPath(WriterProcess.class)) {
      urls.add(Path.of(part).toUri().toURL());
    }
    try (URLClassLoader other =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> stranger = other.loadClass(WriterProcess.class.getName());
      var main = stranger.getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      race(
          number -> {
            if (number % 4 == 0) {
              String[] arguments = {"count", root.toString(), "count", "10"};
              main.invoke(null, (Object) arguments);
            } else {
              try (StorageBackend own = Stores.open(root)) {
                count(own, 10);
              }
            }
          });
    }
    assertEquals(Integer.toString(THREADS * 10), Files.readString(root.resolve("count")));
  }

  private static void count(StorageBackend store, int times) throws IOException {
    for (int i = 0; i < times; ) {
      try (ObjectContent content = store.read(Stores.key("count"), ReadOptions.ALL)) {
        String text = new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
        Body next = Body.of(Integer.toString(Integer.parseInt(text) + 1));
        store.put(Stores.key("count"), next, PutOptions.ifVersion(content.stat().version()));
        i++;
      } catch (PreconditionFailedException e) {
        // Another thread was faster: read again.
      }
    }
  }

  private StorageBackend store(int number) {
    return stores.get(number % stores.size());
  }

  private interface Racer {
    void run(int number) throws Exception;
  }

  /** Lets all go at once, and waits for all; the first failure is thrown. */
  private static void race(Racer racer) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Future<Void>> racers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int number = i;
        Callable<Void> run =
            () -> {
              start.await();
              racer.run(number);
              return null;
            };
        racers.add(executor.submit(run));
      }
      for (Future<Void> each : racers) {
        each.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }
}
