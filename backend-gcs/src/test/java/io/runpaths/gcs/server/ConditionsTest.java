package io.runpaths.gcs.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Conditions, on every operation that takes them, also when many try at once. */
final class ConditionsTest {
  private static final String THERE = "/storage/v1/b/lab/o/doc";
  private static final String INSERT = "/upload/storage/v1/b/lab/o?uploadType=media&name=";

  private final GcsServer server = GcsServer.start();
  private final RawHttp http = new RawHttp(server.uri());
  private long generation;

  /** An operation on the object {@code doc}; where it writes, {@code doc} is what it replaces. */
  private record Operation(String name, String method, String target, String body) {}

  private static final List<Operation> READING =
      List.of(
          new Operation("get", "GET", THERE, ""),
          new Operation("download", "GET", THERE + "?alt=media", ""),
          new Operation("patch", "PATCH", THERE, "{\"metadata\": {\"a\": \"b\"}}"),
          new Operation("update", "PUT", THERE, "{\"metadata\": {\"a\": \"b\"}}"),
          new Operation("delete", "DELETE", THERE, ""));
  private static final List<Operation> WRITING =
      List.of(
          new Operation("media", "POST", INSERT + "doc", "new"),
          new Operation(
              "resumable", "POST", "/upload/storage/v1/b/lab/o?uploadType=resumable&name=doc", ""),
          new Operation("copy", "POST", "/storage/v1/b/lab/o/other/copyTo/b/lab/o/doc", ""),
          new Operation("rewrite", "POST", "/storage/v1/b/lab/o/other/rewriteTo/b/lab/o/doc", ""),
          new Operation("move", "POST", "/storage/v1/b/lab/o/other/moveTo/o/doc", ""),
          new Operation(
              "compose",
              "POST",
              THERE + "/compose",
              "{\"sourceObjects\": [{\"name\": \"other\"}]}"));
  private static final List<Operation> COPYING =
      List.of(
          new Operation("copy", "POST", THERE + "/copyTo/b/lab/o/new", ""),
          new Operation("rewrite", "POST", THERE + "/rewriteTo/b/lab/o/new", ""),
          new Operation("move", "POST", THERE + "/moveTo/o/new", ""));

