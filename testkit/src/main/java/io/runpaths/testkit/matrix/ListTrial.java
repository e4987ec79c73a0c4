package io.runpaths.testkit.matrix;

import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Page;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageBackend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lists a folder by several pages, to which an object was added since it was listed before. */
final class ListTrial implements Trial {
  private static final int LIMIT = 2;
  private static final int OBJECTS = 4;
  private static final int MOST_PAGES = 100;

  private final Depth depth;

  ListTrial(Depth depth) {
    this.depth = depth;
  }

  @Override
  public String name() {
    return depth == Depth.ALL ? "list" : "list folders";
  }

  @Override
  public boolean isMinor() {
    return depth != Depth.ALL;
  }

  @Override
  public boolean changes() {
    return false;
  }

  @Override
  public Act on(Stage stage) throws IOException {
    KeyPrefix folder = KeyPrefix.of(stage.name());
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < OBJECTS; i++) {
      expected.add(add(stage, "" + i));
    }
    List<String> earlier = List.copyOf(list(stage.driver(), folder));
    expected.add(add(stage, "9"));
    return new Act() {
      private List<String> told = List.of();

      @Override
      public void run() throws IOException {
        told = list(stage.driver(), folder);
      }

      @Override
      public void judge(Verdict verdict) {
        // Nobody can tell a late listing from one in time; what is wrong is any other.
        if (verdict.succeeded() && !told.equals(expected) && !told.equals(earlier)) {
          verdict.found(Damage.CORRUPT, "it listed " + told + " where there is " + expected);
        }
      }
    };
  }

  /** Adds an object; its name in the listing is its own, or that of its folder. */
  private String add(Stage stage, String number) throws IOException {
    String folder = stage.name() + "/folder-" + number + "/";
    ObjectKey key =
        depth == Depth.ALL ? stage.key("object-" + number) : ObjectKey.of(folder + "object");
    stage.clean().put(key, Body.of(number), PutOptions.REPLACE);
    return depth == Depth.ALL ? key.value() : folder;
  }

  private List<String> list(StorageBackend from, KeyPrefix folder) throws IOException {
    List<String> names = new ArrayList<>();
    Cursor cursor = Cursor.START;
    for (int pages = 0; cursor != Cursor.END && pages < MOST_PAGES; pages++) {
      Page page = from.list(folder, depth, cursor, LIMIT);
      page.entries().stream().map(ListEntry::name).forEach(names::add);
      cursor = page.next();
    }
    return names;
  }
}
