package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.AlreadyExistsException;
import io.runpaths.spi.Body;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ListEntry;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that obey the conditions of puts and not those of uploads in parts or of copies, as Ceph
 * 16 and 18 and moto do.
 */
final class ConditionsOfLargeObjectsTest extends PaperTest {
  private static final byte[] LARGE = noise((9 << 20) + 1);
  private static final String TX = "tx00000eea0f5e5d85f8d64-006b09fbea-100f-default";

  private final S3Backend probing = open(Options.NONE.with(S3Options.CONDITIONS, "probe"));
  private UnaryOperator<HttpAnswer> named = answer -> answer.with("Server", "Something else");

  @BeforeEach
  void callItByItsName() {
    paper.twist(Integer.MAX_VALUE, request -> true, PaperS3.changed(answer -> named.apply(answer)));
  }

  @AfterEach
  void closeProbing() throws StorageException {
    probing.close();
  }

  private void isCeph() {
    named = answer -> answer.without("Server").with("x-amz-request-id", TX);
    paper.wantsBareEtags();
    paper.ignoresConditionsOf("CompleteMultipartUpload", "UploadPartCopy", "DeleteObject");
  }

  private void write(S3Backend store, PutOptions options) throws IOException {
    try (Upload upload = store.upload(KEY, options)) {
      upload.output().write(LARGE);
      upload.commit();
    }
  }

  /** The requests of an operation for the object, not for what is probed. */
  private List<HttpRequest> requests(String operation) {
    return paper.server().requests().stream()
        .filter(request -> request.operation().equals(operation))
        .filter(request -> request.path().endsWith(FULL))
        .toList();
  }

  /** Somebody else is faster than the next request that would publish something. */
  private void somebodyElseWritesJustBefore(String operation) {
    paper.forget();
    paper.twist(
        1,
        request -> request.operation().equals(operation) && request.path().endsWith(FULL),
        (request, plain) -> {
          paper.plant(FULL, utf8("theirs"), Map.of(), Instant.now());
          return named.apply(plain.done());
        });
    callItByItsName();
  }

  private void assertOneWinner(S3Backend store) throws IOException {
    somebodyElseWritesJustBefore("PutObject");
    assertThrows(
        AlreadyExistsException.class, () -> store.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT));
    assertEquals("theirs", text(paper.content(FULL)));
    paper.remove(FULL);
    somebodyElseWritesJustBefore("PutObject");
    assertThrows(AlreadyExistsException.class, () -> write(store, PutOptions.IF_ABSENT));
    assertEquals("theirs", text(paper.content(FULL)));
    assertEquals(List.of(), requests("CreateMultipartUpload"));
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void whereCompletionsIgnoreConditionsOneRequestHoldsThem() throws IOException {
    paper.ignoresConditionsOf("CompleteMultipartUpload");
    assertOneWinner(probing);
    assertEquals(List.of(FULL), paper.keys());
  }

  @Test
  void soItIsOnCeph() throws IOException {
    isCeph();
    assertOneWinner(probing);
  }

  @Test
  void ofCephThatIsKnownWithoutAProbe() throws IOException {
    isCeph();
    store.put(KEY, Body.of("told by the answer"), PutOptions.REPLACE);
    paper.remove(FULL);
    assertOneWinner(store);
    assertFalse(paper.server().requests().stream().anyMatch(r -> r.path().contains("probes")));
  }

  @Test
  void aVersionIsReplacedByOneRequestToo(@TempDir Path folder) throws IOException {
    isCeph();
    Body file = Body.ofFile(Files.write(folder.resolve("large"), LARGE));
    ObjectStat first = probing.put(KEY, Body.of("first"), PutOptions.REPLACE);
    PutOptions overFirst = PutOptions.ifVersion(first.version());
    ObjectStat second = probing.put(KEY, file, overFirst);
    assertThrows(PreconditionFailedException.class, () -> probing.put(KEY, file, overFirst));
    assertThrows(PreconditionFailedException.class, () -> write(probing, overFirst));
    write(probing, PutOptions.ifVersion(second.version()));
    assertArrayEquals(LARGE, paper.content(FULL));
    assertEquals(List.of(), requests("CreateMultipartUpload"));
  }