  @BeforeEach
  void createObjects() {
    server.createBucket("lab");
    insert("other", "other");
    generation = insert("doc", "content").get("generation").asLong();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ObjectNode insert(String name, String content) {
    return RawHttp.json(http.send("POST", INSERT + name, content));
  }

  private int status(Operation operation, String condition) {
    String target = operation.target() + (operation.target().contains("?") ? "&" : "?") + condition;
    return http.send(operation.method(), target, operation.body()).statusCode();
  }

  @TestFactory
  Stream<DynamicTest> refuseWhatDoesNotMatch() {
    return Stream.concat(READING.stream(), WRITING.stream())
        .map(
            operation ->
                dynamicTest(
                    operation.name(),
                    () -> {
                      assertEquals(412, status(operation, "ifGenerationMatch=" + (generation - 1)));
                      assertEquals(412, status(operation, "ifGenerationMatch=0"));
                      assertEquals(412, status(operation, "ifMetagenerationMatch=2"));
                      assertEquals(304, status(operation, "ifGenerationNotMatch=" + generation));
                      assertEquals(304, status(operation, "ifMetagenerationNotMatch=1"));
                      assertEquals("content", RawHttp.text(http.get(THERE + "?alt=media")));
                      assertEquals(1, RawHttp.json(http.get(THERE)).get("metageneration").asInt());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> letThroughWhatMatches() {
    List<String> holding =
        List.of(
            "ifGenerationMatch=%d&ifMetagenerationMatch=1",
            "ifGenerationNotMatch=1&ifMetagenerationNotMatch=7");
    return Stream.concat(READING.stream(), WRITING.stream())
        .flatMap(
            operation ->
                holding.stream()
                    .map(
                        condition ->
                            dynamicTest(
                                operation.name() + " under " + condition,
                                () -> {
                                  insert("other", "other");
                                  long now = insert("doc", "content").get("generation").asLong();
                                  int status = status(operation, condition.formatted(now));
                                  assertTrue(status / 100 == 2, () -> "status " + status);
                                })));
  }

  @TestFactory
  Stream<DynamicTest> holdTheSourceOfACopy() {
    return COPYING.stream()
        .map(
            operation ->
                dynamicTest(
                    operation.name(),
                    () -> {
                      long now = insert("doc", "content").get("generation").asLong();
                      assertEquals(412, status(operation, "ifSourceGenerationMatch=1"));
                      assertEquals(412, status(operation, "ifSourceMetagenerationMatch=2"));
                      assertEquals(304, status(operation, "ifSourceGenerationNotMatch=" + now));
                      assertEquals(404, http.get("/storage/v1/b/lab/o/new").statusCode());
                      assertEquals(200, status(operation, "ifSourceGenerationMatch=" + now));
                      http.send("DELETE", "/storage/v1/b/lab/o/new", "");
                    }));
  }

  @Test
  void holdTheSourcesOfAComposition() {
    String compose =
        "{\"sourceObjects\": [{\"name\": \"doc\", \"objectPreconditions\": {\"ifGenerationMatch\": \"%d\"}}]}";

    assertEquals(
        412,
        http.send("POST", "/storage/v1/b/lab/o/new/compose", compose.formatted(1)).statusCode());
    assertEquals(
        200,
        http.send("POST", "/storage/v1/b/lab/o/new/compose", compose.formatted(generation))
            .statusCode());
  }

  @Test
  void meanAbsenceByGenerationZero() {
    Operation create = new Operation("media", "POST", INSERT + "fresh", "x");

    assertEquals(412, status(create, "ifGenerationMatch=7"));
    assertEquals(304, status(create, "ifGenerationNotMatch=0"));
    assertEquals(200, status(create, "ifGenerationMatch=0"));
    assertEquals(412, status(create, "ifGenerationMatch=0"));
    assertEquals(200, status(create, "ifGenerationNotMatch=0"));
  }

  @Test
  void takeEntityTagsToo() {
    String etag = RawHttp.json(http.get(THERE)).get("etag").asText();

    assertEquals(200, http.get(THERE, "If-Match", etag).statusCode());
    assertEquals(412, http.get(THERE, "If-Match", "other").statusCode());
    assertEquals(304, http.get(THERE, "If-None-Match", etag).statusCode());
  }

  @Test
  void refuseWithTheDocumentThatClientsKnow() {
    HttpResponse<byte[]> refused = http.get(THERE + "?ifGenerationMatch=1");

    assertEquals("conditionNotMet", RawHttp.reason(refused));
    assertEquals(412, RawHttp.json(refused).at("/error/code").asInt());
    assertEquals(400, http.get(THERE + "?ifGenerationMatch=x").statusCode());
  }

  @Test
  void letExactlyOneOfManyCreate() throws Exception {
    List<Integer> statuses =
        race(
            16,
            number ->
                http.send("POST", INSERT + "claim&ifGenerationMatch=0", "by " + number)
                    .statusCode());

    assertEquals(1, statuses.stream().filter(status -> status == 200).count());
    assertEquals(15, statuses.stream().filter(status -> status == 412).count());
  }

  @Test
  void loseNoUpdateOfManyCompareAndSets() throws Exception {
    insert("counter", "0");
    Set<Long> generations = ConcurrentHashMap.newKeySet();

    race(
        8,
        number -> {
          for (int done = 0; done < 5; ) {
            HttpResponse<byte[]> read = http.get("/storage/v1/b/lab/o/counter?alt=media");
            String seen = read.headers().firstValue("x-goog-generation").orElseThrow();
            int next = Integer.parseInt(RawHttp.text(read)) + 1;
            HttpResponse<byte[]> written =
                http.send(
                    "POST", INSERT + "counter&ifGenerationMatch=" + seen, Integer.toString(next));
            if (written.statusCode() == 200) {
              generations.add(RawHttp.json(written).get("generation").asLong());
              done++;
            }
          }
          return 0;
        });

    assertEquals("40", RawHttp.text(http.get("/storage/v1/b/lab/o/counter?alt=media")));
    assertEquals(40, generations.size());
  }

  private interface Racer {
    int run(int number) throws Exception;
  }

  private static List<Integer> race(int many, Racer racer) throws Exception {
    CyclicBarrier start = new CyclicBarrier(many);
    ExecutorService threads = Executors.newFixedThreadPool(many);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        int number = i;
        tasks.add(
            () -> {
              start.await(30, TimeUnit.SECONDS);
              return racer.run(number);
            });
      }
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
