package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.Artifact;
import io.runpaths.Link;
import io.runpaths.Run;
import io.runpaths.RunEntry;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalDevelopmentTest {

  @Test
  void doesTheSameJobWithAnotherStore() throws Exception {
    String root = "mem://demo/outputs";
    try (RunStore store = RunStores.open(root)) {
      ByteArrayOutputStream screen = new ByteArrayOutputStream();
      LocalDevelopment.train(store, root, new PrintStream(screen, true, StandardCharsets.UTF_8));
      String out = screen.toString(StandardCharsets.UTF_8);
      assertTrue(out.contains("./runpaths ls mem://demo/outputs\n"), out);

      List<RunEntry> runs = store.list().toList();
      assertEquals(2, runs.size());
      Run tuned = store.open(runs.get(1).path());
      Run trained = tuned.ancestors().findFirst().orElseThrow();
      assertEquals(Link.ANCESTOR, tuned.links().get(0).name());
      assertEquals(12, trained.artifacts().map(Artifact::name).count());
    }
  }

  @Test
  void refusesArgumentsThatItDoesNotKnow() throws Exception {
    for (String[] arguments : new String[][] {{"--rot", "x"}, {"--root"}, {"--root", " "}}) {
      Screen screen = Screen.of(arguments);
      assertEquals(2, screen.exit());
      assertEquals(1, screen.err().lines().count(), screen.err());
      assertEquals("", screen.out());
    }
  }
}
