package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.runpaths.spi.Body;
import io.runpaths.spi.PutOptions;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * Uploads at a server that says it keeps a checksum of the whole and does not, so that each first
 * beginning is given up for a second.
 */
final class SecondBeginningsTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final byte[] LARGE = noise((5 << 20) + 1);

  /** It is called by no known name, and something happens as an upload begins. */
  private void answers(PaperS3.Twist beginning) {
    paper.twist(
        ALL,
        request -> true,
        (request, plain) -> {
          HttpAnswer answer =
              switch (request.operation()) {
                case "CreateMultipartUpload" -> beginning.answer(request, plain);
                case "HeadObject" -> plain.done().with("x-amz-checksum-crc32c", "AAAAAA==");
                default -> plain.done();
              };
          boolean asked = !request.header("x-amz-checksum-type").isEmpty();
          return (asked ? answer.with("x-amz-checksum-type", "FULL_OBJECT") : answer)
              .with("Server", "Something else");
        });
  }

  @Test
  void anUploadOfAnotherIsNotTakenForTheOneThatAskedInVain() throws IOException {
    AtomicReference<String> others = new AtomicReference<>("");
    answers(
        (request, plain) -> {
          if (request.header("x-amz-checksum-type").isEmpty()) {
            others.set(paper.begin(FULL, Map.of(), Instant.now()));
          }
          return plain.done();
        });
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    assertEquals(List.of(others.get()), paper.uploads().stream().map(PaperS3.Begun::id).toList());
    assertEquals(0, paper.server().count("ListMultipartUploads"), "no answer was lost");
  }

  @Test
  void oneThatWasLostIsLookedForAlsoWhereTheNextAskedInVain() throws IOException {
    AtomicBoolean lost = new AtomicBoolean();
    answers(
        (request, plain) -> {
          HttpAnswer answer = plain.done();
          boolean ofProbe = request.path().contains("probes");
          return ofProbe || lost.getAndSet(true) ? answer : HttpAnswer.LOST;
        });
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    assertEquals(List.of(), paper.uploads());
  }
}
