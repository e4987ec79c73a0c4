package io.runpaths.gcs.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings: their order, their pages and their prefixes. */
final class ListingTest {
  private final GcsServer server = GcsServer.start();
  private final RawHttp http = new RawHttp(server.uri());

  @BeforeEach
  void createBuckets() {
    server.createBucket("lab");
    server.createBucket("kept", settings -> settings.putObject("versioning").put("enabled", true));
    server.createBucket(
        "tree", settings -> settings.putObject("hierarchicalNamespace").put("enabled", true));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void insert(String bucket, String... names) {
    for (String name : names) {
      http.send(
          "POST",
          "/upload/storage/v1/b/" + bucket + "/o?uploadType=media&name=" + Percent.encode(name),
          name);
    }
  }

  /** Every entry in the order of the pages, prefixes of a page before its objects. */
  private List<String> list(String bucket, String query) {
    List<String> entries = new ArrayList<>();
    String token = "";
    do {
      ObjectNode page =
          RawHttp.json(http.get("/storage/v1/b/" + bucket + "/o?" + query + "&pageToken=" + token));
      page.path("prefixes").forEach(prefix -> entries.add(prefix.asText()));
      page.path("items").forEach(item -> entries.add(item.get("name").asText()));
      token = page.path("nextPageToken").asText();
    } while (!token.isEmpty());
    return entries;
  }

  @Test
  void comesInTheOrderOfUtf8Bytes() {
    insert("lab", "a", "a-", "a/b", "B", "\uFF5E", "\uD83D\uDE00", "é");

    assertEquals(List.of("B", "a", "a-", "a/b", "é", "\uFF5E", "\uD83D\uDE00"), list("lab", ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1000})
  void namesEachPrefixOnceWhereverThePagesAreCut(int size) {
    insert("lab", "a", "b/1", "b/2", "b/3", "b0", "c/1/x", "c/2/y", "d");

    List<String> entries = list("lab", "delimiter=/&maxResults=" + size);

    assertEquals(List.of("a", "b/", "b0", "c/", "d"), entries.stream().sorted().toList());
    assertEquals(List.of("c/1/", "c/2/"), list("lab", "delimiter=/&prefix=c/&maxResults=" + size));
  }

  @Test
  void countsObjectsAndPrefixesAlikeInAPage() {
    insert("lab", "a", "b/1", "c");

    ObjectNode page = RawHttp.json(http.get("/storage/v1/b/lab/o?delimiter=/&maxResults=2"));

    assertEquals("b/", page.at("/prefixes/0").asText());
    assertEquals(1, page.get("items").size());
    assertTrue(page.has("nextPageToken"));
  }

  @Test
  void pagesByAThousandWhereMoreIsAskedFor() {
    for (int i = 0; i < 1001; i++) {
      insert("lab", "n%04d".formatted(i));
    }

    assertEquals(
        1000, RawHttp.json(http.get("/storage/v1/b/lab/o?maxResults=5000")).get("items").size());
    assertEquals(1001, list("lab", "").size());
  }

  @Test
  void keepsWithinItsOffsets() {
    insert("lab", "a", "b/1", "b/2", "c", "d");

    assertEquals(List.of("b/2", "c"), list("lab", "startOffset=b/2&endOffset=d"));
    assertEquals(List.of("b/", "c", "d"), list("lab", "startOffset=b/2&delimiter=/"));
  }

  @Test
  void showsMarkersOfFoldersAsObjectsWhereAskedTo() {
    insert("lab", "a/", "a/1", "b");

    assertEquals(List.of("a/", "b"), list("lab", "delimiter=/"));
    assertEquals(
        List.of("a/", "a/", "b"), list("lab", "delimiter=/&includeTrailingDelimiter=true"));
    assertEquals(
        List.of("a/", "a/", "b"),
        list("lab", "delimiter=/&includeTrailingDelimiter=true&maxResults=1"));
  }

  @Test
  void takesDelimitersOfSeveralLetters() {
    insert("lab", "a--b", "a-c", "d");

    assertEquals(List.of("a--", "a-c", "d"), list("lab", "delimiter=--"));
  }

  @Test
  void showsOldVersionsWhereAskedTo() {
    insert("kept", "doc", "doc", "gone");
    http.send("DELETE", "/storage/v1/b/kept/o/gone", "");

    assertEquals(List.of("doc"), list("kept", ""));
    assertEquals(List.of("doc", "doc", "gone"), list("kept", "versions=true"));
    assertEquals(List.of("doc", "doc", "gone"), list("kept", "versions=true&maxResults=1"));
    JsonNode old = RawHttp.json(http.get("/storage/v1/b/kept/o?versions=true")).at("/items/0");
    assertTrue(old.has("timeDeleted"));
  }

  @Test
  void showsFoldersThatOutliveTheirObjects() {
    insert("tree", "a/b/1", "c/1");
    http.send("DELETE", "/storage/v1/b/tree/o/a%2Fb%2F1", "");

    assertEquals(List.of("c/"), list("tree", "delimiter=/"));
    assertEquals(List.of("a/", "c/"), list("tree", "delimiter=/&includeFoldersAsPrefixes=true"));
    assertEquals(
        List.of("a/b/"), list("tree", "delimiter=/&prefix=a/&includeFoldersAsPrefixes=true"));
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    assertEquals(400, http.get("/storage/v1/b/lab/o?pageToken=!").statusCode());
    assertEquals(400, http.get("/storage/v1/b/lab/o?maxResults=0").statusCode());
    assertEquals(501, http.get("/storage/v1/b/lab/o?matchGlob=**").statusCode());
    assertEquals(404, http.get("/storage/v1/b/none/o").statusCode());
  }
}
