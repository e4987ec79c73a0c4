package io.runpaths.testkit.mem;

import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Page;
import io.runpaths.spi.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** One listing: what is asked for, and how a page of it is read off the sorted objects. */
final class MemListing {
  /** Where a page ended: the next one begins at that text or behind it. */
  private record At(String path) implements Cursor {}

  private final NavigableMap<String, MemObject> objects;
  private final String base;
  private final KeyPrefix prefix;
  private final Depth depth;

  MemListing(NavigableMap<String, MemObject> objects, String base, KeyPrefix prefix, Depth depth) {
    this.objects = objects;
    this.base = base;
    this.prefix = prefix;
    this.depth = depth;
  }

  Page page(Cursor from, int limit) {
    List<ListEntry> entries = new ArrayList<>();
    String within = base + prefix;
    Map.Entry<String, MemObject> next =
        objects.ceilingEntry(from instanceof At at ? at.path() : within);
    while (next != null && next.getKey().startsWith(within)) {
      if (entries.size() == limit) {
        return new Page(entries, new At(next.getKey()));
      }
      ListEntry entry = entry(next.getKey().substring(base.length()), next.getValue());
      if (entry != null) {
        entries.add(entry);
      }
      next = behind(next.getKey(), entry);
    }
    return new Page(entries, Cursor.END);
  }

  private Map.@Nullable Entry<String, MemObject> behind(String path, @Nullable ListEntry told) {
    if (told instanceof ListEntry.PrefixEntry folded) {
      // The first text behind all that start with "t/" is "t0": '0' follows '/'.
      String name = folded.name();
      return objects.ceilingEntry(base + name.substring(0, name.length() - 1) + '0');
    }
    return objects.higherEntry(path);
  }

  /** What is told of a key; null for the empty marker of a folder, which is no object. */
  private @Nullable ListEntry entry(String key, MemObject object) {
    int slash = key.indexOf('/', prefix.value().length());
    try {
      if (depth == Depth.CHILDREN && slash >= 0) {
        return new ListEntry.PrefixEntry(new KeyPrefix(key.substring(0, slash + 1)));
      }
      if (key.endsWith("/") && object.bytes().length == 0) {
        return null;
      }
      return new ListEntry.ObjectEntry(
          new ObjectKey(key), object.bytes().length, object.modified(), object.version());
    } catch (IllegalArgumentException e) {
      return new ListEntry.UnusableEntry(key, Reason.BAD_NAME);
    }
  }
}
