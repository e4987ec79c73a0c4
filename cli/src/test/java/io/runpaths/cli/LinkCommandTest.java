package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkCommandTest {
  @TempDir Path folder;
  private TestShell shell;

  @BeforeEach
  void makeRuns() {
    shell = new TestShell(folder);
    for (String id : new String[] {"a", "b", "c", "d"}) {
      shell.ok("create", "staged", "--run-id", id);
    }
  }

  @Test
  void linksReplacesAndUnlinks() throws IOException {
    shell.ok("link", "c", "a");
    assertEquals(Path.of("../a"), Files.readSymbolicLink(folder.resolve("outputs/c/ancestor")));
    shell.ok("link", "c", "b");
    assertEquals(Path.of("../b"), Files.readSymbolicLink(folder.resolve("outputs/c/ancestor")));
    shell.ok("link", "c", "a", "--role", "teacher");
    assertTrue(shell.ok("show", "c").out().contains("teacher       → a"));
    shell.ok("unlink", "c");
    assertFalse(Files.exists(folder.resolve("outputs/c/ancestor")));
    assertEquals(3, shell.run("unlink", "c").code());
    shell.ok("unlink", "c", "teacher");
    shell.with("RUNPATHS_RUN", "d").ok("link", "a");
    assertTrue(shell.ok("show", "d").out().contains("→ a"));
    shell.ok("unlink");
  }

  @Test
  void tellsRolesNamesAndCheckpoints() {
    shell.ok("link", "d", "a", "--role", "teacher", "--as", "first", "--checkpoint", "epoch-3");
    String json = shell.ok("show", "d", "--json").out();
    assertTrue(
        json.contains("\"name\" : \"first\"")
            && json.contains("\"role\" : \"teacher\"")
            && json.contains("\"checkpoint\" : \"epoch-3\""),
        json);
  }

  @Test
  void refusesRingsAndDoesNothingWithItself() {
    TestShell.Result self = shell.ok("link", "a", "a");
    assertTrue(self.err().contains("itself"), self.err());
    TestShell.Result ring = shell.run("link", "a", "b");
    assertEquals(4, ring.code());
    assertTrue(ring.err().contains("ring"), ring.err());
    assertEquals(3, shell.run("link", "a", "nothing").code());
    assertEquals(2, shell.run("link", "a").code());
    assertEquals(2, shell.run("link", "b", "a", "--as", "x/y").code());
  }

  @Test
  void drawsATree() {
    shell.ok("link", "b", "a");
    shell.ok("link", "c", "b", "--role", "teacher");
    shell.ok("link", "d", "a");
    assertEquals("a\n├─ b\n│  └─ c  (teacher)\n└─ d\n", shell.ok("lineage", "outputs").out());
    assertEquals("a\n└─ b\n   └─ c  (teacher; this run)\n", shell.ok("lineage", "c").out());
    shell.ok("link", "d", "b", "--role", "other");
    assertTrue(shell.ok("lineage").out().contains("d  (other)"), shell.ok("lineage").out());
  }

  @Test
  void drawsMermaidJsonAndSvg() {
    shell.ok("link", "b", "a");
    shell.ok("link", "c", "b", "--role", "teacher", "--checkpoint", "t<1>");
    String mermaid = shell.ok("lineage", "outputs", "--format", "mermaid").out();
    assertTrue(mermaid.startsWith("flowchart LR\n") && mermaid.contains("r0 --> r1"), mermaid);
    String json = shell.ok("lineage", "outputs", "--format", "json").out();
    assertTrue(json.contains("\"role\" : \"teacher\""), json);
    assertEquals(json, shell.ok("lineage", "outputs", "--json").out());
    String svg = shell.ok("lineage", "outputs", "--format", "svg").out();
    assertTrue(svg.startsWith("<svg xmlns=") && svg.endsWith("</svg>\n"), svg);
    assertEquals(4, svg.split("<g>", -1).length - 1);
    assertEquals(4, svg.split("</g>", -1).length - 1);
    assertEquals(2, svg.split("class=\"link\"", -1).length - 1);
    assertTrue(svg.contains("checkpoint t&lt;1&gt;"), svg);
    assertEquals(2, shell.run("lineage", "outputs", "--format", "poem").code());
  }

  @Test
  void checksAndRepairs() throws IOException {
    shell.ok("link", "b", "a");
    shell.ok("link", "c", "b");
    assertTrue(shell.ok("lineage", "outputs", "--check").err().contains("All is well"));
    try (Stream<Path> pins = Files.list(folder.resolve("outputs/a/descendants"))) {
      Files.delete(pins.findFirst().orElseThrow());
    }
    TestShell.Result found = shell.run("lineage", "outputs", "--check");
    assertEquals(5, found.code());
    assertTrue(found.line().startsWith("b: "), found.out());
    TestShell.Result json = shell.run("lineage", "outputs", "--check", "--json");
    assertTrue(json.out().contains("\"problem\" : \"unpinned\""), json.out());
    assertTrue(shell.ok("lineage", "outputs", "--repair").line().startsWith("repaired b"));
    shell.ok("lineage", "outputs", "--check");
    assertEquals(2, shell.run("lineage", "outputs", "--check", "--format", "svg").code());
  }

  @Test
  void showsLinksThatLeadNowhereOrOut() throws IOException {
    shell.ok("link", "b", "a");
    Files.move(folder.resolve("outputs/a"), folder.resolve("moved"));
    assertTrue(shell.ok("lineage", "outputs").out().contains("a  (missing)"));
    assertEquals(5, shell.run("lineage", "outputs", "--check").code());
    Files.createSymbolicLink(folder.resolve("outputs/c/ancestor"), Path.of("/etc"));
    assertTrue(shell.ok("lineage", "c").out().contains("/etc  (outside)"));
    Files.createSymbolicLink(folder.resolve("outputs/d/ancestor"), Path.of("../d"));
    assertTrue(shell.ok("lineage", "d").out().contains("d"));
  }

  @Test
  void followsLinksToTheDefaultRootAndToNoOther() {
    shell.ok("create", "other", "staged", "--run-id", "x", "--ancestor", "a");
    assertTrue(shell.ok("show", "other/x").out().contains("outputs/a"));
    assertTrue(shell.ok("lineage", "other/x").out().startsWith("a\n└─ x"));
    TestShell.Result elsewhere = shell.ok("lineage", "other/x", "--root", "other");
    assertTrue(elsewhere.out().contains("(outside)"), elsewhere.out());
  }
}
