package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose credentials requests bear, and what is said where there are none. */
final class CredentialsTest extends PaperTest {
  private static final List<String> PROPERTIES =
      List.of(
          "aws.accessKeyId",
          "aws.secretAccessKey",
          "aws.sessionToken",
          "aws.disableEc2Metadata",
          "aws.profile",
          "aws.configFile",
          "aws.sharedCredentialsFile",
          "aws.region",
          "aws.roleArn",
          "aws.webIdentityTokenFile",
          "aws.endpointUrlSts",
          "aws.containerCredentialsFullUri");

  private final Map<String, @Nullable String> before = new HashMap<>();

  @TempDir Path folder;

  @BeforeEach
  void leaveTheMachineOut() {
    PROPERTIES.forEach(name -> before.put(name, System.getProperty(name)));
    System.setProperty("aws.disableEc2Metadata", "true");
    System.setProperty("aws.configFile", folder.resolve("config").toString());
    System.setProperty("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
  }

  @AfterEach
  void bringItBack() {
    before.forEach(
        (name, value) -> {
          if (value == null) {
            System.clearProperty(name);
          } else {
            System.setProperty(name, value);
          }
        });
  }

  /** A store with the credentials of its settings or of the default chain. */
  private StorageBackend byItself(Options more) throws IOException {
    Options options =
        more.over(
            Options.NONE
                .with(S3Options.ENDPOINT, paper.server().uri().toString())
                .with(S3Options.REGION, "us-east-1")
                .with(S3Options.CONDITIONS, "trusted"));
    return new S3PathProvider().open(new Location("s3", PaperS3.BUCKET, "root"), options);
  }

  private String signature() {
    List<HttpRequest> requests = paper.server().requests();
    return requests.get(requests.size() - 1).header("authorization");
  }

  @Test
  void thoseOfTheNamedProfileAreUsed() throws IOException {
    Files.writeString(
        folder.resolve("credentials"),
        "[lab]\naws_access_key_id = lab-profile-key\naws_secret_access_key = obvious-dummy\n");
    put("x", PutOptions.REPLACE);
    try (StorageBackend store = byItself(Options.NONE.with(S3Options.PROFILE, "lab"))) {
      assertEquals("x", text(read(store, ReadOptions.ALL)));
    }
    assertTrue(signature().contains("Credential=lab-profile-key/"), this::signature);
  }

  @Test
  void thoseOfTheChainAreUsed() throws IOException {
    put("x", PutOptions.REPLACE);
    System.setProperty("aws.accessKeyId", "lab-property-key");
    System.setProperty("aws.secretAccessKey", "obvious-dummy");
    try (StorageBackend store = byItself(Options.NONE)) {
      assertEquals("x", text(read(store, ReadOptions.ALL)));
    }
    assertTrue(signature().contains("Credential=lab-property-key/"), this::signature);
  }

  @Test
  void theAnonymousSignNothing() throws IOException {
    put("x", PutOptions.REPLACE);
    try (StorageBackend store = byItself(Options.NONE.with(S3Options.ANONYMOUS, "true"))) {
      assertEquals("x", text(read(store, ReadOptions.ALL)));
    }
    assertEquals("", signature());
  }

  @Test
  void whereThereAreNoneTheChainThatWasTriedIsTold() throws IOException {
    System.setProperty("aws.profile", "nobody");
    int requests = paper.server().requests().size();
    try (StorageBackend store = byItself(Options.NONE)) {
      AccessDeniedException failure =
          assertThrows(AccessDeniedException.class, () -> read(store, ReadOptions.ALL));
      assertEquals(Reason.NO_CREDENTIALS, failure.reason());
      String message = String.valueOf(failure.getMessage());
      for (String link :
          List.of(
              "Java properties",
              "environment",
              "web identity",
              "profile nobody, which does not exist",
              "container role",
              "instance role, which is turned off",
              "s3.profile",
              "s3.anonymous")) {
        assertTrue(message.contains(link), () -> link + " in: " + message);
      }
      assertFalse(message.contains("\n"), message);
    }
    assertEquals(requests, paper.server().requests().size());
  }

  @Test
  void aProfileThatIsNotThereIsNamed() throws IOException {
    try (StorageBackend store = byItself(Options.NONE.with(S3Options.PROFILE, "nobody"))) {
      AccessDeniedException failure =
          assertThrows(AccessDeniedException.class, () -> read(store, ReadOptions.ALL));
      assertEquals(Reason.NO_CREDENTIALS, failure.reason());
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("there is no profile nobody (s3.profile)"), message);
    }
  }

