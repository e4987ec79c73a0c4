package io.runpaths.examples;

import io.runpaths.Link;
import io.runpaths.Run;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.Page;
import io.runpaths.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that lies in a run, as {@code tree} would show it: artifacts, documents and links. */
final class RunTree {

  private static final int PAGE = 1000;
  private static final int SIZE_COLUMN = 68;

  /** A folder with what is in it, or a leaf with a note about it. */
  private static final class Node {

    private final Map<String, Node> children = new TreeMap<>();
    private String note = "";

    Node descend(String path) {
      Node node = this;
      for (String segment : path.split("/", -1)) {
        node = node.children.computeIfAbsent(segment, s -> new Node());
      }
      return node;
    }
  }

  private RunTree() {}

  /** The lines of the tree; the first is the run's path under its root. */
  static List<String> of(Run run) throws StorageException {
    Node top = new Node();
    KeyPrefix prefix = KeyPrefix.of(run.path());
    Cursor next = Cursor.START;
    do {
      Page page = run.store().backend().list(prefix, Depth.ALL, next, PAGE);
      for (ListEntry entry : page.entries()) {
        String below = entry.name().substring(prefix.value().length());
        if (entry instanceof ListEntry.ObjectEntry object) {
          top.descend(below).note = size(object.size());
        } else if (entry instanceof ListEntry.LinkEntry) {
          top.descend(below).note = arrow(run, below);
        }
      }
      next = page.next();
    } while (next != Cursor.END);
    List<String> lines = new ArrayList<>();
    lines.add(run.path() + "/");
    print(top, "", lines);
    return lines;
  }

  private static String arrow(Run run, String name) throws StorageException {
    Optional<Link> link = run.link(name);
    return link.map(l -> "-> " + l.target().below(run.store().root()).orElse(l.target().display()))
        .orElse("");
  }

  private static void print(Node folder, String indent, List<String> lines) {
    int left = folder.children.size();
    for (Map.Entry<String, Node> child : folder.children.entrySet()) {
      boolean last = --left == 0;
      Node node = child.getValue();
      boolean isFolder = !node.children.isEmpty();
      String line = indent + (last ? "`-- " : "|-- ") + child.getKey() + (isFolder ? "/" : "");
      if (node.note.startsWith("->")) {
        line += " " + node.note;
      } else if (!node.note.isEmpty()) {
        line +=
            " ".repeat(Math.max(1, SIZE_COLUMN - line.length() - node.note.length())) + node.note;
      }
      lines.add(line);
      print(node, indent + (last ? "    " : "|   "), lines);
    }
  }

  private static String size(long bytes) {
    return bytes < 1000
        ? bytes + " B"
        : String.format(Locale.ROOT, bytes < 10_000 ? "%.1f kB" : "%.0f kB", bytes / 1000.0);
  }
}
