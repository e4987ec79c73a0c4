package io.runpaths.cli.lineage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lineage as one self-contained SVG: ancestors on the left, a column for each generation, every run
 * a box, every link an arrow. It follows the reader's light or dark colours.
 */
public final class SvgFormat {
  private static final int MARGIN = 24;
  private static final int BOX_HEIGHT = 44;
  private static final int ROW = 64;
  private static final int MIN_GAP = 72;
  private static final double LETTER = 7.3;
  private static final int PADDING = 14;
  private static final double SMALL_LETTER = 6.1;

  private SvgFormat() {}

  /** Where a run is drawn. */
  private record Box(int column, double row) {}

  /**
   * Writes a graph.
   *
   * @param graph the graph
   * @param lines takes each line
   */
  public static void write(LineageGraph graph, Consumer<String> lines) {
    Map<String, Box> boxes = place(graph);
    Map<Integer, Integer> widths = new HashMap<>();
    double lastRow = 0;
    for (LineageGraph.Node node : graph.nodes()) {
      Box box = box(boxes, node.key());
      double text = Math.max(node.label().length() * LETTER, below(node).length() * SMALL_LETTER);
      widths.merge(box.column(), (int) Math.ceil(text) + 2 * PADDING, Math::max);
      lastRow = Math.max(lastRow, box.row());
    }
    int gap = MIN_GAP;
    for (LineageGraph.Edge edge : graph.edges()) {
      gap = Math.max(gap, (int) (edge.caption().length() * SMALL_LETTER) + 2 * PADDING);
    }
    Map<Integer, Integer> lefts = new HashMap<>();
    int right = MARGIN;
    for (int column = 0; widths.containsKey(column); column++) {
      lefts.put(column, right);
      right += widths.getOrDefault(column, 0) + gap;
    }
    int width = Math.max(MARGIN, right - gap) + MARGIN;
    int height = (int) (lastRow * ROW) + BOX_HEIGHT + 2 * MARGIN;
    header(lines, width, height);
    for (LineageGraph.Edge edge : graph.edges()) {
      Box from = box(boxes, edge.parent());
      Box to = box(boxes, edge.child());
      double x1 = lefts.getOrDefault(from.column(), 0) + widths.getOrDefault(from.column(), 0);
      double x2 = lefts.getOrDefault(to.column(), 0);
      arrow(lines, x1, middle(from), x2, middle(to), edge.caption());
    }
    for (LineageGraph.Node node : graph.nodes()) {
      Box box = box(boxes, node.key());
      node(
          lines,
          node,
          lefts.getOrDefault(box.column(), 0),
          middle(box) - BOX_HEIGHT / 2.0,
          widths.getOrDefault(box.column(), 0));
    }
    lines.accept("</svg>");
  }

