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

/** Holds docs/S3.md against the command and a server. */
class S3PageTest {
  private static final Path PAGE = Path.of("../docs/S3.md");

  @TempDir Path folder;

  @Test
  void everyCommandOfThePageWorks() throws Exception {
    PageShell.run(PAGE, 2, folder, S3Server.get().variables());
  }

  @Test
  void thePageNamesEverySetting() throws Exception {
    String page = Files.readString(PAGE);
    for (ProviderInfo provider : RunStores.providers()) {
      if (provider.schemes().contains("s3")) {
        for (OptionSpec spec : provider.options()) {
          String row =
              "| `%s` | `%s` | `%s` |"
                  .formatted(
                      spec.name().substring("s3.".length()),
                      SettingNames.flag(spec.name()),
                      SettingNames.variable(spec.name()));
          assertTrue(page.contains(row), row);
        }
      }
    }
  }
}
