package io.runpaths.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runpaths.cli.RehearsalServer.Answer;
import io.runpaths.cli.RehearsalServer.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Just enough of Google Cloud Storage for a rehearsal: one bucket in memory, and tokens for
 * everybody. It looks at conditions and at nothing else, and is no server for any other purpose.
 */
final class RehearsalGcs implements RehearsalServer.Store {
  private static final String JSON = "application/json; charset=UTF-8";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, Stored> objects = new TreeMap<>();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private ObjectNode begun = MAPPER.createObjectNode();
  private String condition = "";
  private long generation;

  /** An object: its resource as the interface shows it, and its bytes. */
  private static final class Stored {
    final ObjectNode resource;
    final byte[] content;

    Stored(ObjectNode resource, byte[] content) {
      this.resource = resource;
      this.content = content;
    }

    String text(String field) {
      return resource.path(field).asText();
    }
  }

  /** The key of a service account that exists nowhere, which gets its tokens from the double. */
  static String credentials(String endpoint) {
    KeyPairGenerator pairs;
    try {
      pairs = KeyPairGenerator.getInstance("RSA");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    pairs.initialize(1024);
    String pem = "PRIVATE KEY-----";
    return MAPPER
        .createObjectNode()
        .put("type", "service_account")
        .put("project_id", "rehearsal")
        .put("private_key_id", "rehearsal")
        .put("client_id", "rehearsal")
        .put("client_email", "rehearsal@rehearsal.iam.gserviceaccount.com")
        .put("token_uri", endpoint + "/token")
        .put(
            "private_key",
            "-----BEGIN "
                + pem
                + "\n"
                + Base64.getEncoder()
                    .encodeToString(pairs.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END "
                + pem
                + "\n")
        .toString();
  }

  @Override
  public Answer answer(Request request) throws IOException {
    String path = request.path;
    if (path.equals("/token")) {
      return Answer.of(
          200,
          JSON,
          "{\"access_token\": \"rehearsal\", \"token_type\": \"Bearer\", \"expires_in\": 3600}");
    }
    if (path.startsWith("/upload/")) {
      return request.parameter("uploadType").equals("resumable")
          ? resumable(request)
          : insert(request);
    }
    int name = path.indexOf("/o/");
    if (name < 0) {
      return list(request);
    }
    String key = path.substring(name + "/o/".length()).replace("%2F", "/");
    Stored there = objects.get(key);
    if (there == null) {
      return error(404, "notFound", "No such object: " + key);
    }
    if (request.method.equals("DELETE")) {
      objects.remove(key);
      return Answer.of(204);
    }
    return request.parameter("alt").equals("media") ? bytes(there) : resource(there);
  }

  private Answer insert(Request request) throws IOException {
    String type = request.headers.getOrDefault("content-type", "");
    String boundary = type.substring(type.indexOf("boundary=") + "boundary=".length());
    String edge = "--" + boundary.replace("\"", "");
    // A character a byte, so that places in the text are those in the body.
    String body = new String(request.body, StandardCharsets.ISO_8859_1);
    int second = body.indexOf(edge, edge.length());
    int last = body.lastIndexOf("\r\n" + edge);
    int resource = body.indexOf("\r\n\r\n") + 4;
    int content = body.indexOf("\r\n\r\n", second) + 4;
    byte[] document = Arrays.copyOfRange(request.body, resource, second);
    if (!(MAPPER.readTree(document) instanceof ObjectNode object)) {
      return error(400, "invalid", "no resource");
    }
    return store(
        object,
        Arrays.copyOfRange(request.body, content, last),
        request.parameter("ifGenerationMatch"));
  }

  /** One session at a time: it begins with the resource, and ends with the last chunk. */
  private Answer resumable(Request request) throws IOException {
    if (request.method.equals("POST")) {
      if (!(MAPPER.readTree(request.body) instanceof ObjectNode object)) {
        return error(400, "invalid", "no resource");
      }
      begun = object;
      condition = request.parameter("ifGenerationMatch");
      received.reset();
      String session = "http://rehearsal" + request.path + "?uploadType=resumable&upload_id=1";
      return new Answer(200, Map.of("Location", session), new byte[0]);
    }
    received.writeBytes(request.body);
    String range = request.headers.getOrDefault("content-range", "");
    return range.endsWith("/" + received.size())
        ? store(begun, received.toByteArray(), condition)
        : new Answer(308, Map.of("Range", "bytes=0-" + (received.size() - 1)), new byte[0]);
  }

  private Answer store(ObjectNode object, byte[] content, String condition) {
    String key = object.path("name").asText();
    if (!holds(condition, objects.get(key))) {
      return error(412, "conditionNotMet", "no");
    }
    generation++;
    object.put("generation", Long.toString(generation)).put("metageneration", "1");
    object.put("size", Integer.toString(content.length));
    object.put("timeCreated", "2026-02-08T10:00:00.000Z");
    Stored stored = new Stored(object, content);
    objects.put(key, stored);
    return resource(stored);
  }

  private static boolean holds(String condition, @Nullable Stored there) {
    return condition.isEmpty() || condition.equals(there == null ? "0" : there.text("generation"));
  }

  private static Answer resource(Stored there) {
    return Answer.of(200, JSON, there.resource.toString());
  }

  private static Answer bytes(Stored there) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", there.text("contentType"));
    headers.put("X-Goog-Generation", there.text("generation"));
    headers.put("X-Goog-Hash", "crc32c=" + there.text("crc32c"));
    headers.put("X-Goog-Stored-Content-Encoding", "identity");
    headers.put("X-Goog-Stored-Content-Length", there.text("size"));
    return new Answer(200, headers, there.content);
  }

  private Answer list(Request request) {
    String prefix = request.parameter("prefix");
    String delimiter = request.parameter("delimiter");
    ObjectNode page = MAPPER.createObjectNode().put("kind", "storage#objects");
    ArrayNode items = MAPPER.createArrayNode();
    TreeSet<String> folders = new TreeSet<>();
    objects.forEach(
        (key, stored) -> {
          int slash = delimiter.isEmpty() ? -1 : key.indexOf('/', prefix.length());
          if (key.startsWith(prefix) && slash < 0) {
            items.add(stored.resource);
          } else if (key.startsWith(prefix)) {
            folders.add(key.substring(0, slash + 1));
          }
        });
    page.set("items", items);
    ArrayNode prefixes = page.putArray("prefixes");
    folders.forEach(prefixes::add);
    return Answer.of(200, JSON, page.toString());
  }

  private static Answer error(int status, String reason, String message) {
    ObjectNode error = MAPPER.createObjectNode().put("code", status).put("message", message);
    error.putArray("errors").addObject().put("reason", reason).put("message", message);
    JsonNode document = MAPPER.createObjectNode().set("error", error);
    return Answer.of(status, JSON, document.toString());
  }
}
