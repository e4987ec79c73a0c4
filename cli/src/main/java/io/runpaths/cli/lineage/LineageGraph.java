package io.runpaths.cli.lineage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs and the links between them. Not safe for use by several threads. */
public final class LineageGraph {
  private static final Comparator<Node> BY_AGE =
      Comparator.comparing(Node::created).thenComparing(Node::label);

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<String, List<Edge>> byParent = new LinkedHashMap<>();
  private final Set<String> withParent = new HashSet<>();

  /**
   * A run, or the place where a link says that one is.
   *
   * @param key its location
   * @param label what people read: its path below the root
   * @param kind its layout; {@code missing} or {@code outside} if it could not be opened
   * @param created its creation time as text; empty if it is not known
   * @param start whether it is the run that was asked for
   */
  public record Node(String key, String label, String kind, String created, boolean start) {
    /** Whether there is a run to open. */
    boolean isThere() {
      return !created.isEmpty();
    }
  }

  /**
   * A link.
   *
   * @param parent the location of the run that is linked to
   * @param child the location of the run that has the link
   * @param name the link's name
   * @param role what the parent is to the child
   * @param checkpoint the checkpoint that was used; empty if none was named
   */
  public record Edge(String parent, String child, String name, String role, String checkpoint) {
    /** What is worth saying of the link: nothing for a plain ancestor. */
    String caption() {
      String said = role.equals("ancestor") ? "" : role;
      if (!checkpoint.isEmpty()) {
        said += (said.isEmpty() ? "" : ", ") + "checkpoint " + checkpoint;
      }
      return said;
    }
  }

  /**
   * Adds a run; one that is there already stays as it is.
   *
   * @param node the run
   */
  public void add(Node node) {
    nodes.putIfAbsent(node.key(), node);
  }

  /**
   * Adds a link between runs that were added.
   *
   * @param edge the link
   */
  public void add(Edge edge) {
    edges.add(edge);
    byParent.computeIfAbsent(edge.parent(), key -> new ArrayList<>()).add(edge);
    if (!edge.parent().equals(edge.child())) {
      withParent.add(edge.child());
    }
  }

  /**
   * All runs.
   *
   * @return the runs, in the order in which they were added
   */
  public Collection<Node> nodes() {
    return nodes.values();
  }

  /**
   * All links.
   *
   * @return the links, in the order in which they were added
   */
  public List<Edge> edges() {
    return edges;
  }

  Node node(String key) {
    Node node = nodes.get(key);
    if (node == null) {
      throw new IllegalArgumentException("There is no run " + key + " in the graph.");
    }
    return node;
  }

  /**
   * One line of the graph told as a forest.
   *
   * @param node the run
   * @param via the link by which it stands here
   * @param depth how many runs it stands below
   * @param last whether no other run stands below the same one after it
   * @param first whether it was not told before
   */
  record Branch(Node node, Edge via, int depth, boolean last, boolean first) {}

  private static final Edge NONE = new Edge("", "", "", "", "");

  /**
   * The graph as a forest, depth first, older runs first. A run that has several parents stands
   * under each, with what is below it under the first only. Runs of a ring, which people can make
   * by hand, stand at the end.
   */
  List<Branch> forest() {
    List<Branch> lines = new ArrayList<>();
    Set<String> told = new HashSet<>();
    List<Node> tops = new ArrayList<>();
    for (Node node : nodes.values()) {
      if (!withParent.contains(node.key())) {
        tops.add(node);
      }
    }
    tops.sort(BY_AGE);
    tops.forEach(top -> tell(top, lines, told));
    for (Node node : nodes.values()) {
      if (!told.contains(node.key())) {
        tell(node, lines, told);
      }
    }
    return lines;
  }

  private void tell(Node top, List<Branch> lines, Set<String> told) {
    Deque<Branch> waiting = new ArrayDeque<>();
    waiting.push(new Branch(top, NONE, 0, true, true));
    while (!waiting.isEmpty()) {
      Branch branch = waiting.pop();
      boolean first = told.add(branch.node().key());
      List<Edge> children = first ? sortedChildren(branch.node().key()) : List.of();
      lines.add(new Branch(branch.node(), branch.via(), branch.depth(), branch.last(), first));
      for (int i = children.size() - 1; i >= 0; i--) {
        Edge edge = children.get(i);
        waiting.push(
            new Branch(
                node(edge.child()), edge, branch.depth() + 1, i == children.size() - 1, true));
      }
    }
  }

  /** Whether anything descends from a run. */
  boolean hasChildren(Node node) {
    return byParent.containsKey(node.key());
  }

  private List<Edge> sortedChildren(String parent) {
    List<Edge> children = new ArrayList<>(byParent.getOrDefault(parent, List.of()));
    children.sort(
        Comparator.comparing((Edge edge) -> node(edge.child()), BY_AGE).thenComparing(Edge::name));
    return children;
  }
}
