package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.s3.S3Options.ChecksumMode;
import io.runpaths.s3.S3Options.Conditions;
import io.runpaths.spi.Options;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3SettingsTest {
  private static final Path A_FILE = Path.of("pom.xml");

  @Test
  void withoutSettingsItIsAmazonWhoseConditionsAreTrusted() {
    S3Settings settings = S3Settings.from(Options.NONE);
    assertNull(settings.endpoint());
    assertTrue(settings.amazon());
    assertEquals(Conditions.TRUSTED, settings.conditionsHere());
    assertEquals(ChecksumMode.CRC32C, settings.checksums());
    assertEquals(64, settings.connections());
    assertEquals(Duration.ofSeconds(30), settings.timeout());
    assertEquals(64 << 20, settings.buffer());
    assertEquals(64 << 20, settings.partSize());
  }

  @Test
  void theBuilderSetsThemAll() {
    Options options =
        S3Options.builder()
            .endpoint(URI.create("https://s3.example.org:9000"))
            .region("eu-central-1")
            .profile("lab")
            .pathStyle(false)
            .anonymous(true)
            .requesterPays(true)
            .storageClass("STANDARD_IA")
            .sse("aws:kms")
            .kmsKey("alias/runs")
            .checksums(ChecksumMode.MD5)
            .conditions(Conditions.NONE)
            .proxy(URI.create("http://proxy.example.org:3128"))
            .caFile(A_FILE)
            .connections(7)
            .timeout(Duration.ofSeconds(5))
            .retries(2)
            .buffer(1 << 20)
            .partSize(8 << 20)
            .build();
    assertEquals(
        new S3Settings(
            URI.create("https://s3.example.org:9000"),
            "eu-central-1",
            "lab",
            false,
            true,
            true,
            "STANDARD_IA",
            "aws:kms",
            "alias/runs",
            ChecksumMode.MD5,
            Conditions.NONE,
            URI.create("http://proxy.example.org:3128"),
            A_FILE,
            7,
            Duration.ofSeconds(5),
            2,
            1 << 20,
            8 << 20,
            S3Settings.Transport.DIRECT),
        S3Settings.from(options));
  }

  @ParameterizedTest
  @CsvSource({
    "'', lab, false",
    "'', lab.example.org, true",
    "https://s3.eu-central-1.amazonaws.com, lab, false",
    "https://s3.cn-north-1.amazonaws.com.cn, lab, false",
    "http://127.0.0.1:9000, lab, true",
    "https://account.r2.cloudflarestorage.com, lab, true",
    "https://amazonaws.com.example.org, lab, true",
  })
  void theBucketStandsInThePathWhereItsHostWouldNotBeFound(
      String endpoint, String bucket, boolean inPath) {
    S3Settings settings = S3Settings.from(Options.NONE.with(S3Options.ENDPOINT, endpoint));
    assertEquals(inPath, settings.pathStyleFor(bucket));
    assertEquals(
        false,
        S3Settings.from(
                Options.NONE.with(S3Options.ENDPOINT, endpoint).with(S3Options.PATH_STYLE, "false"))
            .pathStyleFor(bucket));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://s3.amazonaws.com",
        "https://S3.eu-central-1.amazonaws.com",
        "https://s3-fips.us-gov-west-1.amazonaws.com",
        "https://s3.dualstack.us-west-2.amazonaws.com",
        "https://lab-1234567890ab.s3-accesspoint.us-west-2.amazonaws.com",
        "https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com",
        "https://s3.cn-north-1.amazonaws.com.cn",
        "https://s3.eusc-de-east-1.amazonaws.eu",
        "https://s3.us-east-1.api.aws",
        "https://s3.cn-north-1.api.amazonwebservices.com.cn"
      })
  void amazonIsToldByItsHosts(String endpoint) {
    S3Settings settings = S3Settings.from(Options.NONE.with(S3Options.ENDPOINT, endpoint));
    assertTrue(settings.amazon());
    assertEquals(Conditions.TRUSTED, settings.conditionsHere());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:9000",
        "https://s3.amazonaws.com.example.org",
        "https://notamazonaws.com",
        "https://s3.amazonaws.example.org"
      })
  void anUnknownServersConditionsAreProbed(String endpoint) {
    S3Settings settings = S3Settings.from(Options.NONE.with(S3Options.ENDPOINT, endpoint));
    assertFalse(settings.amazon());
    assertEquals(Conditions.PROBE, settings.conditionsHere());
  }

  @ParameterizedTest
  @CsvSource({
    "s3.endpoint, ftp://host",
    "s3.endpoint, https://host/?query",
    "s3.endpoint, not a uri",
    "s3.endpoint, https://user:obvious-dummy@host",
    "s3.endpoint, https://user:obvious-dummy@my_minio:9000",
    "s3.endpoint, user:obvious-dummy@minio:9000",
    "s3.endpoint, http://my_minio:9000",
    "s3.endpoint, s3.eu-central-1.amazonaws.com",
    "s3.region, eu central",
    "s3.region, evil.example.org/",
    "s3.proxy, proxy:3128",
    "s3.proxy, http://user:obvious-dummy@proxy:3128",
    "s3.ca-file, /no/such/ca.pem",
    "s3.sse, rot13",
    "s3.checksums, sometimes",
    "s3.conditions, perhaps",
    "s3.path-style, perhaps",
    "s3.anonymous, perhaps",
    "s3.part-size, 4MiB",
    "s3.part-size, 6GiB",
    "s3.part-size, large",
    "s3.buffer, 4GiB",
    "s3.connections, 0",
    "s3.timeout, soon",
    "s3.retries, -1",
  })
  void aBadValueIsRefusedWithItsName(String name, String value) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> S3Settings.from(Options.NONE.with(name, value)));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(name), message);
    assertFalse(message.contains("obvious-dummy"), message);
  }

  @Test
  void aHostThatIsNoneForAnUnderscoreIsSaidToBe() {
    Options compose = Options.NONE.with(S3Options.ENDPOINT, "http://my_minio:9000");
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> S3Settings.from(compose))
                .getMessage());
    assertTrue(message.contains("a host name without _"), message);
  }

  @Test
  void settingsThatExcludeEachOtherAreNamed() {
    Options both = Options.NONE.with(S3Options.SSE, "AES256").with(S3Options.KMS_KEY, "alias/runs");
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> S3Settings.from(both)).getMessage());
    assertTrue(message.contains("s3.sse") && message.contains("s3.kms-key"), message);
  }

  @Test
  void aKmsKeyAloneMeansKms() {
    assertEquals(
        "aws:kms", S3Settings.from(Options.NONE.with(S3Options.KMS_KEY, "alias/runs")).sse());
  }
}
