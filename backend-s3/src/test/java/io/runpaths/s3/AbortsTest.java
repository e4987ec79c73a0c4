package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Uploads that are given up are gone, or their caller is told. */
final class AbortsTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;

  private Upload begun() throws IOException {
    Upload upload = store.upload(KEY, PutOptions.REPLACE);
    upload.output().write(noise(9 << 20));
    return upload;
  }

  @Test
  void anUploadThatIsThereAfterAllAbortsIsToldOf() throws IOException {
    paper.twist(ALL, "AbortMultipartUpload", PaperS3.only(HttpAnswer.of(204)));
    Upload upload = begun();
    UnavailableException failure = assertThrows(UnavailableException.class, upload::close);
    assertEquals(Reason.CONFLICT, failure.reason());
    assertTrue(String.valueOf(failure.getMessage()).contains("still there"), failure.getMessage());
    assertEquals(3, paper.server().count("AbortMultipartUpload"));
  }

  @Test
  void oneThatIsGoneInTheEndIsNot() throws IOException {
    paper.twist(2, "AbortMultipartUpload", PaperS3.only(HttpAnswer.of(204)));
    begun().close();
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void whoMayNotLookBelievesTheAnswer() throws IOException {
    paper.twist(ALL, "ListParts", PaperS3.only(HttpAnswer.error(403, "AccessDenied")));
    begun().close();
    assertEquals(List.of(), paper.uploads());
    assertEquals(1, paper.server().count("AbortMultipartUpload"));
  }
}
