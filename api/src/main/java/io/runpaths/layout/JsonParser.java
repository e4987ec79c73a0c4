package io.runpaths.layout;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration from JSON text, strictly, with the number kinds of Python's {@code json}:
 * {@code 1} is an integer of any size, {@code 1.0} and {@code 1e5} are floating point, and {@code
 * NaN}, {@code Infinity} and {@code -Infinity} are numbers.
 *
 * <p>The grammar is otherwise that of RFC 8259. Duplicate keys are refused, for a reader that
 * silently takes one of them makes two configurations of one text. The values are those of {@link
 * ConfigTree}, under the same limits.
 *
 * <p>A generic JSON library is not used here because it would have to be talked out of its own
 * limits, its own number kinds and its own treatment of half characters, and because this class
 * loads in a fraction of the time, which a short command feels.
 *
 * <p>Used by one thread, for one text.
 */
final class JsonParser {

  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final int END = -1;
  private static final int SHOWN_KEY_CHARACTERS = 64;

  private final String text;
  private final CanonicalBudget budget = new CanonicalBudget();
  private int at;
  private int depth;

  private JsonParser(String text) {
    this.text = text;
  }

  /**
   * The members of the object that is the whole text, in its order.
   *
   * @throws IllegalArgumentException if the text is anything else, with line and column
   */
  static Map<String, @Nullable Object> parse(String text) {
    return new JsonParser(text).parseDocument();
  }

  private Map<String, @Nullable Object> parseDocument() {
    if (peek() == BYTE_ORDER_MARK) {
      throw refused("a byte order mark is no part of JSON: save the file as UTF-8 without it");
    }
    skipSpace();
    if (peek() == END) {
      throw refused("there is nothing here: give a JSON object, {} at the least");
    }
    if (peek() != '{') {
      throw refused("a configuration is a JSON object, such as {\"lr\": 0.001}: put it in braces");
    }
    Map<String, @Nullable Object> document = parseObject();
    skipSpace();
    if (peek() != END) {
      throw refused(
          "the object has ended, but " + found() + " follows: remove what comes after it");
    }
    return document;
  }

  private @Nullable Object parseValue() {
    Object value =
        switch (peek()) {
          case '{' -> parseObject();
          case '[' -> parseArray();
          case '"' -> parseStringValue();
          case 't' -> parseWord("true", true);
          case 'f' -> parseWord("false", false);
          case 'n' -> parseNull();
          case 'N' -> parseNotFinite("NaN", Double.NaN);
          case 'I' -> parseNotFinite("Infinity", Double.POSITIVE_INFINITY);
          case '-' ->
              text.startsWith("-I", at)
                  ? parseNotFinite("-Infinity", Double.NEGATIVE_INFINITY)
                  : parseNumber();
          case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> parseNumber();
          default -> throw refused("a value should stand here, not " + found());
        };
    if (budget.isExceeded()) {
      throw refused("the configuration " + CanonicalBudget.complaint());
    }
    return value;
  }

  private Map<String, @Nullable Object> parseObject() {
    open();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    skipSpace();
    if (peek() != '}') {
      boolean more = true;
      while (more) {
        skipSpace();
        String key = parseKey(members);
        members.put(key, parseValue());
        more = another('}', "object");
      }
    }
    close();
    return Collections.unmodifiableMap(members);
  }

  /** The key of the next member; leaves the position at its value. */
  private String parseKey(Map<String, @Nullable Object> members) {
    if (peek() != '"') {
      throw refused("a key in double quotes should stand here, not " + found());
    }
    int start = at;
    String key = parseString();
    if (members.containsKey(key)) {
      throw refused(text, start, "the key " + shown(key) + " stands here twice: keep one of them");
    }
    budget.addSeparator(members.isEmpty());
    budget.addKey(key);
    skipSpace();
    if (peek() != ':') {
      throw refused("a colon should follow the key " + shown(key) + ", not " + found());
    }
    at++;
    skipSpace();
    return key;
  }

  private List<@Nullable Object> parseArray() {
    open();
    List<@Nullable Object> elements = new ArrayList<>();
    skipSpace();
    if (peek() != ']') {
      boolean more = true;
      while (more) {
        skipSpace();
        budget.addSeparator(elements.isEmpty());
        elements.add(parseValue());
        more = another(']', "list");
      }
    }
    close();
    return Collections.unmodifiableList(elements);
  }

  private void open() {
    if (++depth > ConfigTree.MAX_DEPTH) {
      throw refused(
          "this lies more than "
              + ConfigTree.MAX_DEPTH
              + " levels deep: make the configuration flatter");
    }
    budget.addBrackets();
    at++;
  }

  private void close() {
    depth--;
    at++;
  }

  /** Whether a comma announces another item; if not, the closing bracket is the next character. */
  private boolean another(char closing, String container) {
    skipSpace();
    int c = peek();
    if (c == closing) {
      return false;
    }
    if (c != ',') {
      throw refused(
          "a comma or the closing "
              + closing
              + " of the "
              + container
              + " should stand here, not "
              + found());
    }
    int comma = at++;
    skipSpace();
    if (peek() == closing) {
      throw refused(text, comma, "nothing follows this comma in the " + container + ": remove it");
    }
    return true;
  }

  private String parseStringValue() {
    String value = parseString();
    budget.addString(value);
    return value;
  }

