package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.spi.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The driver's table of servers against the given one: what it is said to do otherwise, it does.
 * Where a test fails, the server has become better, and the table must say so.
 */
@ExtendWith(GivenServer.Present.class)
final class KnownServerTest {
  private final TestServer server = GivenServer.get();
  private final String bucket = server.bucket();
  private final String folder = "known/" + UUID.randomUUID() + "/";
  private final KnownServer known =
      KnownServer.of(server.client().headBucket(head -> head.bucket(bucket)).sdkHttpResponse());

  @AfterEach
  void clear() {
    for (S3Object object :
        server.client().listObjectsV2(list -> list.bucket(bucket).prefix(folder)).contents()) {
      server.client().deleteObject(delete -> delete.bucket(bucket).key(object.key()));
    }
  }

  @Test
  void isToldByItsHeaders() {
    assertEquals(
        switch (server.name()) {
          case "localstack" -> KnownServer.LOCALSTACK;
          case "minio" -> KnownServer.MINIO;
          case "ceph" -> KnownServer.CEPH;
          case "seaweedfs" -> KnownServer.SEAWEEDFS;
          default -> known;
        },
        known);
  }

  @Test
  void obeysTheConditionOfADeletionIfTheTableSaysSo() {
    put("object");
    try {
      server
          .client()
          .deleteObject(delete -> delete.bucket(bucket).key(folder + "object").ifMatch("\"0123\""));
    } catch (S3Exception e) {
      // That SeaweedFS looks does not tell that it does so in one step.
      if (!known.equals(KnownServer.SEAWEEDFS)) {
        assertAsTheTableSays(Capability.DELETE_IF_VERSION, e.statusCode() == 412);
      }
      return;
    }
    assertAsTheTableSays(Capability.DELETE_IF_VERSION, names().contains("object"));
  }

  /** A server that the table does not know may be better than what is promised of such. */
  private void assertAsTheTableSays(Capability capability, boolean there) {
    if (!known.equals(KnownServer.UNKNOWN)) {
      assertEquals(!known.missing().contains(capability), there, capability::words);
    }
  }

  @Test
  void obeysTheConditionOfACompletionIfTheTableSaysSo() {
    put("object");
    String key = folder + "object";
    String id =
        server.client().createMultipartUpload(create -> create.bucket(bucket).key(key)).uploadId();
    String etag =
        server
            .client()
            .uploadPart(
                part -> part.bucket(bucket).key(key).uploadId(id).partNumber(1),
                RequestBody.fromString("part"))
            .eTag();
    boolean obeyed = false;
    try {
      server
          .client()
          .completeMultipartUpload(
              complete ->
                  complete
                      .bucket(bucket)
                      .key(key)
                      .uploadId(id)
                      .ifNoneMatch("*")
                      .multipartUpload(
                          upload ->
                              upload.parts(
                                  CompletedPart.builder().partNumber(1).eTag(etag).build())));
    } catch (S3Exception e) {
      obeyed = e.statusCode() == 412;
      server.client().abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id));
    }
    // Where the table says nothing a probe tells.
    assertTrue(obeyed || !known.is(KnownServer.Way.CONDITIONAL_COMPLETION));
  }

  @Test
  void keepsNamesOfMoreThan255BytesIfTheTableSaysSo() {
    String name = "x".repeat(256);
    assertAsTheTableSays(Capability.LONG_SEGMENTS, isTaken(name) && names().equals(List.of(name)));
  }

  @Test
  void keepsAnObjectBesideAFolderIfTheTableSaysSo() {
    put("name");
    boolean taken = isTaken("name/below");
    List<String> listed = names();
    server.client().deleteObject(delete -> delete.bucket(bucket).key(folder + "name/below"));
    assertAsTheTableSays(
        Capability.FILE_BESIDE_FOLDER, taken && listed.equals(List.of("name", "name/below")));
  }

  @Test
  void listsUnfinishedUploadsByPrefixIfTheTableSaysSo() {
    String key = folder + "object";
    CreateMultipartUploadResponse begun =
        server.client().createMultipartUpload(create -> create.bucket(bucket).key(key));
    List<MultipartUpload> found =
        server.client().listMultipartUploads(list -> list.bucket(bucket).prefix(folder)).uploads();
    server
        .client()
        .abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(begun.uploadId()));
    assertEquals(known.is(KnownServer.Way.LISTS_UPLOADS), !found.isEmpty());
  }

  @Test
  void keepsItsPlaceInAListingOfOddNamesUnlessTheTableSaysOtherwise() {
    List<String> names = List.of("a b", "a\u00e9", "\u00e9", "\u6a21");
    names.forEach(this::put);
    assertEquals(known.is(KnownServer.Way.LISTS_BY_KEYS), !names().equals(names));
  }

  private boolean isTaken(String name) {
    try {
      put(name);
      return true;
    } catch (S3Exception e) {
      return false;
    }
  }

  private void put(String name) {
    server
        .client()
        .putObject(put -> put.bucket(bucket).key(folder + name), RequestBody.fromString(name));
  }

  /** The names below the folder, listed by pages of one, as plainly as any client would. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page =
          server
              .client()
              .listObjectsV2(
                  list ->
                      list.bucket(bucket)
                          .prefix(folder)
                          .maxKeys(1)
                          .encodingType("url")
                          .continuationToken(from));
      page.contents().forEach(object -> names.add(object.key().substring(folder.length())));
      token = page.nextContinuationToken();
    } while (token != null && names.size() < 10);
    return names;
  }
}
