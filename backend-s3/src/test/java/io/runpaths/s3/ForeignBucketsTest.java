package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.runpaths.spi.Body;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies from another bucket, which lives in another region than the root's. */
final class ForeignBucketsTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final Location SOURCE = new Location("s3", "other-bucket", "a/source");
  private static final byte[] BYTES = noise((5 << 20) + 1);
  private static final Version VERSION = Versions.of(PaperS3.etag(BYTES), BYTES.length);
  private static final PutOptions RENAMED = PutOptions.REPLACE.withMetadata(Map.of("lr", "0.1"));

  private static Predicate<HttpRequest> to(String bucket) {
    return request -> (request.path() + "/").startsWith("/" + bucket + "/");
  }

  private static Predicate<HttpRequest> signedFor(String region) {
    return request ->
        request.headers().getOrDefault("authorization", "").contains("/" + region + "/s3/");
  }

  private static HttpAnswer livesIn(String region) {
    return HttpAnswer.of(301).with("x-amz-bucket-region", region);
  }

  private static HttpAnswer source(HttpRequest request) {
    return request.operation().equals("GetObjectTagging")
        ? HttpAnswer.xml(
            200, "<Tagging><TagSet><Tag><Key>team</Key><Value>lab</Value></Tag></TagSet></Tagging>")
        : HttpAnswer.of(200)
            .with("ETag", PaperS3.etag(BYTES))
            .with("x-amz-tagging-count", "1")
            .withBody(BYTES);
  }

  /** The paper knows keys, whatever bucket they are in. */
  @BeforeEach
  void plantTheSource() {
    paper.plant(SOURCE.path(), BYTES, Map.of(), Instant.now());
    paper.twist(
        ALL,
        to(PaperS3.BUCKET).and(signedFor("us-east-1").negate()),
        PaperS3.only(livesIn("us-east-1")));
  }

  private void sourceLivesElsewhere() {
    paper.twist(
        ALL,
        to(SOURCE.authority()).and(signedFor("eu-west-1").negate()),
        PaperS3.only(livesIn("eu-west-1")));
    paper.twist(ALL, to(SOURCE.authority()), (request, plain) -> source(request));
  }

  private void assertThatTheRootDidNotMove() {
    List<String> astray =
        paper.server().requests().stream()
            .filter(to(PaperS3.BUCKET).and(signedFor("us-east-1").negate()))
            .map(HttpRequest::operation)
            .toList();
    assertEquals(List.of(), astray);
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "client"})
  void theRootStaysWhereItIsWhenTheSourceIsLookedAt(String transport) throws IOException {
    sourceLivesElsewhere();
    try (S3Backend store = open(Options.NONE.with(S3Options.TRANSPORT, transport))) {
      store.copyFrom(SOURCE, VERSION, KEY, RENAMED);
      store.put(key("other"), Body.of("x"), PutOptions.REPLACE);
      store.copyFrom(SOURCE, VERSION, key("again"), RENAMED);
    }
    assertArrayEquals(BYTES, paper.content(FULL));
    assertThatTheRootDidNotMove();
    // One request to learn where the source lives, and one for each look.
    assertEquals(3, paper.server().count("HeadObject"));
  }

  @Test
  void norWhenItsTagsAreRead() throws IOException {
    sourceLivesElsewhere();
    paper.twist(ALL, "CopyObject", PaperS3.only(HttpAnswer.error(400, "EntityTooLarge")));
    store.copyFrom(SOURCE, VERSION, KEY, RENAMED);
    assertArrayEquals(BYTES, paper.content(FULL));
    assertThatTheRootDidNotMove();
    assertEquals(
        "team=lab",
        paper.server().requests().stream()
            .filter(request -> request.operation().equals("CreateMultipartUpload"))
            .findFirst()
            .orElseThrow()
            .header("x-amz-tagging"));
  }

  /** A HEAD is refused without words; the listing that is asked for some is the source's. */
  @Test
  void whereTheSourceLivesIsAskedOfItsOwnBucket() throws IOException {
    paper.twist(
        ALL,
        to(SOURCE.authority())
            .and(signedFor("eu-west-1").negate())
            .and(request -> request.method().equals("HEAD")),
        PaperS3.only(HttpAnswer.of(400)));
    paper.twist(
        ALL,
        to(SOURCE.authority()).and(signedFor("eu-west-1").negate()),
        PaperS3.only(
            HttpAnswer.xml(
                400,
                "<Error><Code>AuthorizationHeaderMalformed</Code><Message>Told to.</Message>"
                    + "<Region>eu-west-1</Region></Error>")));
    sourceLivesElsewhere();
    store.copyFrom(SOURCE, VERSION, KEY, RENAMED);
    assertArrayEquals(BYTES, paper.content(FULL));
    assertThatTheRootDidNotMove();
  }
}
