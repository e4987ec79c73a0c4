package io.runpaths.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.Run;
import io.runpaths.RunSpec;
import io.runpaths.RunStore;
import io.runpaths.RunStores;
import io.runpaths.spi.StorageBackend;
import io.runpaths.testkit.contract.StoreFixture;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Compiles and runs what docs/PROVIDERS.md shows, as its reader would. */
class ProvidersPageTest {
  private static final Pattern JAVA =
      Pattern.compile("^```java\n// (\\w+\\.java)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern SERVICES =
      Pattern.compile(
          "^```text\nMETA-INF/services/io.runpaths.spi.PathProvider:\n(.*?)^```$",
          Pattern.MULTILINE | Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void whatThePageShowsCompilesAndKeepsTheContract() throws Exception {
    try (URLClassLoader loader = compiledPage()) {
      Class<?> contract = loader.loadClass("ShelfContractTest");
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(DiscoverySelectors.selectClass(contract))
              .build();
      SummaryGeneratingListener listener = new SummaryGeneratingListener();
      LauncherFactory.create().execute(request, listener);
      TestExecutionSummary summary = listener.getSummary();
      assertEquals(
          List.of(),
          summary.getFailures().stream()
              .map(
                  failure ->
                      failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
              .toList());
      assertTrue(summary.getTestsSucceededCount() > 100, "the contract has more tests than that");
    }
  }

  @Test
  void theAliasOfThePageOpensTheStoreItLeadsTo() throws Exception {
    try (URLClassLoader loader = compiledPage()) {
      within(
          loader,
          () -> {
            assertEquals(
                Path.of("outputs", "vision").toAbsolutePath(),
                RunStores.resolve("team:vision").toPath());
            assertTrue(
                RunStores.providers().stream()
                    .anyMatch(provider -> provider.schemes().contains("team")));
          });
    }
  }

  @Test
  void theBackendOfThePageCarriesRuns() throws Exception {
    try (URLClassLoader loader = compiledPage()) {
      within(
          loader,
          () -> {
            try (RunStore store = RunStores.open("shelf://page/outputs")) {
              Run first = store.create(RunSpec.staged().stage("pretrain"));
              Run second = store.create(RunSpec.staged().stage("finetune"));
              second.link(first);
              assertEquals(List.of(first.path()), second.ancestors().map(Run::path).toList());
            }
          });
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void within(ClassLoader loader, Action action) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      action.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private URLClassLoader compiledPage() throws IOException, URISyntaxException {
    String page = Files.readString(page());
    Map<String, String> sources = new LinkedHashMap<>();
    Matcher blocks = JAVA.matcher(page);
    while (blocks.find()) {
      sources.put(blocks.group(1), blocks.group(2));
    }
    assertTrue(sources.size() >= 5, "blocks found: " + sources.keySet());
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of("-Xlint:all", "-proc:none", "-cp", classPath(), "-d", classes.toString()));
    for (Map.Entry<String, String> source : sources.entrySet()) {
      Path file = folder.resolve(source.getKey());
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
    int result = javac.run(System.out, System.err, arguments.toArray(String[]::new));
    assertEquals(0, result, "the page's code compiles");
    Path services = classes.resolve("META-INF/services/io.runpaths.spi.PathProvider");
    Files.createDirectories(services.getParent());
    StringBuilder providers = new StringBuilder();
    Matcher named = SERVICES.matcher(page);
    while (named.find()) {
      providers.append(named.group(1));
    }
    Files.writeString(services, providers);
    return new URLClassLoader(
        new URL[] {classes.toUri().toURL()}, ProvidersPageTest.class.getClassLoader());
  }

  /** The page lies beside the module, whatever the working directory. */
  private static Path page() {
    Path page = Path.of("docs", "PROVIDERS.md");
    return Files.exists(page) ? page : Path.of("..", "docs", "PROVIDERS.md");
  }

  private static String classPath() throws URISyntaxException {
    List<String> places = new ArrayList<>();
    for (Class<?> type :
        List.of(
            StorageBackend.class,
            StoreFixture.class,
            NullMarked.class,
            Nested.class,
            ParameterizedTest.class,
            org.junit.platform.commons.annotation.Testable.class,
            org.opentest4j.AssertionFailedError.class,
            org.apiguardian.api.API.class)) {
      places.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(System.getProperty("path.separator"), places);
  }
}
