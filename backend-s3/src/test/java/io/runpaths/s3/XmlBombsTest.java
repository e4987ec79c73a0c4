package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that declare entities: they are neither expanded nor fetched. */
final class XmlBombsTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final byte[] LARGE = noise((5 << 20) + 1);

  private final ScriptedServer other =
      ScriptedServer.start(request -> HttpAnswer.xml(200, "<fetched/>"));

  @AfterEach
  void closeOther() {
    other.close();
  }

  /** A document whose declarations come before a given root element. */
  private static String declaring(String declarations, String root, String content) {
    return "<?xml version=\"1.0\"?>\n<!DOCTYPE "
        + root
        + " [\n"
        + declarations
        + "]>\n<"
        + root
        + ">"
        + content
        + "</"
        + root
        + ">";
  }

  /** Ten to the power of nine words. */
  private static String laughs() {
    StringBuilder text = new StringBuilder("<!ENTITY a0 \"laugh\">\n");
    for (int n = 1; n <= 9; n++) {
      text.append("<!ENTITY a").append(n).append(" \"");
      text.append(("&a" + (n - 1) + ";").repeat(10)).append("\">\n");
    }
    return text.toString();
  }

  private List<Executable> calls(S3Backend store) {
    return List.of(
        () -> store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10),
        () -> store.extension(PendingUploads.class).orElseThrow().pendingUploads(KeyPrefix.ROOT),
        () ->
            store.copyFrom(
                store.root().resolve("a"),
                Versions.of("x", 1),
                ObjectKey.of("b"),
                PutOptions.REPLACE),
        () -> store.put(KEY, Body.of(LARGE), PutOptions.REPLACE),
        () -> store.put(KEY, Body.of("small"), PutOptions.REPLACE),
        () -> {
          throw store.deleteAll(List.of(KEY)).values().iterator().next();
        });
  }

  private static String root(HttpRequest request) {
    return switch (request.operation()) {
      case "ListObjectsV2" -> "ListBucketResult";
      case "ListMultipartUploads" -> "ListMultipartUploadsResult";
      case "CopyObject" -> "CopyObjectResult";
      case "CreateMultipartUpload" -> "InitiateMultipartUploadResult";
      case "DeleteObjects" -> "DeleteResult";
      default -> "Error";
    };
  }

  private void everything(int status, String declarations, String content) {
    // What is to be deleted is there, and stays.
    paper.plant(FULL, utf8("x"), Map.of(), Instant.now());
    paper.twist(
        ALL,
        request -> !request.method().equals("HEAD"),
        (request, plain) -> {
          String root = status == 200 ? root(request) : "Error";
          return HttpAnswer.xml(
              root.equals("Error") && status == 200 ? 400 : status,
              declaring(declarations, root, content));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 403, 404, 500})
  void entitiesAreNotExpanded(int status) throws IOException {
    everything(status, laughs(), "<Code>&a9;</Code><Message>&a9;</Message><Key>&a9;</Key>");
    for (String transport : List.of("direct", "client")) {
      try (S3Backend store = open(Options.NONE.with(S3Options.TRANSPORT, transport))) {
        for (Executable call : calls(store)) {
          // Expanded they would fill any heap; the time is a bound for a hang, not a measure.
          StorageException failure =
              Assertions.assertTimeoutPreemptively(
                  Duration.ofSeconds(60), () -> assertThrows(StorageException.class, call));
          String message = String.valueOf(failure.getMessage());
          assertFalse(message.contains("laughlaugh"), message);
        }
      }
    }
  }

  @Test
  void entitiesAreNotFetched(@TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "an-obvious-dummy");
    for (int status : List.of(200, 403)) {
      everything(
          status,
          "<!ENTITY file SYSTEM \""
              + secret.toUri()
              + "\">\n<!ENTITY web SYSTEM \""
              + other.uri()
              + "/entity\">\n<!ENTITY % dtd SYSTEM \""
              + other.uri()
              + "/dtd\">\n%dtd;\n",
          "<Code>&file;&web;</Code><Message>&file;&web;</Message><Key>&file;</Key>");
      for (Executable call : calls(store)) {
        String message = String.valueOf(assertThrows(StorageException.class, call).getMessage());
        assertFalse(message.contains("an-obvious-dummy"), message);
      }
      paper.forget();
    }
    assertEquals(List.of(), other.requests());
  }
}
