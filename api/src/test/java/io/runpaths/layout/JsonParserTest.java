package io.runpaths.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonParserTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "-0, 0",
    "-1, -1",
    "1.0, 1.0",
    "-0.0, -0.0",
    "1e5, 100000.0",
    "1E5, 100000.0",
    "1e+5, 100000.0",
    "1e-5, 1e-05",
    "0e0, 0.0",
    "1e999, Infinity",
    "-1e999, -Infinity",
    "1e-999, 0.0",
    "NaN, NaN",
    "Infinity, Infinity",
    "-Infinity, -Infinity",
    "999999999999999999, 999999999999999999",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, 9223372036854775808",
    "-9223372036854775808, -9223372036854775808",
    "0.1000000000000000055511151231257827, 0.1",
    "true, true",
    "false, false",
    "null, null"
  })
  void readsValuesAsPythonDoes(String json, String canonical) {
    assertEquals("{\"a\": " + canonical + "}", reread("{\"a\":" + json + "}"));
  }

  @Test
  void readsEveryEscape() {
    assertEquals(
        "{\"\\\"\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00\": \"\\ud83d\\ude00A\"}",
        reread("{\"\\\"\\\\\\/\\b\\f\\n\\r\\t\u00e9\ud83d\ude00\":\"\\uD83d\\uDE00\\u0041\"}"));
  }

  @Test
  void readsTheSameFromStreamsAndReaders() throws IOException {
    String json = " \r\n\t{ \"\u00e9\" : [ ] , \"b\" : { } , \"\ud83d\ude00\" : [ 1 , 2 ] } \n";
    RunConfig config = RunConfig.parseJson(json);
    assertEquals(
        "{\"b\": {}, \"\\u00e9\": [], \"\\ud83d\\ude00\": [1, 2]}", config.canonicalJson());
    assertEquals(
        config,
        RunConfig.parseJson(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))));
    assertEquals(config, RunConfig.parseJson(new StringReader(json)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|line 1, column 1: there is nothing here: give a JSON object",
        "` `|line 1, column 2: there is nothing here",
        "[1]|line 1, column 1: a configuration is a JSON object",
        "3|line 1, column 1: a configuration is a JSON object",
        "{}x|line 1, column 3: the object has ended, but 'x' follows",
        "{} {}|line 1, column 4: the object has ended, but '{' follows",
        "{\"a\":1|line 1, column 7: a comma or the closing } of the object should stand here, not the end",
        "{\"a\":[1|a comma or the closing ] of the list should stand here, not the end",
        "{\"a\":1,}|line 1, column 7: nothing follows this comma in the object: remove it",
        "{\"a\":[1,]}|line 1, column 8: nothing follows this comma in the list: remove it",
        "{,}|a key in double quotes should stand here, not ','",
        "{a:1}|line 1, column 2: a key in double quotes should stand here, not 'a'",
        "{'a':1}|line 1, column 2: a key in double quotes should stand here, not '''",
        "{\"a\" 1}|line 1, column 6: a colon should follow the key \"a\", not '1'",
        "{\"a\":1,\"a\":2}|line 1, column 8: the key \"a\" stands here twice",
        "{\"a\":{\"b\":1,\"\\u0062\":2}}|line 1, column 13: the key \"b\" stands here twice",
        "{\"a\":}|line 1, column 6: a value should stand here, not '}'",
        "{\"a\":True}|line 1, column 6: a value should stand here, not 'T'",
        "{\"a\":nul}|line 1, column 6: a value should stand here, not 'n': is null meant?",
        "{\"a\":nan}|a value should stand here, not 'n'",
        "{\"a\":-Inf}|is -Infinity meant?",
        "{\"a\":+1}|a value should stand here, not '+'",
        "{\"a\":.5}|a value should stand here, not '.'",
        "{\"a\":-}|line 1, column 7: a digit should stand here in a number, not '}'",
        "{\"a\":1.}|line 1, column 8: a digit should stand here after the point of a number",
        "{\"a\":1e}|a digit should stand here in the exponent of a number, not '}'",
        "{\"a\":01}|line 1, column 6: a number cannot begin with a zero",
        "{\"a\":-01}|line 1, column 6: a number cannot begin with a zero",
        "{\"a\":0x10}|should stand here, not 'x'",
        "{\"a\":1_000}|should stand here, not '_'",
        "{\"a\":\"b|line 1, column 6: this string has no end",
        "{\"a\":\"\\x\"}|line 1, column 8: JSON has no escape of 'x'",
        "{\"a\":\"\\u12g4\"}|line 1, column 11: four hexadecimal digits should follow \\u, not 'g'",
        "{\"a\":\"\\u12|four hexadecimal digits should follow \\u, not the end of the text",
        "{\"a\":\"\\ud83d\"}|line 1, column 6: this string holds a lone surrogate",
        "{\"\\ude00\":1}|line 1, column 2: this string holds a lone surrogate",
        "{\"a\":1} // c|the object has ended, but '/' follows",
        "{/* c */}|a key in double quotes should stand here, not '/'"
      })
  void saysInWordsWhereAndWhy(String json, String part) {
    assertRefused(part, json);
  }

  @Test
  void countsLinesAndCharacters() {
    assertRefused(
        "config, line 3, column 5: a value should stand here, not '?'",
        "{\n  \"a\": 1,\r\n\"\ud83d\ude00\":?}");
    assertRefused("a string cannot hold the character U+000a itself", "{\"a\":\"b\nc\"}");
    assertRefused("a string cannot hold the character U+0000", "{\"a\":\"b\0c\"}");
    assertRefused("a value should stand here, not the character U+00a0", "{\"a\":\u00a01}");
    assertRefused("not the character U+1f600", "{\"a\":\ud83d\ude00}");
    assertRefused("four hexadecimal digits", "{\"a\":\"\\u\u0661\u0661\u0661\u0661\"}");
    assertRefused("lone surrogate", "{\"a\":\"\ud83d\"}");
  }

  @Test
  void refusesAByteOrderMark() {
    assertRefused("a byte order mark is no part of JSON", "\ufeff{}");
    assertRefused(
        "a byte order mark is no part of JSON", "\ufeff{}".getBytes(StandardCharsets.UTF_8));
    assertRefused("config is UTF-16", "\ufeff{}".getBytes(StandardCharsets.UTF_16BE));
    assertRefused("config is UTF-16", "\ufeff{}".getBytes(StandardCharsets.UTF_16LE));
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] latin1 = "{\n\"a\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertRefused("config, line 2, column 7: the bytes are not UTF-8 here", latin1);
    byte[] cut = {'{', '"', (byte) 0xf0, (byte) 0x9f};
    assertRefused("line 1, column 3: the bytes are not UTF-8 here", cut);
    byte[] surrogate = {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'};
    assertRefused("the bytes are not UTF-8 here", surrogate);
    assertRefused("should stand here", "{}".getBytes(Charset.forName("UTF-16LE")));
  }

  @Test
  void refusesTenThousandLevels() {
    assertRefused(
        "config, line 1, column 1004: this lies more than 1000 levels deep",
        "{\"\":" + "[".repeat(10_000));
    assertRefused("levels deep", "{\"a\":".repeat(10_000));
  }

  @Test
  void refusesAnEndlessStreamWithoutReadingMuchOfIt() {
    class Endless extends InputStream {
      long given;

      @Override
      public int read() {
        given++;
        return ' ';
      }

      @Override
      public int read(byte[] target, int from, int length) {
        Arrays.fill(target, from, from + length, (byte) ' ');
        given += length;
        return length;
      }
    }
    Endless endless = new Endless();
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> RunConfig.parseJson(endless));
    assertTrue(String.valueOf(refusal.getMessage()).contains("config is too large"));
    assertTrue(endless.given <= 17 * 1024 * 1024, "bytes read: " + endless.given);
  }

  @Test
  void refusesAnEndlessReader() {
    Reader endless =
        new Reader() {
          @Override
          public int read(char[] target, int from, int length) {
            Arrays.fill(target, from, from + length, ' ');
            return length;
          }

          @Override
          public void close() {}
        };
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> RunConfig.parseJson(endless));
    assertTrue(String.valueOf(refusal.getMessage()).contains("config is too large"));
  }

  @Test
  void refusesWhatIsShortAsTextButLongAsACanon() {
    assertRefused(
        "is too large: its canonical form", "{\"a\":\"" + "\u00e9".repeat(800_000) + "\"}");
    assertRefused("is too large: its canonical form", "{\"a\":[" + "[],".repeat(1_100_000) + "1]}");
    assertRefused("is too large: its JSON", " ".repeat(17 * 1024 * 1024) + "{}");
    String digits = "9".repeat(100_000);
    assertEquals("{\"a\": " + digits + "}", reread("{\"a\":" + digits + "}"));
    assertRefused(
        "line 1, column 6: this integer has more than 100000 digits", "{\"a\":9" + digits + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "s3cr3t"})
  void keepsValuesOutOfItsMessages(String secret) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> RunConfig.parseJson("{\"password\": " + secret + "}"));
    assertFalse(String.valueOf(refusal.getMessage()).contains(secret));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("io.runpaths.layout.Seeds#fixedAndFresh")
  void survivesEveryDamageWithAnAnswerOrASentence(long seed) {
    RandomValues values = new RandomValues(seed);
    RandomJson json = new RandomJson(seed);
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder damaged = new StringBuilder(json.write(values.config()));
      int at = values.below(damaged.length());
      switch (values.below(3)) {
        case 0 -> damaged.deleteCharAt(at);
        case 1 -> damaged.setLength(at);
        default -> damaged.insert(at, values.text());
      }
      try {
        RunConfig config = RunConfig.parseJson(damaged.toString());
        assertEquals(config.canonicalJson(), reread(config.canonicalJson()));
      } catch (IllegalArgumentException refusal) {
        assertTrue(String.valueOf(refusal.getMessage()).startsWith("config, line "));
        refused++;
      }
    }
    assertTrue(refused > 2_500, "refused: " + refused);
  }

  private static String reread(String json) {
    return RunConfig.parseJson(json).canonicalJson();
  }

  private static void assertRefused(String part, String json) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> RunConfig.parseJson(json));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(part), message);
    assertTrue(message.startsWith("config"), message);
  }

  private static void assertRefused(String part, byte[] json) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> RunConfig.parseJson(new ByteArrayInputStream(json)));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(part), message);
  }
}
