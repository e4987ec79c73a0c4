package io.runpaths.cli.lineage;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lineage as a <a href="https://mermaid.js.org/syntax/flowchart.html">Mermaid flowchart</a>, which
 * many code hosts and notebooks draw.
 */
public final class MermaidFormat {
  private MermaidFormat() {}

  /**
   * Writes a graph.
   *
   * @param graph the graph
   * @param lines takes each line
   */
  public static void write(LineageGraph graph, Consumer<String> lines) {
    lines.accept("flowchart LR");
    Map<String, String> names = new HashMap<>();
    for (LineageGraph.Node node : graph.nodes()) {
      String name = "r" + names.size();
      names.put(node.key(), name);
      String label = node.isThere() ? node.label() : node.label() + " (" + node.kind() + ")";
      lines.accept("  " + name + "[\"" + escaped(label) + "\"]");
    }
    for (LineageGraph.Edge edge : graph.edges()) {
      String caption = edge.caption();
      lines.accept(
          "  "
              + names.get(edge.parent())
              + " -->"
              + (caption.isEmpty() ? "" : "|\"" + escaped(caption) + "\"|")
              + " "
              + names.get(edge.child()));
    }
    for (LineageGraph.Node node : graph.nodes()) {
      if (!node.isThere()) {
        lines.accept("  style " + names.get(node.key()) + " stroke-dasharray: 4 3");
      } else if (node.start()) {
        lines.accept("  style " + names.get(node.key()) + " stroke-width: 3px");
      }
    }
  }

  /** Mermaid takes entities written with # in place of what would end a label. */
  private static String escaped(String text) {
    return text.replace("#", "#35;")
        .replace("\"", "#quot;")
        .replace("<", "#lt;")
        .replace(">", "#gt;");
  }
}