  private String parseString() {
    int start = at++;
    int plainFrom = at;
    StringBuilder unescaped = null;
    boolean surrogates = false;
    while (true) {
      int c = peek();
      if (c == '"') {
        break;
      }
      if (c == '\\') {
        unescaped = unescaped == null ? new StringBuilder() : unescaped;
        unescaped.append(text, plainFrom, at);
        char unit = parseEscape();
        unescaped.append(unit);
        surrogates |= Character.isSurrogate(unit);
        plainFrom = at;
      } else if (c == END) {
        throw refused(text, start, "this string has no end: close it with a double quote");
      } else if (c < ' ') {
        throw refused("a string cannot hold " + found() + " itself: write it as an escape");
      } else {
        surrogates |= Character.isSurrogate((char) c);
        at++;
      }
    }
    String value =
        unescaped == null
            ? text.substring(plainFrom, at)
            : unescaped.append(text, plainFrom, at).toString();
    at++;
    if (surrogates && !ConfigTree.isWellFormed(value)) {
      throw refused(
          text,
          start,
          "this string holds a lone surrogate, which is half a character: give both halves");
    }
    return value;
  }

  private char parseEscape() {
    at++;
    int c = peek();
    char unescaped =
        switch (c) {
          case '"', '\\', '/' -> (char) c;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> parseHex();
          default ->
              throw refused("JSON has no escape of " + found() + ": write \\\\ for a backslash");
        };
    at++;
    return unescaped;
  }

  /** The four digits after {@code \\u}; leaves the position at the last of them. */
  private char parseHex() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      at++;
      int c = peek();
      // Not Character.digit alone, which knows the digits of every script.
      int digit = c >= 0 && c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw refused("four hexadecimal digits should follow \\u, not " + found());
      }
      unit = (unit << 4) | digit;
    }
    return (char) unit;
  }

  private Boolean parseWord(String word, boolean value) {
    expect(word);
    budget.addWord(!value);
    return value;
  }

  private @Nullable Object parseNull() {
    expect("null");
    budget.addWord(false);
    return null;
  }

  private Double parseNotFinite(String word, double value) {
    expect(word);
    budget.addDouble(value);
    return value;
  }

  private void expect(String word) {
    if (!text.startsWith(word, at)) {
      throw refused("a value should stand here, not " + found() + ": is " + word + " meant?");
    }
    at += word.length();
  }

  private Object parseNumber() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int firstDigit = at;
    skipDigits("in a number");
    if (text.charAt(firstDigit) == '0' && at > firstDigit + 1) {
      throw refused(text, start, "a number cannot begin with a zero: remove it, or use a string");
    }
    int digits = at - firstDigit;
    boolean integer = true;
    if (peek() == '.') {
      integer = false;
      at++;
      skipDigits("after the point of a number");
    }
    if (peek() == 'e' || peek() == 'E') {
      integer = false;
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      skipDigits("in the exponent of a number");
    }
    if (!integer) {
      double value = Double.parseDouble(text.substring(start, at));
      budget.addDouble(value);
      return value;
    }
    return integer(start, digits);
  }

  private Object integer(int start, int digits) {
    if (digits > CanonicalBudget.MAX_INTEGER_DIGITS) {
      throw refused(
          text,
          start,
          "this integer has more than "
              + CanonicalBudget.MAX_INTEGER_DIGITS
              + " digits: write it as a string");
    }
    String number = text.substring(start, at);
    if (digits <= 18) {
      long value = Long.parseLong(number);
      budget.addLong(value);
      return value;
    }
    // Counted before it is converted, which takes time with the square of the length.
    budget.addDigits(number.length());
    if (budget.isExceeded()) {
      throw refused("the configuration " + CanonicalBudget.complaint());
    }
    BigInteger value = new BigInteger(number);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private void skipDigits(String where) {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw refused("a digit should stand here " + where + ", not " + found());
    }
  }

  private void skipSpace() {
    while (true) {
      int c = peek();
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  /** The character at hand, in words; never more than one, for the text may hold secrets. */
  private String found() {
    if (peek() == END) {
      return "the end of the text";
    }
    int c = text.codePointAt(at);
    if (c > ' ' && c <= '~') {
      return "'" + (char) c + "'";
    }
    StringBuilder hex = new StringBuilder(Integer.toHexString(c));
    while (hex.length() < 4) {
      hex.insert(0, '0');
    }
    return "the character U+" + hex;
  }

  private static String shown(String key) {
    StringBuilder out = new StringBuilder();
    CanonicalJson.appendString(
        out,
        key.length() <= SHOWN_KEY_CHARACTERS ? key : key.substring(0, SHOWN_KEY_CHARACTERS) + "…");
    return out.toString();
  }

  private IllegalArgumentException refused(String complaint) {
    return refused(text, at, complaint);
  }

  /** An error that names line and column, both from 1; columns count characters. */
  static IllegalArgumentException refused(String text, int position, String complaint) {
    int line = 1;
    int lineStart = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < position; i = text.indexOf('\n', i + 1)) {
      line++;
      lineStart = i + 1;
    }
    int column = text.codePointCount(lineStart, position) + 1;
    return new IllegalArgumentException(
        "config, line " + line + ", column " + column + ": " + complaint);
  }
}
