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
          "aws.sharedCredentialsFile");

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
}
