package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.Capability;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.ObjectStat;
import io.runpaths.spi.Options;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PreconditionFailedException;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.Reason;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Servers that read S3's headers in ways of their own: each is the plain one with one habit that
 * was seen elsewhere.
 */
final class OddServersTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final byte[] LARGE = noise((5 << 20) + 1);
  private static final String TX = "tx00000d2e8f0a1b2c3d4e5-0065a1b2c3-1a2b3c-default";

  private UnaryOperator<HttpAnswer> named = answer -> answer.with("Server", "Something else");

  @BeforeEach
  void callItByItsName() {
    habit(request -> null);
  }

  /** A habit: an answer in place of the plain one; null for the plain one. */
  private interface Habit {
    @Nullable HttpAnswer of(HttpRequest request);
  }

  private void habit(Habit habit) {
    answers(
        (request, plain) -> {
          HttpAnswer own = habit.of(request);
          return own == null ? plain.done() : own;
        });
  }

  /** From now on that is how all requests are answered, under the server's name. */
  private void answers(PaperS3.Twist twist) {
    paper.forget();
    paper.twist(
        ALL, request -> true, (request, plain) -> named.apply(twist.answer(request, plain)));
  }

  private void isCeph() {
    named = answer -> answer.without("Server").with("x-amz-request-id", TX);
    paper.wantsBareEtags();
  }

  private S3Backend probing() {
    return open(Options.NONE.with(S3Options.CONDITIONS, "probe"));
  }

  private List<HttpRequest> requests(String operation) {
    return paper.server().requests().stream()
        .filter(request -> request.operation().equals(operation))
        .toList();
  }

  private static HttpAnswer refusal(int status, String code, String words) {
    return HttpAnswer.xml(
        status, "<Error><Code>" + code + "</Code><Message>" + words + "</Message></Error>");
  }

  private static Body file(Path folder) throws IOException {
    return Body.ofFile(Files.write(folder.resolve("large"), LARGE));
  }

  // -- conditions

  @Test
  void aProbeFindsOutThatEtagsAreWantedBare() throws IOException {
    isCeph();
    try (S3Backend other = probing()) {
      ObjectStat first = other.put(KEY, Body.of("first"), PutOptions.REPLACE);
      PutOptions overFirst = PutOptions.ifVersion(first.version());
      ObjectStat second = other.put(KEY, Body.of("second"), overFirst);
      assertThrows(
          PreconditionFailedException.class, () -> other.put(KEY, Body.of("late"), overFirst));
      other.put(KEY, Body.of(LARGE), PutOptions.ifVersion(second.version()));
      assertArrayEquals(LARGE, paper.content(FULL));
      assertTrue(other.capabilities().has(Capability.PUT_IF_VERSION));
    }
    assertEquals(List.of(FULL), paper.keys());
  }

  @Test
  void ofCephThatIsKnownWithoutAProbe() throws IOException {
    isCeph();
    ObjectStat first = put("first", PutOptions.REPLACE);
    put("second", PutOptions.ifVersion(first.version()));
    assertThrows(
        PreconditionFailedException.class,
        () -> put("late", PutOptions.ifVersion(first.version())));
    assertEquals("second", text(paper.content(FULL)));
    assertEquals("second", text(read(store, ReadOptions.ALL)));
  }

  @Test
  void aServerThatRefusesTrueConditionsPromisesNone() throws IOException {
    habit(
        request ->
            request.header("if-match").isEmpty() || !request.method().equals("PUT")
                ? null
                : HttpAnswer.error(412, "PreconditionFailed"));
    try (S3Backend other = probing()) {
      ObjectStat first = other.put(KEY, Body.of("first"), PutOptions.REPLACE);
      UnsupportedException refused =
          assertThrows(
              UnsupportedException.class,
              () -> other.put(KEY, Body.of("second"), PutOptions.ifVersion(first.version())));
      assertEquals(Reason.NOT_PROMISED, refused.reason());
      assertFalse(other.capabilities().has(Capability.PUT_IF_VERSION));
      assertTrue(other.capabilities().has(Capability.PUT_IF_ABSENT));
    }
    assertEquals(List.of(FULL), paper.keys());
  }

  @Test
  void neitherDoesOneThatIgnoresThem() throws IOException {
    answers(
        (request, plain) ->
            request.header("if-none-match").isEmpty() && request.header("if-match").isEmpty()
                ? plain.done()
                : HttpAnswer.of(200).with("ETag", "\"e\""));
    try (S3Backend other = probing()) {
      for (PutOptions options :
          List.of(PutOptions.IF_ABSENT, PutOptions.ifVersion(Versions.of("x", 1)))) {
        assertThrows(UnsupportedException.class, () -> other.put(KEY, Body.of("first"), options));
      }
    }
    assertEquals(List.of(), paper.keys());
  }

  @ParameterizedTest
  @ValueSource(strings = {"NoSuchKey 404", "PreconditionFailed 412"})
  void oneThatLetsNothingBeMadeUnderAConditionPromisesNone(String answer) throws IOException {
    String[] words = answer.split(" ", 2);
    habit(
        request ->
            request.header("if-none-match").isEmpty()
                ? null
                : HttpAnswer.error(Integer.parseInt(words[1]), words[0]));
    try (S3Backend other = probing()) {
      UnsupportedException refused =
          assertThrows(
              UnsupportedException.class,
              () -> other.put(KEY, Body.of("first"), PutOptions.IF_ABSENT));
      assertEquals(Reason.NOT_PROMISED, refused.reason());
    }
    assertEquals(List.of(), paper.keys());
  }

  @Test
  void probesWhoseAnswersAreEchoesOrLostFindTheSame() throws IOException {
    paper.forget();
    // As by a gateway that sends it twice and tells the second answer.
    paper.twist(1, "PutObject", PaperS3.doneBut(HttpAnswer.error(412, "PreconditionFailed")));
    try (S3Backend other = probing()) {
      other.put(KEY, Body.of("first"), PutOptions.IF_ABSENT);
      ObjectStat first = other.stat(KEY).orElseThrow();
      int sent = requests("PutObject").size();
      // The third put of the probe is the one over the version that is there.
      paper.twist(2, "PutObject", (request, plain) -> plain.done());
      paper.twist(
          1,
          "PutObject",
          (request, plain) -> {
            plain.done();
            String key = request.path().substring(request.path().indexOf('/', 1) + 1);
            paper.plant(key, utf8("as by another encryption"), Map.of(), Instant.now());
            return HttpAnswer.LOST;
          });
      other.put(KEY, Body.of("second"), PutOptions.ifVersion(first.version()));
      assertEquals(sent + 5, requests("PutObject").size());
      assertTrue(other.capabilities().has(Capability.PUT_IF_VERSION));
    }
    assertEquals(List.of(FULL), paper.keys());
  }

  // -- asking nobody

  @ParameterizedTest
  @ValueSource(strings = {"trusted", "probe"})
  void nobodyIsAskedWhoSaidItAlready(String conditions) throws IOException {
    try (S3Backend other = open(Options.NONE.with(S3Options.CONDITIONS, conditions))) {
      assertEquals(Optional.empty(), other.stat(KEY));
      other.put(KEY, Body.of("first"), PutOptions.IF_ABSENT);
      assertEquals("first", text(read(other, ReadOptions.ALL)));
      other.capabilities();
    }
    assertEquals(0, paper.server().count("HeadBucket"));
    assertEquals(0, paper.server().count("GetBucketAcl"));
  }

  @Test
  void theProbesOwnAnswersTellTheServer() throws IOException {
    try (S3Backend other = probing()) {
      other.put(KEY, Body.of("first"), PutOptions.IF_ABSENT);
      assertFalse(other.capabilities().has(Capability.LONG_SEGMENTS));
    }
    assertEquals(0, paper.server().count("HeadBucket"));
  }

  // -- checksums of what is sent in parts

  private void assertPartsByMd5Alone() {
    List<HttpRequest> parts = requests("UploadPart");
    assertFalse(parts.isEmpty());
    for (HttpRequest part : parts) {
      assertFalse(part.header("content-md5").isEmpty(), part.headers()::toString);
      assertEquals("", part.header("x-amz-checksum-crc32c"));
    }
    for (HttpRequest completion : requests("CompleteMultipartUpload")) {
      assertEquals("", completion.header("x-amz-checksum-crc32c"));
      assertFalse(new String(completion.body(), StandardCharsets.UTF_8).contains("CRC32C"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "400 InvalidRequest The FULL_OBJECT checksum type does not go with crc32c",
        "501 NotImplemented Header 'x-amz-checksum-algorithm' is not implemented",
        "400 InvalidArgument no"
      })
  void aServerThatRefusesAChecksumOfTheWholeIsSpared(String answer, @TempDir Path folder)
      throws IOException {
    String[] words = answer.split(" ", 3);
    habit(
        request ->
            request.header("x-amz-checksum-type").isEmpty()
                    && request.header("x-amz-checksum-algorithm").isEmpty()
                ? null
                : refusal(Integer.parseInt(words[0]), words[1], words[2]));
    ObjectStat made = store.put(KEY, file(folder), PutOptions.REPLACE);
    store.put(key("other"), file(folder), PutOptions.REPLACE);
    assertArrayEquals(LARGE, paper.content(FULL));
    assertPartsByMd5Alone();
    assertEquals(3, paper.server().count("CreateMultipartUpload"));
    assertEquals(0, paper.server().count("ListMultipartUploads"));
    assertEquals(List.of(), paper.uploads());
    assertEquals(store.stat(KEY).orElseThrow().checksums().crc32c(), made.checksums().crc32c());
  }

  @Test
  void oneThatIgnoresItGetsNone(@TempDir Path folder) throws IOException {
    store.put(KEY, file(folder), PutOptions.REPLACE);
    assertPartsByMd5Alone();
  }

  @Test
  void nobodyElseKeepsItSoTheMetadataOfAFileDoes(@TempDir Path folder) throws IOException {
    answers(
        (request, plain) -> {
          HttpAnswer answer = plain.done();
          return answer.without("x-amz-checksum-crc32c").without("x-amz-checksum-type");
        });
    ObjectStat made =
        store.put(KEY, file(folder), PutOptions.REPLACE.withMetadata(Map.of("a", "b")));
    ObjectStat there = store.stat(KEY).orElseThrow();
    assertTrue(there.checksums().crc32c().isPresent());
    assertEquals(there.checksums().crc32c(), made.checksums().crc32c());
    assertEquals(Map.of("a", "b"), there.metadata());
    assertArrayEquals(LARGE, read(store, ReadOptions.ALL));
    answers(
        (request, plain) -> {
          HttpAnswer answer = plain.done();
          if (request.operation().equals("GetObject")) {
            byte[] changed = answer.body().clone();
            changed[17] ^= 1;
            answer = answer.withBody(changed);
          }
          return answer.without("x-amz-checksum-crc32c").without("x-amz-checksum-type");
        });
    assertThrows(CorruptDataException.class, () -> read(store, ReadOptions.ALL));
  }

  @Test
  void aFileThatChangesBehindItsChecksumIsNotPublished(@TempDir Path folder) throws IOException {
    Body body = file(folder);
    answers(
        (request, plain) -> {
          if (request.operation().equals("CreateMultipartUpload")) {
            try {
              Files.write(folder.resolve("large"), new byte[LARGE.length]);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
          return plain.done();
        });
    assertThrows(CorruptDataException.class, () -> store.put(KEY, body, PutOptions.REPLACE));
    assertEquals(List.of(), paper.keys());
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void aStreamWhoseChecksumNobodyKeepsPromisesNone() throws IOException {
    ObjectStat made;
    try (Upload upload = store.upload(KEY, PutOptions.REPLACE)) {
      upload.output().write(noise(9 << 20));
      made = upload.commit();
    }
    assertTrue(made.checksums().crc32c().isEmpty());
    assertPartsByMd5Alone();
  }

  @Test
  void oneThatAnswersThatItKeepsItIsBelieved() throws IOException {
    answers(
        (request, plain) ->
            request.operation().equals("CreateMultipartUpload")
                ? plain
                    .done()
                    .with("x-amz-checksum-algorithm", "CRC32C")
                    .with("x-amz-checksum-type", "FULL_OBJECT")
                : plain.done());
    ObjectStat made = store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    assertTrue(made.checksums().crc32c().isPresent());
    List<HttpRequest> completions = requests("CompleteMultipartUpload");
    assertFalse(completions.get(1).header("x-amz-checksum-crc32c").isEmpty());
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    assertEquals(3, requests("CompleteMultipartUpload").size(), "probed once");
    assertEquals(List.of(FULL), paper.keys());
  }

  @Test
  void oneThatSaysSoAndKeepsAnotherIsFoundOut() throws IOException {
    answers(
        (request, plain) ->
            switch (request.operation()) {
              case "CreateMultipartUpload" ->
                  request.header("x-amz-checksum-type").isEmpty()
                      ? plain.done()
                      : plain
                          .done()
                          .with("x-amz-checksum-algorithm", "CRC32C")
                          .with("x-amz-checksum-type", "FULL_OBJECT");
              case "HeadObject" -> plain.done().with("x-amz-checksum-crc32c", "AAAAAA==");
              default -> plain.done();
            });
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    List<HttpRequest> completions = requests("CompleteMultipartUpload");
    assertEquals(3, completions.size(), "probed once");
    assertEquals("", completions.get(1).header("x-amz-checksum-crc32c"));
    assertEquals("", completions.get(2).header("x-amz-checksum-crc32c"));
    assertArrayEquals(LARGE, paper.content(FULL));
    assertEquals(List.of(FULL), paper.keys());
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void whereThatCannotBeFoundOutNoUploadIsLeft() throws IOException {
    answers(
        (request, plain) ->
            !request.operation().equals("CreateMultipartUpload")
                ? plain.done()
                : request.path().contains("probes")
                    ? HttpAnswer.error(403, "AccessDenied")
                    : plain.done().with("x-amz-checksum-type", "FULL_OBJECT"));
    StorageException denied =
        assertThrows(
            StorageException.class, () -> store.put(KEY, Body.of(LARGE), PutOptions.REPLACE));
    assertEquals(Reason.FORBIDDEN, denied.reason());
    assertEquals(List.of(), paper.uploads());
    assertEquals(List.of(), paper.keys());
  }

  @Test
  void oneThatKeepsThoseOfPartsGetsThemBackInTheEnd() throws IOException {
    answers(
        (request, plain) ->
            request.operation().equals("CreateMultipartUpload")
                ? plain.done().with("x-amz-checksum-algorithm", "CRC32C")
                : plain.done());
    ObjectStat made = store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
    assertTrue(made.checksums().crc32c().isEmpty());
    for (HttpRequest part : requests("UploadPart")) {
      assertFalse(part.header("x-amz-checksum-crc32c").isEmpty());
    }
    HttpRequest completion = requests("CompleteMultipartUpload").get(0);
    assertEquals("", completion.header("x-amz-checksum-crc32c"));
    assertTrue(new String(completion.body(), StandardCharsets.UTF_8).contains("<ChecksumCRC32C>"));
  }

  @Test
  void whatGooglesInterfaceRefusesIsNotSent() throws IOException {
    named = answer -> answer.with("Server", "UploadServer");
    store.capabilities();
    ObjectStat made = put("small", PutOptions.REPLACE);
    store.put(key("large"), Body.of(LARGE), PutOptions.REPLACE);
    for (HttpRequest request : paper.server().requests()) {
      assertEquals("", request.header("x-amz-checksum-crc32c"));
      assertEquals("", request.header("x-amz-checksum-algorithm"));
    }
    assertFalse(requests("PutObject").get(0).header("content-md5").isEmpty());
    assertEquals(made.checksums().crc32c(), store.stat(KEY).orElseThrow().checksums().crc32c());
  }

  // -- deletions, lists, copies

  @Test
  void deletionsOfManyBearTheChecksumThatAllServersTake() throws IOException {
    put("small", PutOptions.REPLACE);
    assertEquals(Map.of(), store.deleteAll(List.of(KEY, key("other"))));
    HttpRequest deletion = requests("DeleteObjects").get(0);
    assertFalse(deletion.header("content-md5").isEmpty(), deletion.headers()::toString);
    assertEquals(
        List.of(),
        deletion.headers().keySet().stream().filter(name -> name.contains("checksum")).toList());
    assertEquals(List.of(), paper.keys());
  }

  private List<PendingUploads.Pending> pending() throws StorageException {
    return store.extension(PendingUploads.class).orElseThrow().pendingUploads(KeyPrefix.ROOT);
  }

  @Test
  void anUploadOfUnknownAgeIsNotOld() throws IOException {
    paper.begin(FULL, Map.of(), Instant.EPOCH);
    answers(
        (request, plain) -> {
          HttpAnswer answer = plain.done();
          return answer.withBody(
              text(answer.body()).replaceAll("<Initiated>[^<]*</Initiated>", ""));
        });
    Instant before = Instant.now().minusSeconds(2);
    assertFalse(pending().get(0).started().isBefore(before));
  }

  @Test
  void seaweedfsIsNotAskedForUploads() throws IOException {
    named = answer -> answer.with("Server", "SeaweedFS 30GB 4.18");
    UnsupportedException refused = assertThrows(UnsupportedException.class, this::pending);
    assertEquals(Reason.NOT_PROMISED, refused.reason());
    assertTrue(store.capabilities().has(Capability.PUT_IF_ABSENT));
    assertFalse(store.capabilities().has(Capability.DELETE_IF_VERSION));
    assertEquals(0, paper.server().count("ListMultipartUploads"));
  }

  @Test
  void aNameThatSeaweedfsWouldTakeForAnothersIsRefused() throws IOException {
    named = answer -> answer.with("Server", "SeaweedFS 30GB 4.53");
    store.put(key("a/b"), Body.of("other"), PutOptions.REPLACE);
    for (Executable use :
        List.<Executable>of(
            () -> store.put(key("a\\b"), Body.of("x"), PutOptions.REPLACE),
            () -> store.upload(key("a\\b"), PutOptions.REPLACE),
            () -> store.stat(key("a\\b")),
            () -> store.read(key("a\\b"), ReadOptions.ALL),
            () -> store.delete(key("a\\b"), Precondition.NONE),
            () -> store.deleteAll(List.of(KEY, key("a\\b"))))) {
      assertEquals(
          Reason.BAD_NAME, assertThrows(UnsupportedException.class, use).reason(), "refused");
    }
    assertEquals(List.of("root/a/b"), paper.keys());
    named = answer -> answer.with("Server", "Something else");
    try (S3Backend other = probing()) {
      other.put(key("a\\b"), Body.of("x"), PutOptions.REPLACE);
    }
    assertEquals(2, paper.keys().size());
  }

  private ObjectStat source() throws StorageException {
    return store.put(KEY, Body.of(LARGE), PutOptions.REPLACE);
  }

  private ObjectStat copy(ObjectStat source) throws StorageException {
    return store.copyFrom(
        store.root().resolve(KEY), source.version(), key("copy"), PutOptions.REPLACE);
  }

  private static HttpAnswer tooLarge() {
    return refusal(
        400,
        "InvalidRequest",
        "The specified copy source is larger than the maximum allowable size for a copy source");
  }

  /** Copies by parts know no condition of the source, and something happens at each. */
  private void refusesConditionsOfParts(Runnable atPart) {
    answers(
        (request, plain) -> {
          if (request.operation().equals("CopyObject")) {
            return tooLarge();
          }
          if (!request.operation().equals("UploadPartCopy")) {
            return plain.done();
          }
          if (!request.header("x-amz-copy-source-if-match").isEmpty()) {
            return refusal(
                501,
                "NotImplemented",
                "Header 'x-amz-copy-source-if-match' with value '...' not implemented");
          }
          atPart.run();
          return plain.done();
        });
  }

  @Test
  void copiesByPartsGoWithoutAConditionThatIsRefused() throws IOException {
    ObjectStat source = source();
    refusesConditionsOfParts(() -> {});
    copy(source);
    assertArrayEquals(LARGE, paper.content("root/copy"));
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void andAreNotPublishedIfTheSourceWasReplaced() throws IOException {
    ObjectStat source = source();
    refusesConditionsOfParts(
        () -> paper.plant(FULL, noise(LARGE.length + 1), Map.of(), Instant.now()));
    PreconditionFailedException failure =
        assertThrows(PreconditionFailedException.class, () -> copy(source));
    assertEquals(Reason.VERSION_DIFFERS, failure.reason());
    assertFalse(paper.has("root/copy"));
    assertEquals(List.of(), paper.uploads());
  }

  @Test
  void googlesInterfaceCopiesAnySizeByOneRequest() throws IOException {
    named = answer -> answer.with("Server", "UploadServer");
    ObjectStat source = put("small", PutOptions.REPLACE);
    String etag = Versions.bareEtag(source.version());
    store.copyFrom(
        store.root().resolve(KEY), Versions.of(etag, 6L << 30), key("copy"), PutOptions.REPLACE);
    assertEquals("small", text(paper.content("root/copy")));
    assertEquals(0, paper.server().count("CreateMultipartUpload"));
  }

  private void hasTags(HttpAnswer tags) {
    answers(
        (request, plain) ->
            switch (request.operation()) {
              case "CopyObject" -> tooLarge();
              case "HeadObject" -> plain.done().with("x-amz-tagging-count", "2");
              case "GetObjectTagging" -> tags;
              default -> plain.done();
            });
  }

  @Test
  void copiesByPartsKeepTheTags() throws IOException {
    ObjectStat source = source();
    hasTags(
        HttpAnswer.xml(
            200,
            "<Tagging><TagSet><Tag><Key>team</Key><Value>a b&amp;c</Value></Tag>"
                + "<Tag><Key>keep</Key><Value></Value></Tag></TagSet></Tagging>"));
    copy(source);
    assertEquals(
        "team=a%20b%26c&keep=", requests("CreateMultipartUpload").get(1).header("x-amz-tagging"));
  }

  @Test
  void copiesByPartsFailWhereTheTagsMayNotBeRead() throws IOException {
    ObjectStat source = source();
    hasTags(HttpAnswer.error(403, "AccessDenied"));
    StorageException denied = assertThrows(StorageException.class, () -> copy(source));
    assertEquals(Reason.FORBIDDEN, denied.reason());
    assertFalse(paper.has("root/copy"));
    assertEquals(List.of(), paper.uploads());
  }
}
