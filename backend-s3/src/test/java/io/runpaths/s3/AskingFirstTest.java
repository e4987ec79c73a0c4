package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large bodies are asked for first, where the server takes part in that. */
@Timeout(60)
final class AskingFirstTest extends PaperTest {
  private static final byte[] LARGE = noise(300 << 10);

  private static S3Backend open(ScriptedServer server, String transport) {
    return open(server, transport, Options.NONE);
  }

  private static S3Backend open(ScriptedServer server, String transport, Options options) {
    return new TestServer("stubborn", server.uri(), "k", "s")
        .open(
            new Location("s3", PaperS3.BUCKET, "root"),
            options.with(S3Options.RETRIES, "0").with(S3Options.TRANSPORT, transport));
  }

  static HttpAnswer stored(HttpRequest request) {
    return HttpAnswer.of(200).with("Server", "AmazonS3").with("ETag", "\"e1\"");
  }

  private static List<Boolean> asked(ScriptedServer server) {
    return server.requests().stream()
        .filter(request -> request.operation().equals("PutObject"))
        .map(request -> !request.header("expect").isEmpty())
        .toList();
  }

  @Test
  void aServerThatAnswersIsAskedEachTime() throws IOException {
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    store.put(KEY, Body.of("small"), PutOptions.REPLACE);
    assertEquals(List.of(true, true, false), asked(paper.server()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "client"})
  void aServerThatRefusesToBeAskedGetsTheBodyUnasked(String transport) throws IOException {
    try (ScriptedServer refusing =
            ScriptedServer.start(AskingFirstTest::stored).answering(ScriptedServer.Asked.REFUSES);
        S3Backend store = open(refusing, transport)) {
      store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
      store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
      assertEquals(List.of(true, false, false), asked(refusing));
      assertEquals(0, refusing.requests().get(0).body().length);
      assertEquals(
          LARGE.length, refusing.requests().get(refusing.requests().size() - 1).body().length);
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsWaitedForOnce() throws IOException {
    try (ScriptedServer deaf =
            ScriptedServer.start(AskingFirstTest::stored)
                .answering(ScriptedServer.Asked.IS_SILENT);
        S3Backend store = open(deaf, "direct")) {
      store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
      long began = System.nanoTime();
      for (int n = 0; n < 3; n++) {
        store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
      }
      assertTrue(System.nanoTime() - began < 2_500_000_000L, "the wait is over");
      assertEquals(List.of(true, false, false, false), asked(deaf));
    }
  }

  /** The wait for its answer is none of the time that a body may take. */
  @Test
  void aServerThatDoesNotAnswerMayBeWaitedForLongerThanTheTimeout() throws IOException {
    try (ScriptedServer deaf =
            ScriptedServer.start(AskingFirstTest::stored)
                .answering(ScriptedServer.Asked.IS_SILENT);
        S3Backend store = open(deaf, "direct", Options.NONE.with(S3Options.TIMEOUT, "1s"))) {
      store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
      assertEquals(List.of(true), asked(deaf));
    }
  }
}