  @Test
  void aProfileWhoseSourceFailsSaysWhy() throws IOException {
    Files.writeString(folder.resolve("config"), "[profile lab]\ncredential_process = exit 3\n");
    try (StorageBackend store = byItself(Options.NONE.with(S3Options.PROFILE, "lab"))) {
      AccessDeniedException failure =
          assertThrows(AccessDeniedException.class, () -> read(store, ReadOptions.ALL));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("the profile lab (s3.profile) gives none"), message);
    }
  }

  @Test
  void aSourceThatHangsEndsByTheDeadline() throws IOException {
    Files.writeString(folder.resolve("config"), "[profile lab]\ncredential_process = sleep 60\n");
    Options options = Options.NONE.with(S3Options.PROFILE, "lab").with(S3Options.TIMEOUT, "300ms");
    try (StorageBackend store = byItself(options)) {
      AccessDeniedException failure =
          assertThrows(AccessDeniedException.class, () -> read(store, ReadOptions.ALL));
      assertEquals(Reason.TIMEOUT, failure.reason(), failure.getMessage());
    }
  }

  // -- links of the chain that are modules of their own

  @Test
  void thoseOfAWebIdentityAreUsed() throws IOException {
    put("x", PutOptions.REPLACE);
    System.setProperty("aws.region", "us-east-1");
    System.setProperty("aws.roleArn", "arn:aws:iam::123456789012:role/lab");
    System.setProperty(
        "aws.webIdentityTokenFile",
        Files.writeString(folder.resolve("token"), "lab-token").toString());
    try (ScriptedServer sts =
        ScriptedServer.start(
            request ->
                HttpAnswer.xml(
                    200,
                    "<AssumeRoleWithWebIdentityResponse"
                        + " xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
                        + "<AssumeRoleWithWebIdentityResult><Credentials>"
                        + "<AccessKeyId>lab-web-key</AccessKeyId>"
                        + "<SecretAccessKey>obvious-dummy</SecretAccessKey>"
                        + "<SessionToken>lab-session</SessionToken>"
                        + "<Expiration>2100-01-01T00:00:00Z</Expiration>"
                        + "</Credentials></AssumeRoleWithWebIdentityResult>"
                        + "</AssumeRoleWithWebIdentityResponse>"))) {
      System.setProperty("aws.endpointUrlSts", sts.uri().toString());
      try (StorageBackend store = byItself(Options.NONE)) {
        assertEquals("x", text(read(store, ReadOptions.ALL)));
      }
      assertTrue(text(sts.requests().get(0).body()).contains("WebIdentityToken=lab-token"));
    }
    assertTrue(signature().contains("Credential=lab-web-key/"), this::signature);
  }

  @Test
  void thoseOfAContainersRoleAreUsed() throws IOException {
    put("x", PutOptions.REPLACE);
    System.setProperty("aws.profile", "nobody");
    try (ScriptedServer container =
        ScriptedServer.start(
            request ->
                HttpAnswer.of(200)
                    .with("Content-Type", "application/json")
                    .withBody(
                        "{\"AccessKeyId\":\"lab-container-key\",\"SecretAccessKey\":"
                            + "\"obvious-dummy\",\"Token\":\"lab-session\","
                            + "\"Expiration\":\"2100-01-01T00:00:00Z\"}"))) {
      System.setProperty("aws.containerCredentialsFullUri", container.uri() + "/role");
      try (StorageBackend store = byItself(Options.NONE)) {
        assertEquals("x", text(read(store, ReadOptions.ALL)));
      }
      assertEquals("/role", container.requests().get(0).path());
    }
    assertTrue(signature().contains("Credential=lab-container-key/"), this::signature);
  }

  /** Without its module a link says which one is missing; with it, that nobody has logged in. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sso_start_url = https://lab.invalid\nsso_region = eu-west-1\n"
            + "sso_account_id = 123456789012\nsso_role_name = lab",
        "sso_session = lab\nsso_account_id = 123456789012\nsso_role_name = lab\n"
            + "[sso-session lab]\nsso_region = eu-west-1\nsso_start_url = https://lab.invalid",
        "login_session = arn:aws:iam::123456789012:user/lab\nregion = eu-west-1"
      })
  void theModulesOfLoginsAreThere(String lines) throws IOException {
    Files.writeString(folder.resolve("config"), "[profile lab]\n" + lines + "\n");
    try (StorageBackend store = byItself(Options.NONE.with(S3Options.PROFILE, "lab"))) {
      AccessDeniedException failure =
          assertThrows(AccessDeniedException.class, () -> read(store, ReadOptions.ALL));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("the profile lab (s3.profile) gives none"), message);
      assertFalse(message.contains("must be on the class path"), message);
    }
  }
}
