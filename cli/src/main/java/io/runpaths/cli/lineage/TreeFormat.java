package io.runpaths.cli.lineage;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Lineage as lines for a screen, descendants below their ancestors. */
public final class TreeFormat {
  private TreeFormat() {}

  /**
   * Writes a graph.
   *
   * @param graph the graph
   * @param lines takes each line
   */
  public static void write(LineageGraph graph, Consumer<String> lines) {
    List<Boolean> lastAtDepth = new ArrayList<>();
    for (LineageGraph.Branch branch : graph.forest()) {
      while (lastAtDepth.size() > branch.depth()) {
        lastAtDepth.remove(lastAtDepth.size() - 1);
      }
      StringBuilder line = new StringBuilder();
      for (int depth = 1; depth < branch.depth(); depth++) {
        line.append(lastAtDepth.get(depth) ? "   " : "│  ");
      }
      if (branch.depth() > 0) {
        line.append(branch.last() ? "└─ " : "├─ ");
      }
      lastAtDepth.add(branch.last());
      line.append(branch.node().label());
      List<String> remarks = new ArrayList<>();
      if (!branch.via().caption().isEmpty()) {
        remarks.add(branch.via().caption());
      }
      if (!branch.node().isThere()) {
        remarks.add(branch.node().kind());
      }
      if (branch.node().start()) {
        remarks.add("this run");
      }
      if (!branch.first() && graph.hasChildren(branch.node())) {
        remarks.add("see above");
      }
      if (!remarks.isEmpty()) {
        line.append("  (").append(String.join("; ", remarks)).append(')');
      }
      lines.accept(line.toString());
    }
  }
}
