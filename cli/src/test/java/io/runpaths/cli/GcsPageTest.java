package io.runpaths.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.ProviderInfo;
import io.runpaths.RunStores;
import io.runpaths.cli.settings.SettingNames;
import io.runpaths.spi.OptionSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/GCS.md against the command and a server. */
class GcsPageTest {
  private static final Path PAGE = Path.of("../docs/GCS.md");

  @TempDir Path folder;

  @Test
  void everyCommandOfThePageWorks() throws Exception {
    PageShell.run(PAGE, 2, folder, GcsTestServer.get().variables());
  }

  @Test
  void thePageNamesEverySetting() throws Exception {
    String page = Files.readString(PAGE);
    for (ProviderInfo provider : RunStores.providers()) {
      if (provider.schemes().contains("gs")) {
        for (OptionSpec spec : provider.options()) {
          String row =
              "| `%s` | `%s` | `%s` |"
                  .formatted(
                      spec.name().substring("gcs.".length()),
                      SettingNames.flag(spec.name()),
                      SettingNames.variable(spec.name()));
          assertTrue(page.contains(row), row);
        }
      }
    }
  }
}
