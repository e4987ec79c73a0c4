package io.runpaths.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes, and what the client hears and the server has when something goes wrong. */
final class FaultProxyTest {
  private static final String TEXT = "The quick brown fox jumps over the lazy dog.";

  private ShelfServer server;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = new ShelfServer();
    proxy = FaultProxy.before(server.uri());
    server.shelf().put("/fox", TEXT.getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  private Line.Heard get(String target) throws IOException {
    return Line.ask(proxy.uri(), "GET", target, "", "");
  }

  private Line.Heard put(String target, String body) throws IOException {
    return Line.ask(proxy.uri(), "PUT", target, "", body);
  }

  private void next(WireFault fault) {
    proxy.plan().next(1, FaultProxyTest::any, fault);
  }

  private Exchange only() {
    List<Exchange> all = proxy.log().all();
    assertEquals(1, all.size(), all.toString());
    return all.get(0);
  }

  private void assertStruck(WireFault fault) {
    assertEquals(Optional.of(fault), only().fault());
  }

  // -- what passes

  @ParameterizedTest
  @ValueSource(strings = {"/fox", "/fox?chunked", "/nothing", "/"})
  void whatIsNotStruckPassesUnchanged(String target) throws IOException {
    String direct = Line.ask(server.uri(), "GET", target, "", "").text();
    String through = get(target).text();
    assertEquals(withoutDate(direct), withoutDate(through));
    assertEquals(server.seen().get(0), server.seen().get(1));
    assertTrue(server.seen().get(1).contains("shelf.example"), "the host is the client's");
  }

  private static String withoutDate(String text) {
    return text.replaceAll("(?i)\r\nDate: [^\r]*", "");
  }

  @Test
  void bodiesOfKnownAndUnknownLengthReachTheServer() throws IOException {
    assertEquals(201, put("/a", TEXT).status());
    String chunks = "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
    assertEquals(
        201, Line.ask(proxy.uri(), "PUT", "/b", "Transfer-Encoding: chunked\r\n", chunks).status());
    assertEquals(TEXT, server.text("/a"));
    assertEquals("hello world", server.text("/b"));
    assertEquals(
        List.of((long) TEXT.length(), 11L),
        proxy.log().all().stream().map(Exchange::requestBytes).toList());
  }

  @Test
  void aConnectionServesManyRequests() throws IOException {
    try (Line line = new Line(proxy.uri())) {
      for (int i = 0; i < 20; i++) {
        line.say(Line.request("PUT", "/" + i, "", "text " + i));
        assertEquals("HTTP/1.1 201", line.hear(12));
        while (!line.hear(1).equals("\n") || !line.hear(2).equals("\r\n")) {
          // The rest of the headers.
        }
      }
    }
    assertEquals(20, proxy.log().count(request -> request.method().equals("PUT")));
    assertEquals("text 19", server.text("/19"));
  }

  @Test
  void aClientThatAsksFirstIsToldToGoOn() throws IOException {
    try (Line line = new Line(proxy.uri())) {
      String request =
          Line.request("PUT", "/a", "Connection: close\r\nExpect: 100-continue\r\n", "body");
      line.say(request.substring(0, request.length() - 4));
      assertEquals("HTTP/1.1 100 Continue\r\n\r\n", line.hear(25));
      line.say("body");
      assertEquals(201, line.hearAll().status());
    }
    assertEquals("body", server.text("/a"));
  }

  @Test
  void theLogTellsWhatArrivedButNoCredentials() throws IOException {
    Line.ask(proxy.uri(), "GET", "/fox?a=1&b", "Authorization: dummy-secret\r\n", "");
    Exchange only = only();
    assertEquals("GET /fox?a=1&b -> 200", only.toString());
    assertEquals("/fox", only.request().path());
    assertEquals(Optional.of("1"), only.request().parameter("a"));
    assertEquals(Optional.of(""), only.request().parameter("b"));
    assertEquals(Optional.empty(), only.request().parameter("c"));
    assertEquals(TEXT.length(), only.answerBytes());
    assertEquals(Optional.of(WireRequest.HIDDEN), only.request().header("authorization"));
    assertTrue(server.seen().get(0).contains("dummy-secret"), "the server has them");
    proxy.log().clear();
    assertEquals(List.of(), proxy.log().all());
  }

  @Test
  void aServerThatIsNotThereIsABadGateway() throws IOException {
    server.close();
    assertEquals(502, put("/a", TEXT).status());
    assertEquals(0, only().deliveries());
  }

  // -- which requests are struck

  @Test
  void onlyThePlannedRequestsAreStruck() throws IOException {
    proxy.plan().nth(2, request -> request.path().equals("/fox"), WireFault.RESET);
    assertEquals(200, get("/").status());
    assertEquals(200, get("/fox").status());
    assertTrue(get("/fox").reset());
    assertEquals(200, get("/fox").status());
    proxy.plan().from(2, FaultProxyTest::any, WireFault.RESET);
    assertEquals(200, get("/").status());
    assertTrue(get("/").reset());
    assertTrue(get("/").reset());
    proxy.plan().clear();
    assertEquals(200, get("/").status());
  }

  // -- nothing is handed on

  @Test
  void anUnreachableHostRefusesUntilItIsBack() throws IOException {
    next(WireFault.UNREACHABLE);
    try (Line idle = new Line(proxy.uri())) {
      assertTrue(put("/a", TEXT).reset());
      assertThrows(ConnectException.class, () -> new Line(proxy.uri()));
      assertEquals("", idle.hearAll().text(), "connections that were open are broken");
    }
    URI before = proxy.uri();
    proxy.setReachable(true);
    assertEquals(before, proxy.uri());
    assertEquals(201, put("/b", TEXT).status());
    assertEquals(List.of("/b", "/fox"), List.copyOf(server.shelf().keySet()));
  }

  @Test
  void aResetRequestHasNoEffect() throws IOException {
    next(WireFault.RESET);
    assertTrue(put("/a", TEXT).reset());
    assertEquals(List.of(), server.seen());
    assertStruck(WireFault.RESET);
  }

  @Test
  void aRequestLostBeforeItsEffectHasNone() throws IOException {
    next(WireFault.LOST_BEFORE_EFFECT);
    assertEquals(new Line.Heard("", true), put("/a", TEXT));
    assertEquals(List.of(), server.seen());
    assertEquals(TEXT.length(), only().requestBytes());
    assertStruck(WireFault.LOST_BEFORE_EFFECT);
  }

  @Test
  void aRequestWhoseAnswerIsLostHasItsEffect() throws IOException {
    next(WireFault.LOST_AFTER_EFFECT);
    assertEquals(new Line.Heard("", true), put("/a", TEXT));
    assertEquals(TEXT, server.text("/a"));
    assertEquals(1, only().deliveries());
    assertEquals(0, only().status());
  }

  @Test
  void aConnectionMayBeClosedInGoodOrderInsteadOfAnAnswer() throws IOException {
    next(WireFault.CLOSED_BEFORE_EFFECT);
    assertEquals(new Line.Heard("", false), put("/a", TEXT));
    assertEquals(List.of(), server.seen());
    proxy.plan().clear();
    next(WireFault.CLOSED_AFTER_EFFECT);
    assertEquals(new Line.Heard("", false), put("/a", TEXT));
    assertEquals(TEXT, server.text("/a"));
  }

  @Test
  void hangingEndsWhenTheClientGoesAway() throws IOException {
    proxy
        .plan()
        .nth(1, FaultProxyTest::any, WireFault.HUNG_BEFORE_EFFECT)
        .nth(2, FaultProxyTest::any, WireFault.HUNG_AFTER_EFFECT);
    for (String target : List.of("/before", "/after")) {
      try (Line line = new Line(proxy.uri())) {
        line.say(Line.request("PUT", target, "", TEXT));
        while (proxy.log().all().stream().noneMatch(has(target))) {
          Thread.onSpinWait();
        }
      }
    }
    while (!server.shelf().containsKey("/after")) {
      Thread.onSpinWait();
    }
    assertEquals(List.of("/after", "/fox"), List.copyOf(server.shelf().keySet()));
  }

  private static Predicate<Exchange> has(String target) {
    return one -> one.request().target().equals(target) && one.requestBytes() == TEXT.length();
  }

  // -- damaged on the way up

  @ParameterizedTest
  @ValueSource(longs = {0, 10, 43, 1_000_000})
  void aRequestThatIsCutIsNeverWhole(long bytes) throws IOException {
    WireFault fault = WireFault.requestTruncated(bytes);
    next(fault);
    assertEquals("", put("/a", TEXT).text());
    assertEquals(List.of("/fox"), List.copyOf(server.shelf().keySet()));
    assertStruck(fault);
  }

  @Test
  void aRequestMayArriveWithAWrongBit() throws IOException {
    next(WireFault.requestFlipped(4));
    assertEquals(201, put("/a", TEXT).status());
    assertEquals(TEXT.replace("quick", "puick"), server.text("/a"));
    next(WireFault.requestFlipped(1_000));
    String chunks = "5\r\nhello\r\n0\r\n\r\n";
    Line.ask(proxy.uri(), "PUT", "/b", "Transfer-Encoding: chunked\r\n", chunks);
    assertEquals("helln", server.text("/b"));
  }

  @Test
  void whereThereIsNoBodyNothingGoesWrong() throws IOException {
    proxy
        .plan()
        .nth(1, FaultProxyTest::any, WireFault.requestFlipped(0))
        .nth(2, FaultProxyTest::any, WireFault.flipped(0));
    assertEquals(200, get("/fox").status());
    assertEquals(404, get("/nothing").status());
    assertTrue(proxy.log().all().stream().allMatch(one -> one.fault().isEmpty()));
  }

  // -- another answer

  @Test
  void somebodyElseAnswersBeforeTheEffectOrAfterIt() throws IOException {
    proxy
        .plan()
        .nth(
            1,
            FaultProxyTest::any,
            WireFault.repliedBeforeEffect(Reply.status(503).with("Retry-After", "1")))
        .nth(2, FaultProxyTest::any, WireFault.repliedAfterEffect(Reply.html(200)));
    Line.Heard before = put("/before", TEXT);
    assertEquals(503, before.status());
    assertTrue(before.announces("retry-after: 1"), before.text());
    Line.Heard after = put("/after", TEXT);
    assertEquals(200, after.status());
    assertTrue(after.body().contains("<html>"), after.text());
    assertEquals(List.of("/after", "/fox"), List.copyOf(server.shelf().keySet()));
  }

  @Test
  void aReplyToAHeadHasNoBody() throws IOException {
    next(WireFault.repliedBeforeEffect(Reply.html(502)));
    Line.Heard heard = Line.ask(proxy.uri(), "HEAD", "/fox", "", "");
    assertEquals(502, heard.status());
    assertEquals("", heard.body());
  }

  @Test
  void aRedirectLeadsElsewhere() throws IOException {
    next(WireFault.repliedBeforeEffect(Reply.redirect(307, "http://other.example/fox")));
    Line.Heard heard = get("/fox");
    assertEquals(307, heard.status());
    assertTrue(heard.announces("location: http://other.example/fox"), heard.text());
  }

  @Test
  void anEndlessAnswerEndsWhereItIsBounded() throws IOException {
    next(WireFault.endless(Reply.of(200, "application/xml", "<a>"), 100_001));
    Line.Heard heard = get("/");
    assertEquals(100_001, heard.body().length());
    assertTrue(heard.body().startsWith("<a><a>"), "the piece repeats");
    assertEquals(0, only().deliveries());
  }

  @Test
  void aLateListingIsTheOneBefore() throws IOException {
    proxy.remember(request -> request.path().equals("/"));
    next(WireFault.STALE);
    assertEquals("/fox", get("/").body(), "there is no earlier one yet");
    assertEquals(Optional.empty(), only().fault());
    server.shelf().put("/new", new byte[1]);
    proxy.plan().nth(2, FaultProxyTest::any, WireFault.STALE);
    assertEquals("/fox\n/new", get("/").body());
    server.shelf().put("/newer", new byte[1]);
    assertEquals("/fox\n/new", get("/").body());
    assertEquals("/fox\n/new\n/newer", get("/").body());
  }

  @Test
  void anAnswerMayBeWrittenAnew() throws IOException {
    next(
        WireFault.rewritten(
            body ->
                new String(body, StandardCharsets.UTF_8)
                    .replace("fox", "ox")
                    .getBytes(StandardCharsets.UTF_8)));
    Line.Heard heard = get("/fox?chunked");
    assertEquals(TEXT.replace("fox", "ox"), heard.body());
    assertTrue(heard.announces("content-length: " + (TEXT.length() - 1)), heard.head());
  }

  // -- damaged on the way down

  @Test
  void headersMayBreakOff() throws IOException {
    next(WireFault.headersTruncated(7));
    assertEquals(new Line.Heard("HTTP/1.", false), get("/fox"));
    proxy.plan().clear();
    next(WireFault.headersTruncated(1_000_000));
    Line.Heard heard = get("/fox");
    assertFalse(heard.text().endsWith("\r\n\r\n"), heard.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/fox", "/fox?chunked"})
  void aBodyMayBreakOff(String target) throws IOException {
    next(WireFault.truncated(10));
    Line.Heard heard = get(target);
    assertTrue(heard.body().endsWith("The quick "), heard.text());
    assertTrue(
        heard.announces("content-length: " + TEXT.length())
            || heard.announces("transfer-encoding: chunked"),
        "the client can know that this is not all");
    assertStruck(WireFault.truncated(10));
  }

  @Test
  void aBodyThatBreaksOffIsNeverWhole() throws IOException {
    next(WireFault.truncated(1_000_000));
    assertEquals(TEXT.substring(0, TEXT.length() - 1), get("/fox").body());
    proxy.plan().next(1, FaultProxyTest::any, WireFault.truncated(0));
    assertEquals("", get("/fox").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/fox", "/fox?chunked"})
  void aShortenedBodyPretendsToBeWhole(String target) throws IOException {
    next(WireFault.shortened(10));
    Line.Heard heard = get(target);
    assertEquals("The quick ", heard.body());
    assertTrue(heard.announces("content-length: 10"), heard.head());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/fox", "/fox?chunked"})
  void anAnswerMayArriveWithAWrongBit(String target) throws IOException {
    next(WireFault.flipped(4));
    assertEquals(TEXT.replace("quick", "puick"), get(target).body());
    proxy.plan().next(1, FaultProxyTest::any, WireFault.flipped(1_000));
    assertEquals(TEXT.replace(".", "/"), get(target).body());
  }

  @Test
  void aDrippedAnswerIsWholeInTheEnd() throws IOException {
    next(WireFault.dripped(Duration.ofNanos(1), 30));
    assertEquals(TEXT, get("/fox").body());
    assertStruck(WireFault.dripped(Duration.ofNanos(1), 30));
  }

  // -- delivered twice

  @Test
  void aRequestDeliveredTwiceHasItsEffectTwiceAndOneAnswer() throws IOException {
    next(WireFault.DELIVERED_TWICE);
    Line.Heard heard = Line.ask(proxy.uri(), "PUT", "/a", "If-None-Match: *\r\n", TEXT);
    assertEquals(201, heard.status(), "the first answer");
    assertEquals(2, only().deliveries());
    assertEquals(2, server.seen().size());
  }

  @Test
  void aGatewayThatRetriesGivesTheSecondAnswer() throws IOException {
    next(WireFault.RETRIED_BY_A_GATEWAY);
    Line.Heard heard = Line.ask(proxy.uri(), "PUT", "/a", "If-None-Match: *\r\n", TEXT);
    assertEquals(412, heard.status());
    assertEquals(TEXT, server.text("/a"));
    assertEquals(2, only().deliveries());
  }

  @Test
  void anAnswerWithABodyComesOnceThoughItWasAskedForTwice() throws IOException {
    next(WireFault.DELIVERED_TWICE);
    assertEquals(TEXT, get("/fox").body());
  }

  private static boolean any(WireRequest request) {
    return !request.method().isEmpty();
  }
}
