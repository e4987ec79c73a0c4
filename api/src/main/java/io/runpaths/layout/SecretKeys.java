package io.runpaths.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of a configuration that its keys call secret, and puts a mask in their place.
 *
 * <p>A key is judged by its last word alone, or its last two: {@code HF_TOKEN} and {@code
 * aws.secretAccessKey} are secret, {@code max_tokens}, {@code tokenizer} and {@code key} are not.
 * Below a secret key every string is masked, in lists and maps too; numbers, booleans and null
 * never are. docs/FORMAT.md states the rule for other languages.
 *
 * <p>Used by one thread, for one configuration.
 */
final class SecretKeys {

  /** What stands where a secret stood. */
  static final String MASK = "***";

  private final List<String> where = new ArrayList<>();

  /** JSON Pointer (RFC 6901) to the value at hand. */
  private final StringBuilder pointer = new StringBuilder();

  /** A copy of the tree with its secrets masked. */
  Map<String, @Nullable Object> mask(Map<String, @Nullable Object> config) {
    return maskMap(config, false);
  }

  /** JSON Pointers to what was masked, in the order of the tree. */
  List<String> where() {
    return where;
  }

  private Map<String, @Nullable Object> maskMap(Map<?, ?> map, boolean secret) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    int length = pointer.length();
    for (Map.Entry<?, ?> member : map.entrySet()) {
      String key = (String) member.getKey();
      appendToken(key);
      copy.put(key, maskValue(member.getValue(), secret || isSecret(key)));
      pointer.setLength(length);
    }
    return Collections.unmodifiableMap(copy);
  }

  private @Nullable Object maskValue(@Nullable Object value, boolean secret) {
    if (secret && value instanceof String) {
      where.add(pointer.toString());
      return MASK;
    }
    if (value instanceof Map<?, ?> map) {
      return maskMap(map, secret);
    }
    if (value instanceof List<?> list) {
      return maskList(list, secret);
    }
    return value;
  }

  private List<@Nullable Object> maskList(List<?> list, boolean secret) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    int length = pointer.length();
    for (Object element : list) {
      pointer.append('/').append(copy.size());
      copy.add(maskValue(element, secret));
      pointer.setLength(length);
    }
    return Collections.unmodifiableList(copy);
  }

  private void appendToken(String key) {
    pointer.append('/');
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '~') {
        pointer.append("~0");
      } else if (c == '/') {
        pointer.append("~1");
      } else {
        pointer.append(c);
      }
    }
  }

  /** Whether a key's last words call its value a secret. */
  static boolean isSecret(String key) {
    int end = wordEnd(key, key.length());
    int start = wordStart(key, end);
    String last = lowerCase(key, start, end);
    if (isSecretWord(last)) {
      return true;
    }
    if (!last.equals("key") && !last.equals("keys")) {
      return false;
    }
    int previousEnd = wordEnd(key, start);
    return isKeyOfSecrets(lowerCase(key, wordStart(key, previousEnd), previousEnd));
  }

  private static boolean isSecretWord(String word) {
    return switch (word) {
      case "password",
          "passwords",
          "passwd",
          "passphrase",
          "passphrases",
          "secret",
          "secrets",
          "token",
          "accesstoken",
          "authtoken",
          "apikey",
          "apikeys",
          "accesskey",
          "secretkey",
          "privatekey",
          "credential",
          "credentials",
          "auth",
          "authorization" ->
          true;
      default -> false;
    };
  }

  /** Whether a key of this kind, as {@code api} in {@code api_key}, opens something. */
  private static boolean isKeyOfSecrets(String word) {
    return switch (word) {
      case "api", "access", "account", "encryption", "private", "secret", "signing" -> true;
      default -> false;
    };
  }

  /** Where the last word before {@code from} ends: separators behind it are passed over. */
  private static int wordEnd(String key, int from) {
    int end = from;
    while (end > 0 && isSeparator(key.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /** Where the word that ends at {@code end} begins. */
  private static int wordStart(String key, int end) {
    int start = end;
    while (start > 0 && !isSeparator(key.charAt(start - 1)) && !isBoundary(key, start, end)) {
      start--;
    }
    return start;
  }

  /** Whether camel case begins a word at an index: {@code api|Key}, {@code API|Key}. */
  private static boolean isBoundary(String key, int index, int end) {
    if (index == end || !isUpper(key.charAt(index))) {
      return false;
    }
    return !isUpper(key.charAt(index - 1)) || (index + 1 < end && isLower(key.charAt(index + 1)));
  }

  private static boolean isSeparator(char c) {
    return c < 128 && !isUpper(c) && !isLower(c) && (c < '0' || c > '9');
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static String lowerCase(String key, int start, int end) {
    StringBuilder word = new StringBuilder(end - start);
    for (int i = start; i < end; i++) {
      char c = key.charAt(i);
      word.append(isUpper(c) ? (char) (c + 32) : c);
    }
    return word.toString();
  }
}
