package io.runpaths.gcs.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.runpaths.testkit.TestClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what, who pays, and how often. */
final class AccessTest {
  private static final String DOC = "/storage/v1/b/lab/o/doc";
  private static final String INSERT = "/upload/storage/v1/b/lab/o?uploadType=media&name=doc";

  private final TestClock clock = TestClock.at(Instant.parse("2026-02-08T12:00:00Z"));
  private final GcsServer server = GcsServer.start(clock);
  private final RawHttp http = new RawHttp(server.uri());

  @BeforeEach
  void createObject() {
    server.createBucket("lab");
    http.send("POST", INSERT, "x");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<byte[]> as(String token, String method, String target, String body) {
    return http.send(method, target, body, "Authorization", "Bearer " + token);
  }

  @Test
  void isForAnybodyUntilATokenIsGranted() {
    assertEquals(200, http.get(DOC).statusCode());

    server.tokens().grant("good");

    assertEquals(200, as("good", "GET", DOC, "").statusCode());
    assertEquals(401, http.get(DOC).statusCode());
    assertEquals("required", RawHttp.reason(http.get(DOC)));
    assertEquals("authError", RawHttp.reason(as("bad", "GET", DOC, "")));
    server.tokens().revoke("good");
    assertEquals(401, as("good", "GET", DOC, "").statusCode());
  }

  @Test
  void isBoundedByPermissions() {
    server.tokens().grant("reader", "storage.objects.get", "storage.objects.list");
    server.tokens().grant("writer", "storage.objects.create");

    assertEquals(200, as("reader", "GET", DOC, "").statusCode());
    assertEquals("forbidden", RawHttp.reason(as("reader", "DELETE", DOC, "")));
    assertEquals("forbidden", RawHttp.reason(as("reader", "POST", INSERT, "y")));
    assertEquals(200, as("writer", "POST", INSERT + "2", "y").statusCode());
    HttpResponse<byte[]> overwritten = as("writer", "POST", INSERT, "y");
    assertEquals(403, overwritten.statusCode());
    assertTrue(RawHttp.text(overwritten).contains("storage.objects.delete"));
  }

  @Test
  void tellsNoStrangerWhatIsAbsent() {
    server.tokens().grant("getter", "storage.objects.get");
    server.tokens().grant("lister", "storage.objects.get", "storage.objects.list");

    assertEquals(403, as("getter", "GET", "/storage/v1/b/lab/o/absent", "").statusCode());
    assertEquals(404, as("lister", "GET", "/storage/v1/b/lab/o/absent", "").statusCode());
  }

  @Test
  void needsNoTokenForASessionThatWasOpenedWithOne() {
    server.tokens().grant("good");
    String open = "/upload/storage/v1/b/lab/o?uploadType=resumable&name=big";
    assertEquals(401, http.send("POST", open, "").statusCode());
    String session = as("good", "POST", open, "").headers().firstValue("Location").orElseThrow();

    assertEquals(200, http.send("PUT", session, "content").statusCode());
  }

  @Test
  void needsSomebodyToPayWhereTheRequesterDoes() {
    http.send("PATCH", "/storage/v1/b/lab", "{\"billing\": {\"requesterPays\": true}}");

    HttpResponse<byte[]> unpaid = http.get(DOC);
    assertEquals(400, unpaid.statusCode());
    assertEquals("required", RawHttp.reason(unpaid));
    assertTrue(RawHttp.text(unpaid).contains("requester pays"));
    assertEquals(200, http.get(DOC + "?userProject=mine").statusCode());
    assertEquals(200, http.get(DOC, "X-Goog-User-Project", "mine").statusCode());
    server.createBucket("free");
    String copy = "/storage/v1/b/lab/o/doc/rewriteTo/b/free/o/doc";
    assertEquals(400, http.send("POST", copy, "").statusCode());
    assertEquals(200, http.send("POST", copy + "?userProject=mine", "").statusCode());
  }

  @Test
  void isRefusedWhereTheServerWasToldTo() {
    server.refuse("lab", 403, "accountDisabled", "The billing account is disabled.");

    assertEquals("accountDisabled", RawHttp.reason(http.get(DOC)));
    server.accept("lab");
    assertEquals(200, http.get(DOC).statusCode());
  }

  @Test
  void writesAnObjectOnceASecondWhereThatLimitIsOn() {
    server.limitWrites(true);
    assertEquals(200, http.send("POST", INSERT, "1").statusCode());

    HttpResponse<byte[]> soon = http.send("POST", INSERT, "2");
    assertEquals(429, soon.statusCode());
    assertEquals("rateLimitExceeded", RawHttp.reason(soon));
    assertEquals(429, http.send("DELETE", DOC, "").statusCode());
    assertEquals(429, http.send("PATCH", DOC, "{}").statusCode());
    assertEquals(200, http.send("POST", INSERT + "2", "2").statusCode());
    assertEquals("1", RawHttp.text(http.get(DOC + "?alt=media")));
    clock.advance(Duration.ofSeconds(1));
    assertEquals(200, http.send("POST", INSERT, "3").statusCode());
  }

  @Test
  void isGivenToCredentialsThatAskForATokenFirst() {
    server.tokens().grant("source");
    HttpResponse<byte[]> asked =
        http.send(
            "POST",
            "/token",
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=a.b.c");
    HttpResponse<byte[]> impersonated =
        as(
            "source",
            "POST",
            "/v1/projects/-/serviceAccounts/runs@example.iam.gserviceaccount.com:generateAccessToken",
            "{}");

    for (String token :
        List.of(
            RawHttp.json(asked).get("access_token").asText(),
            RawHttp.json(impersonated).get("accessToken").asText())) {
      assertEquals(200, as(token, "GET", DOC, "").statusCode());
    }
    assertEquals(400, http.send("POST", "/token", "grant_type=password").statusCode());
  }

  @Test
  void isCountedRequestByRequest() {
    server.log().clear();
    http.get(DOC + "?alt=media");
    http.send("POST", INSERT, "12345");
    http.get("/nowhere");

    List<RequestLog.Line> lines = server.log().requests();
    assertEquals(List.of(200, 200, 404), lines.stream().map(RequestLog.Line::status).toList());
    assertEquals(1, lines.get(0).sent());
    assertEquals(5, lines.get(1).received());
    assertEquals("uploadType=media&name=doc", lines.get(1).query());
    assertEquals(1, server.log().count(line -> line.method().equals("POST")));
  }
}
