package io.runpaths.local;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Depth;
import io.runpaths.spi.LinkSupport;
import io.runpaths.spi.ObjectContent;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.processes.JavaProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A writer in a process of its own, told by its arguments what to do. */
final class WriterProcess {
  private WriterProcess() {}

  static JavaProcess start(Map<String, String> environment, List<String> flags, String... job) {
    return JavaProcess.start(WriterProcess.class, environment, flags, List.of(job));
  }

  static JavaProcess start(String... job) {
    return start(Map.of(), List.of(), job);
  }

  public static void main(String[] arguments) throws Exception {
    Path root = FileNames.absolute(arguments[1]);
    try (StorageBackend store = Stores.open(root, Options.NONE)) {
      switch (arguments[0]) {
        case "claim" -> claim(store, arguments[2], arguments[3]);
        case "count" -> count(store, arguments[2], Integer.parseInt(arguments[3]));
        case "replace" -> replace(store, arguments[2], Integer.parseInt(arguments[3]));
        case "runs" -> runs(store, Integer.parseInt(arguments[2]));
        case "relink" -> relink(store, arguments[2]);
        case "names" -> names(store);
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  /** Tries to create each of some objects; prints how many were won. */
  private static void claim(StorageBackend store, String key, String content) throws IOException {
    int won = 0;
    for (int i = 0; i < 20; i++) {
      try {
        Stores.create(store, key + i + "/run.json", content);
        won++;
      } catch (AlreadyExistsException e) {
        // Another process has it.
      }
    }
    System.out.println(won);
  }

  /** Adds one to a number, several times, by compare-and-set. */
  private static void count(StorageBackend store, String key, int times) throws IOException {
    for (int i = 0; i < times; ) {
      try (ObjectContent content = store.read(Stores.key(key), ReadOptions.ALL)) {
        String text = new String(content.stream().readAllBytes(), StandardCharsets.UTF_8);
        Body next = Body.of(Integer.toString(Integer.parseInt(text) + 1));
        store.put(Stores.key(key), next, PutOptions.ifVersion(content.stat().version()));
        i++;
      } catch (PreconditionFailedException e) {
        // Another process was faster: read again.
      }
    }
  }

  /** Replaces an object for ever, each time with as many bytes of one letter. */
  private static void replace(StorageBackend store, String key, int size) throws IOException {
    System.out.println(JavaProcess.BEGUN);
    for (int i = 0; ; i++) {
      String content = Character.toString('a' + i % 26).repeat(size);
      store.put(Stores.key(key), Body.of(content), PutOptions.REPLACE);
    }
  }

  /** Creates runs for ever. */
  private static void runs(StorageBackend store, int first) throws IOException {
    System.out.println(JavaProcess.BEGUN);
    for (int i = first; ; i++) {
      Stores.create(store, "run-" + i + "/run.json", "{" + "x".repeat(500) + "}");
    }
  }

  /** Moves a link to and fro for ever. */
  private static void relink(StorageBackend store, String key) throws IOException {
    LinkSupport links = store.extension(LinkSupport.class).orElseThrow();
    System.out.println(JavaProcess.BEGUN);
    for (int i = 0; ; i++) {
      links.replaceLink(Stores.key(key), "target-" + i % 2, "target-" + (i + 1) % 2);
    }
  }

  /** Writes, lists and reads a name that only UTF-8 can express. */
  private static void names(StorageBackend store) throws IOException {
    ObjectKey key = Stores.key("größe-😀/модель.bin");
    store.put(key, Body.of("x"), PutOptions.IF_ABSENT);
    List<String> listed = Stores.names(Stores.list(store, "", Depth.ALL));
    System.out.println(listed.equals(List.of(key.value())) && store.exists(key));
  }
}
