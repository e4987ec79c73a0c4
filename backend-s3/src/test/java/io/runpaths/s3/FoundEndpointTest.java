package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint that no setting names but the environment does, here by its Java property. */
final class FoundEndpointTest extends PaperTest {
  private static final String PROPERTY = "aws.endpointUrlS3";

  private final @Nullable String before = System.getProperty(PROPERTY);

  @AfterEach
  void bringItBack() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  private S3Backend opened() {
    return S3Backend.open(
        new Location("s3", PaperS3.BUCKET, "root"),
        S3Settings.from(Options.NONE.with(S3Options.REGION, "us-east-1")),
        new TestServer("paper", paper.server().uri(), "lab-key", "lab-secret").credentials(),
        time -> Thread.onSpinWait());
  }

  @Test
  void itIsGoneTo() throws IOException {
    System.setProperty(PROPERTY, paper.server().uri().toString());
    try (S3Backend found = opened()) {
      found.put(KEY, Body.of("x"), PutOptions.REPLACE);
    }
    assertEquals("x", text(paper.content(FULL)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:9000",
        "http://my_minio:9000",
        "ftp://127.0.0.1",
        "http://user:obvious-dummy@127.0.0.1:9000",
        "http://not a uri"
      })
  void oneThatIsNoAddressIsRefusedInWords(String endpoint) {
    System.setProperty(PROPERTY, endpoint);
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, this::opened);
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("AWS_ENDPOINT_URL_S3"), message);
    assertFalse(message.contains("obvious-dummy"), message);
  }
}
