package io.runpaths.vfs;

import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyOrder;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Page;
import io.runpaths.spi.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Walks folders in the order of UTF-8 bytes of whole keys: a folder stands where its name with the
 * slash belongs, so {@code t-/} comes before {@code t/}. In memory is the rest of each folder
 * between the prefix and the present place.
 */
final class VfsListing {
  private static final int MAX_KEY_BYTES = 1024;

  private final Tree tree;
  private final KeyPrefix prefix;
  private final Depth depth;
  private final int rootBytes;

  VfsListing(Tree tree, KeyPrefix prefix, Depth depth, int rootBytes) {
    this.tree = tree;
    this.prefix = prefix;
    this.depth = depth;
    this.rootBytes = rootBytes;
  }

  /**
   * The rest of one folder, and where to go on behind it. Immutable, so that a page can be asked
   * for again.
   *
   * @param path the folder as it is reached without links
   * @param shown the folder's prefix as it is listed
   * @param nodes what lies in it, in order
   * @param next the first one not listed yet
   * @param above the folder above, null at the prefix
   */
  private record Frame(String path, String shown, List<Node> nodes, int next, @Nullable Frame above)
      implements Cursor {
    Frame advanced() {
      return new Frame(path, shown, nodes, next + 1, above);
    }
  }

  /** The first page; {@code folder} is what the prefix leads to. */
  Page first(String folder, int limit) throws IOException {
    return from(frame(folder, prefix.value(), null), limit);
  }

  /** The page at a cursor that an earlier one gave. */
  Page next(Cursor cursor, int limit) throws IOException {
    if (!(cursor instanceof Frame frame)) {
      throw new IllegalArgumentException(
          "The cursor is of another listing; use what the last page of this one gave.");
    }
    return from(frame, limit);
  }

  private Page from(Frame start, int limit) throws IOException {
    List<ListEntry> entries = new ArrayList<>();
    Frame frame = start;
    while (entries.size() < limit) {
      if (frame.next() == frame.nodes().size()) {
        Frame above = frame.above();
        if (above == null) {
          return new Page(entries, Cursor.END);
        }
        frame = above;
        continue;
      }
      Node node = frame.nodes().get(frame.next());
      Frame rest = frame.advanced();
      String name = frame.shown() + node.name();
      ListEntry unusable = unusable(node, name);
      if (unusable != null) {
        entries.add(unusable);
        frame = rest;
      } else if (node.is(Node.Kind.FOLDER) && depth == Depth.ALL) {
        frame = frame(VfsNames.child(frame.path(), node.name()), name + "/", rest);
      } else {
        entries.add(entry(node, name));
        frame = rest;
      }
    }
    return new Page(entries, frame);
  }

  private Frame frame(String path, String shown, @Nullable Frame above) throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (Node node : tree.children(path)) {
      if (!node.name().startsWith(VfsNames.TEMPORARY)) {
        nodes.add(node);
      }
    }
    nodes.sort(Comparator.comparing(VfsListing::sortedAs, KeyOrder.COMPARATOR));
    return new Frame(path, shown, List.copyOf(nodes), 0, above);
  }

  private static String sortedAs(Node node) {
    return node.is(Node.Kind.FOLDER) ? node.name() + "/" : node.name();
  }

  private static ListEntry entry(Node node, String name) {
    return switch (node.kind()) {
      case FILE ->
          new ListEntry.ObjectEntry(
              new ObjectKey(name), node.size(), node.modified(), node.version());
      case FOLDER -> new ListEntry.PrefixEntry(new KeyPrefix(name + "/"));
      case LINK -> new ListEntry.LinkEntry(new ObjectKey(name));
      case SPECIAL -> new ListEntry.UnusableEntry(name, Reason.SPECIAL_FILE);
    };
  }

  /** What no key can express is named with the reason. */
  private @Nullable ListEntry unusable(Node node, String name) {
    String shown = node.is(Node.Kind.FOLDER) ? name + "/" : name;
    if (name.charAt(name.length() - 1) == VfsNames.UNDECODED) {
      return new ListEntry.UnusableEntry(
          shown.replace(String.valueOf(VfsNames.UNDECODED), ""), Reason.BAD_NAME);
    }
    if (bytes(name) + rootBytes > MAX_KEY_BYTES) {
      return new ListEntry.UnusableEntry(shown, Reason.NAME_TOO_LONG);
    }
    return isKey(() -> new ObjectKey(name))
        ? null
        : new ListEntry.UnusableEntry(shown, Reason.BAD_NAME);
  }

  private static boolean isKey(Supplier<ObjectKey> key) {
    try {
      return key.get() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
