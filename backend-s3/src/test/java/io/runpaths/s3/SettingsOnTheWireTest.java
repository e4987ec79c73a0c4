package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Body;
import io.runpaths.spi.CorruptDataException;
import io.runpaths.spi.Cursor;
import io.runpaths.spi.Depth;
import io.runpaths.spi.KeyPrefix;
import io.runpaths.spi.Location;
import io.runpaths.spi.Options;
import io.runpaths.spi.PendingUploads;
import io.runpaths.spi.Precondition;
import io.runpaths.spi.PutOptions;
import io.runpaths.spi.ReadOptions;
import io.runpaths.spi.StorageException;
import io.runpaths.spi.UnsupportedException;
import io.runpaths.spi.Version;
import io.runpaths.spi.remote.Crc32c;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the settings say arrives at the server, with every request that it concerns. */
final class SettingsOnTheWireTest extends PaperTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final byte[] LARGE = noise((5 << 20) + 1);

  /** Everything that a store does, a copy by parts and an upload that is given up included. */
  private void everything(S3Backend store) throws IOException {
    Version small = store.put(KEY, Body.of("small"), PutOptions.IF_ABSENT).version();
    Version large = store.put(key("large"), Body.of(LARGE), PutOptions.REPLACE).version();
    store.copyFrom(store.root().resolve(KEY), small, key("copy"), PutOptions.REPLACE);
    store.copyFrom(
        store.root().resolve(KEY),
        small,
        key("renamed"),
        PutOptions.REPLACE.withMetadata(Map.of("lr", "0.1")));
    paper.twist(1, "CopyObject", PaperS3.only(HttpAnswer.error(400, "EntityTooLarge")));
    store.copyFrom(store.root().resolve(key("large")), large, key("by-parts"), PutOptions.REPLACE);
    try (var upload = store.upload(key("given-up"), PutOptions.REPLACE)) {
      upload.output().write(noise(9 << 20));
    }
    store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10);
    store.stat(KEY);
    read(store, ReadOptions.ALL);
    store.extension(PendingUploads.class).orElseThrow().pendingUploads(KeyPrefix.ROOT);
    store.delete(KEY, Precondition.NONE);
    store.deleteAll(List.of(key("large"), key("copy")));
  }

  private Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    paper.server().requests().forEach(request -> operations.add(request.operation()));
    return operations;
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "client"})
  void whoPaysIsSaidWithEveryRequest(String transport) throws IOException {
    // Why a refusal without a word was given is asked by a listing.
    paper.twist(1, "PutObject", PaperS3.only(HttpAnswer.of(403)));
    try (S3Backend paying =
        open(
            Options.NONE
                .with(S3Options.REQUESTER_PAYS, "true")
                .with(S3Options.CONDITIONS, "probe")
                .with(S3Options.TRANSPORT, transport))) {
      assertThrows(StorageException.class, () -> paying.put(KEY, Body.of("x"), PutOptions.REPLACE));
      everything(paying);
    }
    assertEquals(
        Set.of(
            "AbortMultipartUpload",
            "CompleteMultipartUpload",
            "CopyObject",
            "CreateMultipartUpload",
            "DeleteObject",
            "DeleteObjects",
            "GetObject",
            "HeadObject",
            "ListMultipartUploads",
            "ListObjectsV2",
            "ListParts",
            "PutObject",
            "UploadPart",
            "UploadPartCopy"),
        operations());
    for (HttpRequest request : paper.server().requests()) {
      assertEquals(
          "requester",
          request.header("x-amz-request-payer"),
          () -> request.operation() + " " + request.path());
    }
  }

  @Test
  void whoPaysIsSaidWhenAServerIsAskedWhoItIs() throws IOException {
    try (ScriptedServer nameless =
            ScriptedServer.start(
                request ->
                    request.operation().equals("GetBucketAcl")
                        ? HttpAnswer.xml(
                            200,
                            "<AccessControlPolicy><Owner><ID>somebody</ID></Owner>"
                                + "</AccessControlPolicy>")
                        : HttpAnswer.of(200));
        S3Backend paying =
            new TestServer("nameless", nameless.uri(), "k", "s")
                .open(
                    new Location("s3", PaperS3.BUCKET, "root"),
                    Options.NONE.with(S3Options.REQUESTER_PAYS, "true"))) {
      paying.capabilities();
      assertEquals(1, nameless.count("GetBucketAcl"));
      for (HttpRequest request : nameless.requests()) {
        assertEquals("requester", request.header("x-amz-request-payer"), request::operation);
      }
    }
  }

  /** A bucket's policy may refuse what is not encrypted as it says. */
  @Test
  void theProbeOfConditionsIsEncryptedAsAllElse() throws IOException {
    try (S3Backend encrypting =
        open(Options.NONE.with(S3Options.SSE, "AES256").with(S3Options.CONDITIONS, "probe"))) {
      encrypting.put(KEY, Body.of("x"), PutOptions.IF_ABSENT);
    }
    List<HttpRequest> puts =
        paper.server().requests().stream()
            .filter(request -> request.operation().equals("PutObject"))
            .toList();
    assertTrue(puts.size() > 1, puts::toString);
    for (HttpRequest put : puts) {
      assertEquals("AES256", put.header("x-amz-server-side-encryption"), put::path);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"direct", "client"})
  void whatNewObjectsShallBeIsSaidWhereTheyBegin(String transport) throws IOException {
    try (S3Backend placing =
        open(
            Options.NONE
                .with(S3Options.STORAGE_CLASS, "STANDARD_IA")
                .with(S3Options.SSE, "aws:kms")
                .with(S3Options.KMS_KEY, "alias/runs")
                .with(S3Options.TRANSPORT, transport))) {
      everything(placing);
    }
    Set<String> beginnings = Set.of("PutObject", "CreateMultipartUpload", "CopyObject");
    assertTrue(operations().containsAll(beginnings), () -> operations().toString());
    for (HttpRequest request : paper.server().requests()) {
      boolean begins = beginnings.contains(request.operation());
      assertEquals(
          begins ? "STANDARD_IA aws:kms alias/runs" : "  ",
          request.header("x-amz-storage-class")
              + " "
              + request.header("x-amz-server-side-encryption")
              + " "
              + request.header("x-amz-server-side-encryption-aws-kms-key-id"),
          request::operation);
      assertEquals("", request.header("x-amz-request-payer"), request::operation);
    }
  }

  // -- checksums

  /** Refuses whatever has to do with the newer checksums, as old servers do. */
  private void beOld() {
    paper.twist(
        ALL,
        request ->
            request.headers().keySet().stream()
                .anyMatch(
                    name ->
                        (name.startsWith("x-amz-checksum-") && !name.endsWith("-mode"))
                            || name.startsWith("x-amz-sdk-checksum")
                            || name.equals("x-amz-trailer")),
        PaperS3.only(HttpAnswer.error(501, "NotImplemented")));
  }

  @Test
  void theNewerChecksumsAreRefusedByAnOldServerInWordsThatHelp() {
    beOld();
    UnsupportedException failure =
        assertThrows(UnsupportedException.class, () -> put("x", PutOptions.REPLACE));
    assertTrue(String.valueOf(failure.getMessage()).contains("s3.checksums=md5"));
  }

  @ParameterizedTest
  @CsvSource({"md5, direct", "md5, client", "none, direct", "none, client"})
  void anOldServerIsSpokenToByTheOldChecksumsOrNone(String mode, String transport)
      throws IOException {
    beOld();
    try (S3Backend old =
        open(Options.NONE.with(S3Options.CHECKSUMS, mode).with(S3Options.TRANSPORT, transport))) {
      everything(old);
      assertEquals(2, old.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10).entries().size());
    }
    for (HttpRequest request : paper.server().requests()) {
      boolean bytes = Set.of("PutObject", "UploadPart").contains(request.operation());
      boolean always = request.operation().equals("DeleteObjects");
      assertEquals(
          always || (bytes && mode.equals("md5")) ? md5(request.body()) : "",
          request.header("content-md5"),
          request::operation);
    }
  }

  private static String md5(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsOfWhatWasUploadedWithAnMd5AreVerified() throws IOException {
    // Told in the metadata alone: the server knows nothing of it.
    paper.twist(
        ALL, request -> true, PaperS3.changed(answer -> answer.without("x-amz-checksum-crc32c")));
    try (S3Backend old = open(Options.NONE.with(S3Options.CHECKSUMS, "md5"))) {
      old.put(KEY, Body.of("some bytes"), PutOptions.REPLACE);
      HttpRequest put = paper.server().requests().get(paper.server().requests().size() - 1);
      assertEquals(
          Crc32c.hex(Crc32c.of(utf8("some bytes"), 0, 10)),
          put.header("x-amz-meta-runpaths-crc32c"));
      assertArrayEquals(utf8("some bytes"), read(old, ReadOptions.ALL));
      paper.forget();
      paper.twist(
          1,
          "GetObject",
          PaperS3.changed(
              answer -> answer.without("x-amz-checksum-crc32c").withBody("other bytes")));
      assertThrows(CorruptDataException.class, () -> read(old, ReadOptions.ALL));
    }
  }

  // -- where requests go

  @ParameterizedTest
  @ValueSource(strings = {"direct", "client"})
  void requestsGoThroughTheProxy(String transport) throws IOException {
    String there = "http://s3.lab.invalid:9000";
    try (ScriptedServer proxy =
            ScriptedServer.start(
                request ->
                    HttpAnswer.of(200)
                        .with("Server", "AmazonS3")
                        .with("ETag", "\"e1\"")
                        .with("x-amz-checksum-crc32c", "AAAAAA=="));
        S3Backend store =
            new TestServer(PaperS3.NAME, URI.create(there), "k", "s")
                .open(
                    new Location("s3", PaperS3.BUCKET, "root"),
                    Options.NONE
                        .with(S3Options.PROXY, proxy.uri().toString())
                        .with(S3Options.CONDITIONS, "trusted")
                        .with(S3Options.TRANSPORT, transport))) {
      store.put(KEY, Body.of(""), PutOptions.REPLACE);
      store.stat(KEY);
      assertTrue(proxy.count("PutObject") == 1, () -> proxy.requests().toString());
      for (HttpRequest request : proxy.requests()) {
        assertTrue(request.path().startsWith(there + "/" + PaperS3.BUCKET), request::path);
      }
    }
  }

  /** Google unpacks it otherwise, and tells no length; and it changes the header on its way. */
  @Test
  void whatGoogleKeepsPackedIsTakenSoByAHeaderThatIsNotSigned() throws IOException {
    HttpAnswer packed =
        HttpAnswer.of(200)
            .with("Server", "UploadServer")
            .with("Content-Encoding", "gzip")
            .with("ETag", PaperS3.etag(utf8("as it is kept")))
            .withBody("as it is kept");
    try (ScriptedServer proxy =
            ScriptedServer.start(
                request ->
                    request.header("accept-encoding").equals("gzip")
                        ? packed
                        : HttpAnswer.xml(
                            200,
                            "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"));
        S3Backend store =
            new TestServer("google", URI.create("http://storage.googleapis.com"), "k", "s")
                .open(
                    new Location("s3", PaperS3.BUCKET, "root"),
                    Options.NONE
                        .with(S3Options.PROXY, proxy.uri().toString())
                        .with(S3Options.RETRIES, "0"))) {
      assertEquals(13, store.stat(KEY).orElseThrow().size());
      assertEquals("as it is kept", text(read(store, ReadOptions.ALL)));
      store.list(KeyPrefix.ROOT, Depth.ALL, Cursor.START, 10);
      for (HttpRequest request : proxy.requests()) {
        boolean object = !request.operation().equals("ListObjectsV2");
        assertEquals(object ? "gzip" : "", request.header("accept-encoding"));
        assertFalse(request.header("authorization").contains("accept-encoding"));
      }
    }
  }

  /** Such settings fail before anything is sent; that must not pass for an answer that was lost. */
  @Test
  void anEndpointThatTheEnvironmentForbidsIsSaidAtOnce() {
    String before = System.getProperty("aws.useFipsEndpoint");
    System.setProperty("aws.useFipsEndpoint", "true");
    try {
      IllegalArgumentException failure =
          assertThrows(IllegalArgumentException.class, () -> open(Options.NONE).close());
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("s3.endpoint"), message);
      assertTrue(message.contains("AWS_USE_FIPS_ENDPOINT"), message);
    } finally {
      if (before == null) {
        System.clearProperty("aws.useFipsEndpoint");
      } else {
        System.setProperty("aws.useFipsEndpoint", before);
      }
    }
  }
}
