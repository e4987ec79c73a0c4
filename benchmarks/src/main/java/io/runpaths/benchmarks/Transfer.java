package io.runpaths.benchmarks;

import io.runpaths.RunStores;
import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ListEntry.ObjectEntry;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.Page;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * Copies all objects below one place to another, as {@code rclone copy} does: lists, then moves
 * each with some others at the same time. A program of its own, so that what it uses can be
 * measured from outside.
 */
public final class Transfer {
  private static final int PAGE = 1000;
  private static final int BUFFER = 64 << 10;

  private final Semaphore free;
  private final ExecutorService threads;
  private final List<Future<?>> begun = new ArrayList<>();
  private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[BUFFER]);

  private Transfer(int transfers) {
    free = new Semaphore(2 * transfers);
    threads =
        Executors.newFixedThreadPool(
            transfers,
            work -> {
              Thread thread = new Thread(work, "transfer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Copies.
   *
   * @param args {@code up FOLDER URI}, {@code down URI FOLDER} or {@code copy URI URI}, then how
   *     many objects at once, then settings {@code name=value}
   * @throws IOException if an object cannot be copied
   * @throws InterruptedException if the thread was interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options = Options.NONE;
    for (String setting : List.of(args).subList(4, args.length)) {
      int equals = setting.indexOf('=');
      options = options.with(setting.substring(0, equals), setting.substring(equals + 1));
    }
    Transfer transfer = new Transfer(Integer.parseInt(args[3]));
    switch (args[0]) {
      case "up" -> transfer.up(Path.of(args[1]), args[2], options);
      case "down" -> transfer.down(args[1], Path.of(args[2]), options);
      case "copy" -> transfer.copy(args[1], args[2], options);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** Moving one object. */
  private interface Move {
    void run() throws IOException;
  }

  private void up(Path folder, String uri, Options options)
      throws IOException, InterruptedException {
    try (StorageBackend to = RunStores.openBackend(uri, options);
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        ObjectKey key = ObjectKey.of(folder.relativize(file).toString());
        begin(() -> to.put(key, Body.ofFile(file), PutOptions.REPLACE));
      }
      finish();
    }
  }

  private void down(String uri, Path folder, Options options)
      throws IOException, InterruptedException {
    try (StorageBackend from = RunStores.openBackend(uri, options)) {
      each(from, entry -> fetch(from, entry, folder.resolve(entry.key().value())));
    }
  }

  /** Reads the version that was listed, whose length is known: a store need not look it up. */
  private void fetch(StorageBackend from, ObjectEntry entry, Path file) throws IOException {
    ReadOptions options = entry.version().map(ReadOptions.ALL::withVersion).orElse(ReadOptions.ALL);
    Files.createDirectories(file.getParent());
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    byte[] buffer = buffers.get();
    try (ObjectContent content = from.read(entry.key(), options);
        OutputStream out = Files.newOutputStream(partial)) {
      InputStream in = content.stream();
      for (int n; (n = in.read(buffer)) >= 0; ) {
        out.write(buffer, 0, n);
      }
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void copy(String source, String target, Options options)
      throws IOException, InterruptedException {
    try (StorageBackend from = RunStores.openBackend(source, options);
        StorageBackend to = RunStores.openBackend(target, options)) {
      each(
          from,
          entry ->
              to.copyFrom(
                  from.root().resolve(entry.key()),
                  entry.version().orElseThrow(),
                  entry.key(),
                  PutOptions.REPLACE));
    }
  }

  /** What is done with one object. */
  private interface Visit {
    void of(ObjectEntry entry) throws IOException;
  }

  private void each(StorageBackend from, Visit visit) throws IOException, InterruptedException {
    Cursor cursor = Cursor.START;
    do {
      Page page = from.list(KeyPrefix.ROOT, Depth.ALL, cursor, PAGE);
      for (ListEntry entry : page.entries()) {
        if (entry instanceof ObjectEntry object) {
          begin(() -> visit.of(object));
        }
      }
      cursor = page.next();
    } while (cursor != Cursor.END);
    finish();
  }

  /** Waits for a place, so that a long listing does not pile up. */
  private void begin(Move move) throws InterruptedException {
    free.acquire();
    begun.add(
        threads.submit(
            () -> {
              try {
                move.run();
              } finally {
                free.release();
              }
              return true;
            }));
  }

  private void finish() throws IOException, InterruptedException {
    threads.shutdown();
    for (Future<?> each : begun) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new IOException("An object was not copied: " + e.getCause(), e);
      }
    }
  }
}
