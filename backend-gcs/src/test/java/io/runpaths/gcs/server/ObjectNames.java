package io.runpaths.gcs.server;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What may be a name: "Bucket naming requirements" and "Object naming requirements". */
final class ObjectNames {
  private ObjectNames() {}

  static String requireObject(String name) {
    if (name.isEmpty()) {
      throw ApiError.required("name");
    }
    if (length(name) > 1024
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('\r') >= 0
        || name.indexOf('\n') >= 0
        || name.startsWith(".well-known/acme-challenge/")) {
      throw ApiError.invalid("Disallowed object name: " + name);
    }
    return name;
  }

  static String requireBucket(String name) {
    boolean short63 = name.length() >= 3 && name.length() <= (name.contains(".") ? 222 : 63);
    if (!short63 || !name.matches("[a-z0-9]([a-z0-9._-]*[a-z0-9])") || name.contains("..")) {
      throw ApiError.invalid("Invalid bucket name: '" + name + "'");
    }
    return name;
  }

  private static int length(String name) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name)).remaining();
    } catch (CharacterCodingException e) {
      throw ApiError.invalid("Object name is not valid UTF-8");
    }
  }
}
