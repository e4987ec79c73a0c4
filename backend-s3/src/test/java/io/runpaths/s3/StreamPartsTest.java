package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Op;
import io.runpaths.spi.remote.Payload;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stream has as many parts as S3 takes, and no more. */
final class StreamPartsTest extends PaperTest {
  private static final Payload PART = Payload.of(utf8("x"), 1);

  @Test
  void aStreamOfMorePartsIsTooLargeAndNotCorrupt() throws IOException {
    paper.twist(
        Multipart.MAX_PARTS, "UploadPart", PaperS3.only(HttpAnswer.of(200).with("ETag", "\"e\"")));
    TestServer there = new TestServer(PaperS3.NAME, paper.server().uri(), "lab-key", "lab-secret");
    S3Settings settings = S3Settings.from(Options.NONE.over(there.options()));
    try (S3Connection connection =
        S3Connection.open(PaperS3.BUCKET, settings, there.credentials())) {
      Services at = Services.of(store.root(), connection, time -> Thread.onSpinWait());
      StreamParts parts =
          new StreamParts(
              at,
              new Writes(at),
              Op.on("upload", store.root(), KEY),
              KEY,
              PutOptions.REPLACE,
              new PartSizes(S3Settings.MIN_PART, false));
      for (int n = 0; n < Multipart.MAX_PARTS; n++) {
        parts.send(PART);
      }
      UnsupportedException failure =
          assertThrows(UnsupportedException.class, () -> parts.send(PART));
      assertEquals(Reason.TOO_LARGE, failure.reason());
      parts.abort();
    }
    assertEquals(List.of(), paper.uploads());
  }
}
