package io.runpaths.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Which server it is, by headers as servers send them and by hosts. */
final class ServersByAnswersTest {
  private static SdkHttpResponse answer(int status, Map<String, String> headers) {
    SdkHttpResponse.Builder answer = SdkHttpResponse.builder().statusCode(status);
    headers.forEach(answer::putHeader);
    return answer.build();
  }

  /** An answer of a server. */
  private record Told(KnownServer server, int status, Map<String, String> headers) {}

  static Stream<Told> answers() {
    return Stream.of(
        // Imitations say so too.
        new Told(
            KnownServer.UNKNOWN, 200, Map.of("Server", "AmazonS3", "x-amz-request-id", "0A1B")),
        new Told(KnownServer.MINIO, 200, Map.of("Server", "MinIO")),
        new Told(KnownServer.MINIO, 403, Map.of("Server", "MinIO Console")),
        new Told(
            KnownServer.CEPH,
            200,
            Map.of("x-amz-request-id", "tx00000d2e8f0a1b2c3d4e5-0065a1b2c3-1a2b3c-default")),
        new Told(KnownServer.CEPH, 200, Map.of("Server", "Ceph Object Gateway (squid)")),
        new Told(KnownServer.GOOGLE, 200, Map.of("Server", "UploadServer")),
        new Told(KnownServer.SEAWEEDFS_4_18, 200, Map.of("Server", "SeaweedFS 30GB 4.18")),
        new Told(KnownServer.SEAWEEDFS_4_18, 200, Map.of("Server", "SeaweedFS 30GB 4.52")),
        new Told(KnownServer.SEAWEEDFS, 200, Map.of("Server", "SeaweedFS 30GB 4.53")),
        new Told(KnownServer.SEAWEEDFS, 200, Map.of("Server", "SeaweedFS 8000GB 5.01 abc")),
        new Told(KnownServer.OLD_SEAWEEDFS, 200, Map.of("Server", "SeaweedFS 30GB 4.17")),
        new Told(KnownServer.OLD_SEAWEEDFS, 200, Map.of("Server", "SeaweedFS 30GB 3.96")),
        new Told(KnownServer.OLD_SEAWEEDFS, 200, Map.of("Server", "SeaweedFS S3")),
        new Told(KnownServer.R2, 200, Map.of("Server", "cloudflare", "cf-ray", "8a-FRA")),
        // Somebody's server behind Cloudflare, and Cloudflare's own refusal.
        new Told(
            KnownServer.UNKNOWN,
            200,
            Map.of("Server", "cloudflare", "cf-ray", "8a-FRA", "x-amz-request-id", "17B")),
        new Told(KnownServer.UNKNOWN, 403, Map.of("Server", "cloudflare", "cf-ray", "8a")),
        new Told(
            KnownServer.CEPH,
            200,
            Map.of("Server", "cloudflare", "cf-ray", "8a", "x-amz-request-id", "tx000001")),
        // Swift's ids are random behind the first two letters.
        new Told(
            KnownServer.UNKNOWN,
            200,
            Map.of("x-amz-request-id", "tx0e3f0a1b2c3d4e5f60718-0065a1b2c3")),
        new Told(KnownServer.UNKNOWN, 200, Map.of("Server", "nginx")));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anAnswerTellsTheServer(Told told) {
    assertEquals(told.server(), KnownServer.of(answer(told.status(), told.headers())));
  }

  @Test
  void aHostTellsTheServer() {
    assertEquals(KnownServer.R2, KnownServer.ofHost("0123abc.r2.cloudflarestorage.com"));
    assertEquals(KnownServer.R2, KnownServer.ofHost("0123abc.eu.R2.cloudflarestorage.com"));
    assertEquals(KnownServer.GOOGLE, KnownServer.ofHost("storage.googleapis.com"));
    assertEquals(KnownServer.GOOGLE, KnownServer.ofHost("lab.storage.googleapis.com"));
    assertNull(KnownServer.ofHost("notstorage.googleapis.com"));
    assertNull(KnownServer.ofHost("r2.cloudflarestorage.com.example"));
  }

  private static Optional<KnownServer> heard(HeardServer heard, int status, String... header) {
    heard.hear(answer(status, header.length == 0 ? Map.of() : Map.of(header[0], header[1])));
    return heard.server();
  }

  @Test
  void refusalsOfOthersOnTheWayTellNothing() {
    HeardServer heard = new HeardServer();
    assertEquals(Optional.empty(), heard(heard, 403, "Server", "nginx"));
    assertEquals(Optional.empty(), heard(heard, 502));
    assertTrue(heard.nothing());
    assertEquals(Optional.of(KnownServer.MINIO), heard(heard, 404, "Server", "MinIO"));
    assertEquals(Optional.of(KnownServer.MINIO), heard(heard, 200, "Server", "nginx"));
    assertFalse(heard.nothing());
  }

  @Test
  void aServerWithoutANameMayGetOneLater() {
    HeardServer heard = new HeardServer();
    assertEquals(Optional.empty(), heard(heard, 404, "x-amz-request-id", "R1"));
    assertTrue(heard.isNameless());
    assertFalse(heard.nothing());
    assertEquals(Optional.of(KnownServer.CEPH), heard(heard, 200, "Server", "Ceph"));
  }
}