  @Test
  void withoutAConditionPartsAreSent() throws IOException {
    isCeph();
    probing.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    write(probing, PutOptions.REPLACE);
    assertEquals(2, requests("CreateMultipartUpload").size());
    assertFalse(paper.server().requests().stream().anyMatch(r -> r.path().contains("probes")));
  }

  @Test
  void whereCompletionsAreSeenToObeyNobodyLooksBefore() throws IOException {
    somebodyElseWritesJustBefore("CompleteMultipartUpload");
    assertThrows(
        AlreadyExistsException.class, () -> probing.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT));
    paper.remove(FULL);
    probing.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT);
    assertEquals(0, requests("PutObject").size());
    assertEquals(2, requests("CompleteMultipartUpload").size());
    assertEquals(List.of(FULL), paper.keys());
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void whereOneConditionIsObeyedTheOtherNeedNotBe() throws IOException {
    paper.forget();
    paper.twist(
        Integer.MAX_VALUE,
        request ->
            request.operation().equals("CompleteMultipartUpload")
                && !request.header("if-match").isEmpty(),
        PaperS3.only(HttpAnswer.error(412, "PreconditionFailed")));
    callItByItsName();
    probing.put(KEY, Body.of(LARGE), PutOptions.IF_ABSENT);
    assertEquals(1, requests("CompleteMultipartUpload").size());
    ObjectStat there = probing.stat(KEY).orElseThrow();
    probing.put(KEY, Body.of(LARGE), PutOptions.ifVersion(there.version()));
    assertEquals(1, requests("CompleteMultipartUpload").size());
    assertEquals(1, requests("PutObject").size());
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void whatIsTooLargeForOneRequestIsRefusedInWords() {
    isCeph();
    Body huge =
        new Body() {
          @Override
          public long size() {
            return S3Settings.MAX_PART + 1;
          }

          @Override
          public InputStream open() {
            throw new AssertionError("nothing is read");
          }
        };
    UnsupportedException refused =
        assertThrows(
            UnsupportedException.class, () -> probing.put(KEY, huge, PutOptions.IF_ABSENT));
    assertEquals(Reason.NOT_PROMISED, refused.reason());
    assertTrue(String.valueOf(refused.getMessage()).contains("replace"));
    assertEquals(List.of(), paper.keys());
  }

  // -- copies

  private ObjectStat copy(ObjectStat source) throws StorageException {
    return probing.copyFrom(
        probing.root().resolve(KEY), source.version(), key("copy"), PutOptions.REPLACE);
  }

  @Test
  void whereCopiesIgnoreTheirSourcesVersionItIsLookedAtBeforeTheyArePublished() throws IOException {
    paper.ignoresConditionsOf("CopyObject", "UploadPartCopy");
    PutOptions options =
        PutOptions.REPLACE.withContentType("text/x-kept").withMetadata(Map.of("a", "b"));
    ObjectStat source = probing.put(KEY, Body.of("content"), options);
    copy(source);
    ObjectStat there = probing.stat(key("copy")).orElseThrow();
    assertEquals("content", text(paper.content("root/copy")));
    assertEquals(Map.of("a", "b"), there.metadata());
    assertEquals("text/x-kept", there.contentType().orElseThrow());
    assertEquals(0, requests("CopyObject").size());
    probing.put(KEY, Body.of("other"), PutOptions.REPLACE);
    paper.plant("root/copy", utf8("stays"), Map.of(), Instant.now());
    PreconditionFailedException failure =
        assertThrows(PreconditionFailedException.class, () -> copy(source));
    assertEquals(Reason.VERSION_DIFFERS, failure.reason());
    assertEquals("stays", text(paper.content("root/copy")));
    assertEquals(List.of("root/copy", FULL), paper.keys());
  }

  @Test
  void aCopyByPartsTakesAnotherContentType() throws IOException {
    paper.ignoresConditionsOf("CopyObject", "UploadPartCopy");
    ObjectStat source =
        probing.put(KEY, Body.of("content"), PutOptions.REPLACE.withContentType("text/x-old"));
    probing.copyFrom(
        probing.root().resolve(KEY),
        source.version(),
        key("copy"),
        PutOptions.REPLACE.withContentType("text/x-new"));
    assertEquals("text/x-new", probing.stat(key("copy")).orElseThrow().contentType().orElseThrow());
  }

  @Test
  void whereItIsReplacedMeanwhileNothingIsPublished() throws IOException {
    paper.ignoresConditionsOf("CopyObject", "UploadPartCopy");
    ObjectStat source = probing.put(KEY, Body.of("content"), PutOptions.REPLACE);
    paper.forget();
    paper.twist(
        1,
        "UploadPartCopy",
        (request, plain) -> {
          paper.plant(FULL, utf8("other"), Map.of(), Instant.now());
          return named.apply(plain.done());
        });
    callItByItsName();
    assertThrows(PreconditionFailedException.class, () -> copy(source));
    assertFalse(paper.has("root/copy"));
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void whereTheSettingsForbidConditionsThatOfACopyIsNotBelieved() throws IOException {
    paper.ignoresConditionsOf("CopyObject", "UploadPartCopy");
    ObjectStat source = probing.put(KEY, Body.of("content"), PutOptions.REPLACE);
    probing.put(KEY, Body.of("other content"), PutOptions.REPLACE);
    try (S3Backend none = open(Options.NONE.with(S3Options.CONDITIONS, "none"))) {
      assertThrows(
          PreconditionFailedException.class,
          () ->
              none.copyFrom(
                  none.root().resolve(KEY), source.version(), key("copy"), PutOptions.REPLACE));
      assertFalse(paper.has("root/copy"));
      ObjectStat now = none.stat(KEY).orElseThrow();
      none.copyFrom(none.root().resolve(KEY), now.version(), key("copy"), PutOptions.REPLACE);
    }
    assertEquals("other content", text(paper.content("root/copy")));
    assertEquals(List.of("root/copy", FULL), paper.keys(), "nothing was probed");
  }

  @Test
  void andAnEmptyObjectIsCopiedAsWell() throws IOException {
    paper.ignoresConditionsOf("CopyObject", "UploadPartCopy");
    copy(probing.put(KEY, Body.of(""), PutOptions.REPLACE));
    assertEquals("", text(paper.content("root/copy")));
  }

  @Test
  void olderCephsHearTheConditionByTheirNameForIt() throws IOException {
    isCeph();
    ObjectStat source = probing.put(KEY, Body.of("content"), PutOptions.REPLACE);
    copy(source);
    HttpRequest copied =
        paper.server().requests().stream()
            .filter(request -> request.operation().equals("CopyObject"))
            .reduce((first, last) -> last)
            .orElseThrow();
    assertEquals(Versions.quotedEtag(source.version()), copied.header("x-amz-copy-if-match"));
    assertEquals(
        Versions.quotedEtag(source.version()), copied.header("x-amz-copy-source-if-match"));
  }

  // -- listings

  @Test
  void aListingMayRepeatItsQuestionAsItWasAsked() throws IOException {
    paper.forget();
    paper.twist(
        Integer.MAX_VALUE,
        "ListObjectsV2",
        PaperS3.only(
            HttpAnswer.xml(
                    200,
                    "<ListBucketResult><EncodingType>url</EncodingType><Prefix>root/100%/</Prefix>"
                        + "<Delimiter>%</Delimiter><IsTruncated>false</IsTruncated><Contents>"
                        + "<Key>root%2F100%25%2Fa%20b</Key><Size>1</Size><ETag>\"e\"</ETag>"
                        + "</Contents></ListBucketResult>")
                .with("Server", "Something else")));
    assertEquals(
        List.of("100%/a b"),
        probing.list(new KeyPrefix("100%/"), Depth.ALL, Cursor.START, 10).entries().stream()
            .map(ListEntry::name)
            .toList());
  }
}
