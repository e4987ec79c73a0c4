package io.runpaths.gcs;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Faults that a server plays itself, as <a
 * href="https://github.com/googleapis/storage-testbench#retry-test-api">Google's test bench</a>
 * does: a retry test says which calls of the JSON API go wrong, and how, one after the other; it
 * strikes the requests that bear its id.
 */
final class RetryTests {
  private final URI server;

  RetryTests(URI server) {
    this.server = server;
  }

  /** Whether the server knows of such tests at all. */
  boolean areKnown() {
    try {
      delete(create("storage.objects.get", List.of("return-503")));
      return true;
    } catch (IOException | JsonParseException | IllegalStateException e) {
      return false;
    }
  }

  /**
   * Makes one.
   *
   * @param method such as {@code storage.objects.get}
   * @param instructions what happens to each of its requests, in order
   * @return its id
   */
  String create(String method, List<String> instructions) throws IOException {
    String list = "[\"" + String.join("\",\"", instructions) + "\"]";
    String test = "{\"instructions\":{\"" + method + "\":" + list + "},\"transport\":\"HTTP\"}";
    return document(answer("POST", "", test)).get("id").getAsString();
  }

  /** How many of its instructions are still to come. */
  int left(String id, String method) throws IOException {
    return document(answer("GET", "/" + id, ""))
        .getAsJsonObject("instructions")
        .getAsJsonArray(method)
        .size();
  }

  void delete(String id) throws IOException {
    answer("DELETE", "/" + id, "");
  }

  private static JsonObject document(String answer) {
    return JsonParser.parseString(answer).getAsJsonObject();
  }

  /** Each on a connection of its own: the server soon closes one that is idle. */
  private String answer(String method, String path, String body) throws IOException {
    HttpURLConnection request =
        (HttpURLConnection) server.resolve("/retry_test" + path).toURL().openConnection();
    request.setConnectTimeout(30_000);
    request.setReadTimeout(30_000);
    request.setRequestMethod(method);
    request.setRequestProperty("Connection", "close");
    request.setRequestProperty("Content-Type", "application/json");
    if (!body.isEmpty()) {
      request.setDoOutput(true);
      request.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    try (InputStream answer = request.getInputStream()) {
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** No credentials, but a way to give every request a header by which the server plays faults. */
  static final class Header extends GoogleCredentials {
    private static final long serialVersionUID = 1L;

    private volatile Map<String, List<String>> headers = Map.of();

    /** From now on requests bear the id of a test. */
    void test(String id) {
      headers = Map.of("x-retry-test-id", List.of(id));
    }

    /** From now on requests bear an instruction, which holds for all of them. */
    void instruct(String instruction) {
      headers = Map.of("x-goog-emulator-instructions", List.of(instruction));
    }

    /** From now on nothing goes wrong. */
    void clear() {
      headers = Map.of();
    }

    @Override
    public Map<String, List<String>> getRequestMetadata(@Nullable URI uri) {
      return headers;
    }
  }
}
