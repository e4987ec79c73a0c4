package io.runpaths.testkit.faults;

import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Page;
import io.runpaths.spi.StorageBackend;
import io.runpaths.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Hides what was written lately from listings, until so many calls have been made. */
final class LateListing {
  private final Map<String, Long> written = new ConcurrentHashMap<>();
  private final AtomicLong calls = new AtomicLong();
  private volatile int lateness;

  void setLateness(int laterCalls) {
    lateness = laterCalls;
    written.clear();
  }

  boolean isOn() {
    return lateness > 0;
  }

  void called() {
    calls.incrementAndGet();
  }

  void written(String key) {
    if (isOn()) {
      written.put(key, calls.get());
    }
  }

  Page filter(Page page, StorageBackend target) throws StorageException {
    if (!isOn()) {
      return page;
    }
    List<ListEntry> seen = new ArrayList<>();
    for (ListEntry entry : page.entries()) {
      boolean hidden =
          entry instanceof ListEntry.PrefixEntry folder
              ? isHidden(folder.prefix(), target)
              : isHidden(entry.name());
      if (!hidden) {
        seen.add(entry);
      }
    }
    return new Page(seen, page.next());
  }

  private boolean isHidden(String key) {
    Long at = written.get(key);
    return at != null && calls.get() - at <= lateness;
  }

  /** A folder is hidden while all that is in it is. */
  private boolean isHidden(KeyPrefix prefix, StorageBackend target) throws StorageException {
    Cursor cursor = Cursor.START;
    boolean any = false;
    while (cursor != Cursor.END) {
      Page page = target.list(prefix, Depth.ALL, cursor, 1_000);
      for (ListEntry entry : page.entries()) {
        if (!isHidden(entry.name())) {
          return false;
        }
        any = true;
      }
      cursor = page.next();
    }
    return any;
  }
}
