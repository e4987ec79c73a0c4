package io.runpaths.gcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Options;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GcsSettingsTest {
  private static final Path A_FILE = Path.of("pom.xml");

  @Test
  void withoutSettingsItIsGoogleWithTheUsualCredentials() {
    GcsSettings settings = GcsSettings.from(Options.NONE, Map.of());
    assertEquals(URI.create("https://storage.googleapis.com"), settings.host());
    assertFalse(settings.anonymous());
    assertNull(settings.credentialsFile());
    assertEquals(64, settings.connections());
    assertEquals(Duration.ofSeconds(30), settings.timeout());
    assertTrue(settings.chunkSize() >= 16 << 20 && settings.chunkSize() % (256 << 10) == 0);
  }

  @Test
  void theBuilderSetsThemAll() {
    Options options =
        GcsOptions.builder()
            .endpoint(URI.create("https://gcs.example.org/"))
            .project("payer")
            .quotaProject("quota")
            .requesterPays(true)
            .credentialsFile(A_FILE)
            .impersonate("runs@lab.iam.gserviceaccount.com")
            .storageClass("NEARLINE")
            .kmsKey("projects/lab/k")
            .proxy(URI.create("http://proxy.example.org:3128"))
            .caFile(A_FILE)
            .connections(7)
            .timeout(Duration.ofSeconds(5))
            .retries(2)
            .buffer(1 << 20)
            .chunkSize(1 << 20)
            .fuseLinks(true)
            .build();
    assertEquals(
        new GcsSettings(
            URI.create("https://gcs.example.org"),
            "payer",
            "quota",
            true,
            A_FILE,
            "runs@lab.iam.gserviceaccount.com",
            false,
            "NEARLINE",
            "projects/lab/k",
            URI.create("http://proxy.example.org:3128"),
            A_FILE,
            7,
            Duration.ofSeconds(5),
            2,
            1 << 20,
            1 << 20,
            true),
        GcsSettings.from(options, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:9000, http://localhost:9000",
    "http://127.0.0.1:9000/, http://127.0.0.1:9000",
    "https://emulator.example.org, https://emulator.example.org",
    "fake_gcs:4443, http://fake_gcs:4443",
  })
  void theEmulatorOfTheEnvironmentIsTheEndpointAndAsksForNoCredentials(String value, URI host) {
    GcsSettings settings = GcsSettings.from(Options.NONE, Map.of("STORAGE_EMULATOR_HOST", value));
    assertEquals(host, settings.host());
    assertTrue(settings.anonymous());
  }

  @Test
  void theSettingGoesBeforeTheEnvironment() {
    Options options = Options.NONE.with(GcsOptions.ENDPOINT, "https://gcs.example.org");
    Map<String, String> environment =
        Map.of(
            "STORAGE_EMULATOR_HOST",
            "localhost:9000",
            "GOOGLE_CLOUD_PROJECT",
            "environments",
            "GOOGLE_CLOUD_QUOTA_PROJECT",
            "quota");
    GcsSettings settings = GcsSettings.from(options, environment);
    assertEquals(URI.create("https://gcs.example.org"), settings.host());
    assertFalse(settings.anonymous());
    assertEquals("environments", settings.project());
    assertEquals("quota", settings.quotaProject());
    assertEquals(
        "mine",
        GcsSettings.from(options.with(GcsOptions.QUOTA_PROJECT, "mine"), environment)
            .quotaProject());
    assertEquals(
        "mine", GcsSettings.from(options.with(GcsOptions.PROJECT, "mine"), environment).project());
  }

  @Test
  void overPlainHttpGoNoCredentialsButThoseThatAreNamed() {
    Options plain = Options.NONE.with(GcsOptions.ENDPOINT, "http://127.0.0.1:4443");
    assertTrue(GcsSettings.from(plain, Map.of()).anonymous());
    assertFalse(
        GcsSettings.from(plain.with(GcsOptions.CREDENTIALS_FILE, A_FILE.toString()), Map.of())
            .anonymous());
    assertFalse(GcsSettings.from(plain.with(GcsOptions.ANONYMOUS, "false"), Map.of()).anonymous());
  }

  @ParameterizedTest
  @CsvSource({
    "gcs.endpoint, ftp://host",
    "gcs.endpoint, https://host/prefix",
    "gcs.endpoint, not a uri",
    "gcs.endpoint, https://user:secret@host",
    "gcs.endpoint, https://user:secret@a_host",
    "gcs.proxy, proxy:3128",
    "gcs.credentials-file, /no/such/file.json",
    "gcs.ca-file, /no/such/ca.pem",
    "gcs.chunk-size, 1000000",
    "gcs.chunk-size, 100KiB",
    "gcs.chunk-size, 6GiB",
    "gcs.buffer, 4GiB",
    "gcs.connections, 0",
    "gcs.timeout, soon",
    "gcs.retries, -1",
    "gcs.anonymous, perhaps",
    "gcs.project, my project",
    "gcs.project, lab&alt=media",
    "gcs.quota-project, 50%",
  })
  void aBadValueIsRefusedWithItsName(String name, String value) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> GcsSettings.from(Options.NONE.with(name, value), Map.of()));
    assertTrue(String.valueOf(refusal.getMessage()).contains(name), refusal.getMessage());
    assertFalse(String.valueOf(refusal.getMessage()).contains("secret"), refusal.getMessage());
  }

  @Test
  void aProjectOfTheEnvironmentIsCheckedToo() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> GcsSettings.from(Options.NONE, Map.of("GOOGLE_CLOUD_PROJECT", "my project")));
    assertTrue(
        String.valueOf(refusal.getMessage()).contains("GOOGLE_CLOUD_PROJECT"),
        refusal.getMessage());
    for (String project : List.of("my-project-42", "example.org:lab", "123456789012")) {
      assertEquals(
          project,
          GcsSettings.from(Options.NONE, Map.of("GOOGLE_CLOUD_PROJECT", project)).project());
    }
  }

  @Test
  void anonymousAndNamedCredentialsExcludeEachOther() {
    Options both =
        GcsOptions.builder().anonymous(true).impersonate("a@b.iam.gserviceaccount.com").build();
    assertThrows(IllegalArgumentException.class, () -> GcsSettings.from(both, Map.of()));
  }
}
