package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that the table does not know, whose completions obey no condition perhaps. */
final class UnknownServersTest extends PaperTest {
  private static final byte[] LARGE = noise((5 << 20) + 1);

  @BeforeEach
  void callItSomethingElse() {
    paper.twist(
        Integer.MAX_VALUE,
        request -> true,
        PaperS3.changed(answer -> answer.with("Server", "Something else")));
  }

  @Test
  void aLargeObjectThatIsThereIsNotCompletedOver() throws IOException {
    put("there", PutOptions.REPLACE);
    assertThrows(
        AlreadyExistsException.class, () -> store.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT));
    assertThrows(
        AlreadyExistsException.class,
        () -> {
          try (var upload = store.upload(KEY, PutOptions.IF_ABSENT)) {
            upload.output().write(noise(9 << 20));
            upload.commit();
          }
        });
    assertEquals(0, paper.server().count("CompleteMultipartUpload"));
    assertArrayEquals(utf8("there"), paper.content(FULL));
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void neitherIsOneOfAnotherVersion() throws IOException {
    ObjectStat first = put("first", PutOptions.REPLACE);
    PutOptions overFirst = PutOptions.ifVersion(first.version());
    store.put(KEY, Body.of(LARGE), overFirst);
    assertArrayEquals(LARGE, paper.content(FULL));
    assertThrows(
        PreconditionFailedException.class, () -> store.put(KEY, Body.of(LARGE), overFirst));
    paper.remove(FULL);
    assertThrows(
        PreconditionFailedException.class, () -> store.put(KEY, Body.of(LARGE), overFirst));
    assertEquals(1, paper.server().count("CompleteMultipartUpload"));
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void withoutAConditionNobodyLooks() throws IOException {
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    assertEquals(0, paper.server().count("HeadObject"));
    assertEquals(2, paper.server().count("CompleteMultipartUpload"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "W/\"%s\""})
  void howeverAGatewayWritesEtagsAVersionIsRecognized(String form) throws IOException {
    paper.forget();
    paper.twist(
        Integer.MAX_VALUE,
        request -> true,
        PaperS3.changed(
            answer -> {
              HttpAnswer named = answer.with("Server", "Something else");
              String etag = named.headers().get("ETag");
              return etag == null
                  ? named
                  : named.with("ETag", String.format(form, etag.replace("\"", "")));
            }));
    ObjectStat first = put("first", PutOptions.REPLACE);
    PutOptions overFirst = PutOptions.ifVersion(first.version());
    store.put(KEY, Body.of(LARGE), overFirst);
    assertArrayEquals(LARGE, paper.content(FULL));
    assertThrows(
        PreconditionFailedException.class, () -> store.put(KEY, Body.of(LARGE), overFirst));
  }

  /** A server that names itself by no header is asked for its buckets' owner. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<ListBucketResult><Name>paper-bucket</Name></ListBucketResult>",
        "<AccessControlPolicy><Owner/></AccessControlPolicy>",
        "<Unknown/>"
      })
  void oneThatKnowsNoOwnersWorksAllTheSame(String document) throws IOException {
    paper.forget();
    paper.twist(Integer.MAX_VALUE, "GetBucketAcl", PaperS3.only(HttpAnswer.xml(200, document)));
    paper.twist(
        Integer.MAX_VALUE, request -> true, PaperS3.changed(answer -> answer.without("Server")));
    try (S3Backend other = open(Options.NONE.with(S3Options.CONDITIONS, "probe"))) {
      other.put(KEY, Body.of("first"), PutOptions.IF_ABSENT);
      assertTrue(other.capabilities().has(Capability.PUT_IF_ABSENT));
      assertFalse(other.capabilities().has(Capability.LONG_SEGMENTS));
    }
    assertTrue(paper.server().count("GetBucketAcl") > 0);
  }
}
