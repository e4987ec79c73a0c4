package io.runpaths.gcs;

import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.GdchCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A JSON file of credentials.
 *
 * @param named who names it, in words that its path follows
 * @param path where it is
 */
record CredentialFile(String named, Path path) {
  /** What Google's client knows, and gets tokens for by the file alone. */
  private static final List<String> TYPES =
      List.of(
          "service_account",
          "authorized_user",
          "external_account",
          "external_account_authorized_user",
          "impersonated_service_account");

  /**
   * Reads it.
   *
   * @param transport what tokens are fetched by
   * @throws NoCredentialsException if it is no good
   */
  GoogleCredentials read(HttpTransportFactory transport) throws NoCredentialsException {
    byte[] content;
    try {
      content = Files.readAllBytes(path);
    } catch (IOException e) {
      throw new NoCredentialsException(
          named + " " + path + ", which cannot be read (" + e + ")", e);
    }
    GoogleCredentials found;
    try {
      found = GoogleCredentials.fromStream(new ByteArrayInputStream(content), transport);
    } catch (IOException | RuntimeException e) {
      // What is in the file may be secret, so that the parser's words are not repeated.
      throw new NoCredentialsException(named + " " + path + ", which " + wrong(content), null);
    }
    if (found instanceof GdchCredentials) {
      throw new NoCredentialsException(named + " " + path + ", which " + wrong(content), null);
    }
    return found;
  }

  /** What is wrong with a file of credentials, without a word of what is in it. */
  private static String wrong(byte[] content) {
    JsonElement document;
    try {
      document = JsonParser.parseString(new String(content, StandardCharsets.UTF_8));
    } catch (JsonParseException e) {
      document = JsonNull.INSTANCE;
    }
    if (!(document instanceof JsonObject object)) {
      return "is no JSON file of credentials; download the service account's key again, as JSON";
    }
    boolean known =
        object.get("type") instanceof JsonPrimitive type && TYPES.contains(type.getAsString());
    return known
        ? "is a JSON file of credentials with a field that is missing or broken, such as its private"
            + " key; download it again"
        : "is a JSON file, and none of credentials: its type is none of "
            + String.join(", ", TYPES)
            + "; download the service account's key, as JSON";
  }
}