  /**
   * The column is the longest way from a run without ancestors; rows follow the forest, each run in
   * the middle of what stands below it.
   */
  private static Map<String, Box> place(LineageGraph graph) {
    Map<String, Integer> columns = columns(graph);
    List<LineageGraph.Branch> drawn =
        graph.forest().stream().filter(LineageGraph.Branch::first).toList();
    int count = drawn.size();
    int[] above = new int[count];
    boolean[] leaf = new boolean[count];
    Arrays.fill(leaf, true);
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int depth = drawn.get(i).depth();
      above[i] = depth == 0 ? -1 : open.get(depth - 1);
      if (above[i] >= 0) {
        leaf[above[i]] = false;
      }
      while (open.size() > depth) {
        open.remove(open.size() - 1);
      }
      open.add(i);
    }
    double[] top = new double[count];
    double[] bottom = new double[count];
    Arrays.fill(top, Double.MAX_VALUE);
    Arrays.fill(bottom, -1);
    int next = 0;
    for (int i = 0; i < count; i++) {
      if (leaf[i]) {
        top[i] = next;
        bottom[i] = next++;
      }
    }
    Map<String, Box> boxes = new HashMap<>();
    // Whoever stands below is later in the list, so from the end each finds its own in place.
    for (int i = count - 1; i >= 0; i--) {
      double row = (top[i] + bottom[i]) / 2;
      String key = drawn.get(i).node().key();
      boxes.put(key, new Box(columns.getOrDefault(key, 0), row));
      if (above[i] >= 0) {
        top[above[i]] = Math.min(top[above[i]], row);
        bottom[above[i]] = Math.max(bottom[above[i]], row);
      }
    }
    return boxes;
  }

  private static Map<String, Integer> columns(LineageGraph graph) {
    Map<String, Integer> columns = new HashMap<>();
    int most = graph.nodes().size();
    // A ring, which people can make by hand, would never come to rest: the rounds are bounded.
    boolean changed = true;
    for (int round = 0; changed && round < most; round++) {
      changed = false;
      for (LineageGraph.Edge edge : graph.edges()) {
        int column = columns.getOrDefault(edge.parent(), 0) + 1;
        if (column < most && column > columns.getOrDefault(edge.child(), 0)) {
          columns.put(edge.child(), column);
          changed = true;
        }
      }
    }
    return columns;
  }

  private static Box box(Map<String, Box> boxes, String key) {
    return boxes.getOrDefault(key, new Box(0, 0));
  }

  private static double middle(Box box) {
    return MARGIN + box.row() * ROW + BOX_HEIGHT / 2.0;
  }

  private static void header(Consumer<String> lines, int width, int height) {
    lines.accept(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " viewBox=\"0 0 %d %d\" role=\"img\">",
            width, height, width, height));
    lines.accept("<title>Lineage of runs</title>");
    lines.accept("<style>");
    lines.accept(":root{color-scheme:light dark}");
    lines.accept(
        "text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:#1f2933}");
    lines.accept(".kind,.role{font-size:10px;fill:#66758a}");
    lines.accept(".role{paint-order:stroke;stroke:#fff;stroke-width:4px}");
    lines.accept(".back{fill:#fff}.box{fill:#f3f6fa;stroke:#8a99ad}");
    lines.accept(".start{fill:#e3eefc;stroke:#1f6fd1;stroke-width:2}");
    lines.accept(".lost{fill:none;stroke:#b4232a;stroke-dasharray:5 4}");
    lines.accept(".link{fill:none;stroke:#66758a;stroke-width:1.4}.head{fill:#66758a}");
    lines.accept("@media(prefers-color-scheme:dark){");
    lines.accept(
        "text{fill:#e6ebf2}.kind,.role{fill:#9aa9bd}.back{fill:#14181f}.role{stroke:#14181f}");
    lines.accept(".box{fill:#212936;stroke:#55647a}.start{fill:#1b3558;stroke:#63a4ff}}");
    lines.accept("</style>");
    lines.accept(
        "<defs><marker id=\"head\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\""
            + " markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">"
            + "<path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker></defs>");
    lines.accept(format("<rect class=\"back\" width=\"%d\" height=\"%d\"/>", width, height));
  }

  private static void arrow(
      Consumer<String> lines, double x1, double y1, double x2, double y2, String caption) {
    double bend = Math.max(MIN_GAP / 2.0, Math.abs(x2 - x1) / 2);
    lines.accept(
        format(
            "<path class=\"link\" marker-end=\"url(#head)\""
                + " d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\"/>",
            x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2));
    if (!caption.isEmpty()) {
      lines.accept(
          format(
              "<text class=\"role\" text-anchor=\"middle\" x=\"%.1f\" y=\"%.1f\">%s</text>",
              (x1 + x2) / 2, (y1 + y2) / 2 - 5, escaped(caption)));
    }
  }

  private static void node(
      Consumer<String> lines, LineageGraph.Node node, double x, double y, int width) {
    String style = node.isThere() ? node.start() ? "box start" : "box" : "box lost";
    lines.accept(
        format(
            "<g><title>%s</title><rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%d\""
                + " height=\"%d\" rx=\"8\"/>",
            escaped(node.key()), style, x, y, width, BOX_HEIGHT));
    lines.accept(
        format(
            "<text x=\"%.1f\" y=\"%.1f\">%s</text>", x + PADDING, y + 19, escaped(node.label())));
    lines.accept(
        format(
            "<text class=\"kind\" x=\"%.1f\" y=\"%.1f\">%s</text></g>",
            x + PADDING, y + 34, escaped(below(node))));
  }

  private static String below(LineageGraph.Node node) {
    return node.isThere() ? node.kind() + " · " + minute(node.created()) : node.kind();
  }

  private static String minute(String created) {
    return created.length() < 16 ? created : created.substring(0, 16).replace('T', ' ') + " UTC";
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
