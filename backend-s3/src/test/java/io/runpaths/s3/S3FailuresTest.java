package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AccessDeniedException;
import io.runpaths.spi.Body;
import io.runpaths.spi.ByteRange;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.NotFoundException;
import io.runpaths.spi.ObjectKey;
import io.runpaths.spi.Options;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.RangeNotSatisfiableException;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.ThrottledException;
import io.runpaths.spi.UnavailableException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.remote.Op;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.NamedEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What errors of a server come to: a type, a reason, a sentence with the way out. */
final class S3FailuresTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;

  private void everything(HttpAnswer answer) {
    paper.twist(ALL, request -> !request.method().equals("HEAD"), PaperS3.only(answer));
  }

  private static StorageException failure(Executable call) {
    return assertThrows(StorageException.class, call);
  }

  @ParameterizedTest(name = "{1} {0} is {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AccessDenied             | 403 | AccessDenied | FORBIDDEN           | bucket's policy
          ExpiredToken             | 400 | AccessDenied | EXPIRED_CREDENTIALS | aws sso login
          InvalidAccessKeyId       | 403 | AccessDenied | NO_CREDENTIALS      | does not know these credentials
          SignatureDoesNotMatch    | 403 | AccessDenied | NO_CREDENTIALS      | check profile
          RequestTimeTooSkewed     | 403 | AccessDenied | CLOCK_SKEW          | set the clock
          NoSuchBucket             | 404 | NotFound     | NO_SUCH_ROOT        | paper-bucket does not exist
          InvalidObjectState       | 403 | Unsupported  | ARCHIVED            | restore it first
          ObjectNotInActiveTierError | 403 | Unsupported | ARCHIVED          | restore it first
          KeyTooLongError          | 400 | Unsupported  | NAME_TOO_LONG       | longer than the store takes
          EntityTooLarge           | 400 | Unsupported  | TOO_LARGE           | larger than the store takes
          InvalidBucketName        | 400 | Unsupported  | BAD_NAME            | no bucket of this name
          MethodNotAllowed         | 405 | Unsupported  | NOT_PROMISED        | does not do that
          NotImplemented           | 501 | Unsupported  | NOT_PROMISED        | s3.checksums=md5
          InvalidArgument          | 400 | Unsupported  | OTHER               | Told to
          NotImplemented           | 400 | Unsupported  | NOT_PROMISED        | s3.checksums=md5
          ExcessHeaderValues       | 400 | Unsupported  | NOT_PROMISED        | s3.checksums=md5
          MalformedXML             | 400 | CorruptData  | MALFORMED           | cannot read the document
          SlowDown                 | 503 | Throttled    | THROTTLED           | s3.connections
          TooManyRequests          | 429 | Throttled    | THROTTLED           | try later
          XMinioStorageFull        | 507 | Unavailable  | NO_SPACE            | free space
          ObjectParentIsFile       | 409 | Unsupported  | FILE_OR_FOLDER      | another name
          ExistingObjectIsDirectory | 409 | Unsupported | FILE_OR_FOLDER      | another name
          PathStyleDomainForbidden | 403 | AccessDenied | FORBIDDEN           | set s3.path-style=false
          SecondLevelDomainForbidden | 403 | AccessDenied | FORBIDDEN         | set s3.path-style=false
          PermanentRedirect        | 301 | Unavailable  | WRONG_REGION        | set s3.region
          InternalError            | 500 | Unavailable  | SERVER_ERROR        | the server failed
          BadGateway               | 502 | OutcomeUnknown | LOST_ANSWER       | look before you do it again
          AccessDenied             | 200 | AccessDenied | FORBIDDEN           | bucket's policy
          """)
  void anErrorHasItsTypeReasonAndSentence(
      String code, int status, String type, Reason reason, String words) throws IOException {
    everything(HttpAnswer.error(status, code));
    // The answer to a copy is a document, so that an error may be in a success.
    StorageException failure =
        status == 200
            ? failure(
                () ->
                    store.copyFrom(
                        store.root().resolve("a"), Versions.of("x", 1), KEY, PutOptions.REPLACE))
            : failure(() -> put("x", PutOptions.REPLACE));
    assertEquals(type + "Exception", failure.getClass().getSimpleName());
    assertEquals(reason, failure.reason());
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(words), message);
    assertTrue(message.contains(code) && message.contains("request R1"), message);
    assertTrue(message.contains(PaperS3.BUCKET), message);
    assertTrue(message.endsWith(".") && message.indexOf('\n') < 0, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Unsupported header 'x-amz-checksum-crc32c' received for this API call.",
        "Header 'x-amz-checksum-algorithm' with value 'CRC32C' not implemented",
        "The algorithm of the checksum is unknown."
      })
  void aRefusalOfTheChecksumNamesTheSettingThatHelps(String words) throws IOException {
    everything(
        HttpAnswer.xml(
            400, "<Error><Code>InvalidArgument</Code><Message>" + words + "</Message></Error>"));
    StorageException refused = failure(() -> put("x", PutOptions.REPLACE));
    assertEquals(Reason.NOT_PROMISED, refused.reason());
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("s3.checksums=md5 may help"), message);
    try (S3Backend other = open(Options.NONE.with(S3Options.CHECKSUMS, "md5"))) {
      StorageException again = failure(() -> other.put(KEY, Body.of("x"), PutOptions.REPLACE));
      assertFalse(String.valueOf(again.getMessage()).contains("s3.checksums"), again::toString);
    }
  }

  @Test
  void anObjectThatIsNotThereIsSaidInPlainWords() {
    StorageException read = failure(() -> read(store, ReadOptions.ALL));
    assertInstanceOf(NotFoundException.class, read);
    assertEquals(
        "There is no object s3://paper-bucket/root/folder/object; check the name.",
        read.getMessage());
    StorageException copy =
        failure(
            () ->
                store.copyFrom(
                    store.root().resolve("a"), Versions.of("x", 1), KEY, PutOptions.REPLACE));
    assertEquals(
        "There is no object s3://paper-bucket/root/a to copy; check the name.", copy.getMessage());
  }

  @Test
  void aMissingBucketIsNamedByAllButStat() throws IOException {
    try (S3Backend other =
        new TestServer(PaperS3.NAME, paper.server().uri(), "k", "s")
            .open(
                new Location("s3", "no-bucket", "root"),
                Options.NONE.with(S3Options.CONDITIONS, "trusted"))) {
      for (Executable call :
          List.<Executable>of(
              () -> read(other, ReadOptions.ALL),
              () -> other.put(KEY, Body.of("x"), PutOptions.IF_ABSENT),
              () -> other.put(KEY, Body.of(noise(65 << 20)), PutOptions.IF_ABSENT),
              () -> other.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10),
              () -> other.delete(KEY, Precondition.NONE),
              () -> other.deleteAll(List.of(KEY)))) {
        StorageException failure = failure(call);
        assertInstanceOf(NotFoundException.class, failure);
        assertEquals(Reason.NO_SUCH_ROOT, failure.reason());
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("The bucket no-bucket does not exist at 127.0.0.1"), message);
      }
      assertFalse(other.stat(KEY).isPresent());
    }
  }

  @Test
  void aPageInPlaceOfARefusalIsNotBelieved() {
    for (int status : List.of(400, 403, 404, 405)) {
      everything(HttpAnswer.html(status));
      StorageException failure = failure(() -> read(store, ReadOptions.ALL));
      assertEquals(Reason.MALFORMED, failure.reason(), failure.getMessage());
    }
  }

  @Test
  void aPageOfALoadBalancerIsTriedAgain() throws IOException {
    for (int status : List.of(408, 429, 500, 502, 503, 504)) {
      paper.twist(2, "PutObject", PaperS3.only(HttpAnswer.html(status)));
      put("x", PutOptions.REPLACE);
    }
  }

  @Test
  void aPageOfAProxyIsTakenByItsStatus() {
    paper.twist(1, "GetObject", PaperS3.only(HttpAnswer.html(407)));
    StorageException login = failure(() -> read(store, ReadOptions.ALL));
    assertEquals(Reason.UNREACHABLE, login.reason(), login.getMessage());
    assertTrue(String.valueOf(login.getMessage()).contains("s3.proxy"), login.getMessage());
    paper.twist(1, "PutObject", PaperS3.only(HttpAnswer.html(413)));
    StorageException large = failure(() -> put("x", PutOptions.REPLACE));
    assertEquals(Reason.TOO_LARGE, large.reason(), large.getMessage());
    assertTrue(String.valueOf(large.getMessage()).contains("s3.part-size"), large.getMessage());
  }

  @Test
  void bytesThatArriveChangedAreSentAgainAndThenCorrupt() throws IOException {
    HttpAnswer changed = HttpAnswer.error(400, "BadDigest");
    paper.twist(2, "PutObject", PaperS3.only(changed));
    paper.twist(2, "UploadPart", PaperS3.only(changed));
    put("x", PutOptions.IF_ABSENT);
    store.put(key("large"), Body.of(noise(6 << 20)), PutOptions.IF_ABSENT);
    paper.twist(ALL, "PutObject", PaperS3.only(changed));
    paper.twist(ALL, "UploadPart", PaperS3.only(changed));
    assertThrows(CorruptDataException.class, () -> put("y", PutOptions.REPLACE));
    assertThrows(
        CorruptDataException.class,
        () -> store.put(key("more"), Body.of(noise(6 << 20)), PutOptions.IF_ABSENT));
    assertEquals(List.of(), paper.uploads());
    assertEquals("x", text(read(store, ReadOptions.ALL)));
  }

  @Test
  void aPartThatTheServerSaysItHasOtherwiseIsSentAgain() throws IOException {
    paper.twist(
        1,
        "UploadPart",
        PaperS3.changed(answer -> answer.with("x-amz-checksum-crc32c", "AAAAAA==")));
    store.put(KEY, Body.of(noise(6 << 20)), PutOptions.IF_ABSENT);
    assertEquals(3, paper.server().count("UploadPart"));
  }

  @Test
  void aRangeBehindTheEndIsSaidToBeOne() throws IOException {
    put("x", PutOptions.REPLACE);
    assertThrows(
        RangeNotSatisfiableException.class, () -> read(store, ReadOptions.of(ByteRange.from(5))));
  }

  @Test
  void errorsOfABatchComeByKey() throws IOException {
    paper.twist(
        ALL,
        "DeleteObjects",
        (request, plain) ->
            HttpAnswer.xml(
                    200,
                    "<DeleteResult>"
                        + (text(request.body()).contains("root/a")
                            ? "<Error><Key>root/a</Key><Code>AccessDenied</Code></Error>"
                            : "")
                        + "<Error><Key>root/b</Key><Code>SlowDown</Code></Error></DeleteResult>")
                .with("x-amz-request-id", "R7"));
    paper.plant("root/b", utf8("x"), Map.of(), Instant.parse("2020-01-01T00:00:00Z"));
    Map<ObjectKey, StorageException> failed =
        store.deleteAll(List.of(key("a"), key("b"), key("c")));
    assertEquals(2, failed.size());
    StorageException denied = assertInstanceOf(AccessDeniedException.class, failed.get(key("a")));
    String message = String.valueOf(denied.getMessage());
    assertTrue(message.contains("(AccessDenied, status 403, request R7)"), message);
    assertInstanceOf(ThrottledException.class, failed.get(key("b")));
    assertEquals(4, paper.server().count("DeleteObjects"), "what was throttled is tried again");
  }

  @Test
  void whoMayNotDoWhatIsSaidInTheServersWords() {
    String words = "User: arn:aws:iam::123456789012:user/lab may not do s3:PutObject";
    everything(
        HttpAnswer.xml(
            403, "<Error><Code>AccessDenied</Code><Message>" + words + ".</Message></Error>"));
    String message = String.valueOf(failure(() -> put("x", PutOptions.REPLACE)).getMessage());
    assertTrue(message.contains("may not do that (" + words + "); check"), message);
    paper.forget();
    everything(HttpAnswer.of(403));
    String mute = String.valueOf(failure(() -> put("x", PutOptions.REPLACE)).getMessage());
    assertTrue(mute.contains("may not do that; check the bucket's policy"), mute);
  }

  /** Without an endpoint the region makes the host, and a slip of the pen in it a wrong one. */
  @Test
  void theHostThatWasTriedIsNamed() {
    S3Failures failures =
        new S3Failures("lab", S3Settings.from(Options.NONE.with(S3Options.REGION, "eu-centrl-1")));
    String host = "lab.s3.eu-centrl-1.amazonaws.com";
    Op op = new Op("put", "s3://lab/a");
    NamedEndpoint there = new HttpHost("https", host, 443);
    assertEquals(
        List.of(
            "the host " + host + " is not known",
            "the host " + host + " is not known",
            "the host Amazon S3 is not known",
            "nothing answers at " + host + ":443",
            "nothing answers at " + host + ":443",
            "nothing answers at Amazon S3"),
        Stream.of(
                new UnknownHostException(host + ": Name or service not known"),
                new UnknownHostException(host),
                new UnknownHostException(),
                new HttpHostConnectException("refused", there),
                new ConnectTimeoutException("late", there),
                new ConnectException("refused"))
            .map(thrown -> failures.translate(op, thrown).exception())
            .peek(failure -> assertEquals(Reason.UNREACHABLE, failure.reason()))
            .map(failure -> String.valueOf(failure.getMessage()))
            .map(words -> words.replaceAll("^.* failed: |;.*$", ""))
            .toList());
  }

  @Test
  void nobodyAtTheEndpointIsSaidSo() throws IOException {
    paper.close();
    StorageException failure = failure(() -> put("x", PutOptions.REPLACE));
    assertInstanceOf(UnavailableException.class, failure);
    assertEquals(Reason.UNREACHABLE, failure.reason());
    assertTrue(
        String.valueOf(failure.getMessage()).contains("nothing answers at 127.0.0.1"),
        failure.getMessage());
  }

  @Test
  void aCopyFromABucketThatCannotBeReachedIsNotDoneInsideTheStore() {
    StorageException failure =
        failure(
            () ->
                store.copyFrom(
                    new Location("s3", "elsewhere", "a"),
                    Versions.of("x", 1),
                    KEY,
                    PutOptions.REPLACE));
    assertInstanceOf(NotFoundException.class, failure);
  }

  @Test
  void anUnsupportedConditionIsRefusedInWords() {
    S3Backend none = open(Options.NONE.with(S3Options.CONDITIONS, "none"));
    StorageException failure = failure(() -> none.put(KEY, Body.of("x"), PutOptions.IF_ABSENT));
    assertInstanceOf(UnsupportedException.class, failure);
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains("needs exclusive creation"), message);
    assertTrue(message.contains("nothing was written"), message);
  }
}
