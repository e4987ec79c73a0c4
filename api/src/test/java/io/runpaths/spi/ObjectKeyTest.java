package io.runpaths.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/./b",
        "a/../b",
        "a\u0000",
        "a\u001f",
        "a\u007f",
        "a\u0085",
        "\ud800",
        "a\udc00b"
      })
  void refusesKeysThatNotEveryStoreCanExpress(String key) {
    assertThrows(IllegalArgumentException.class, () -> ObjectKey.of(key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "...", ".a", "a..b", "a b", "é", "😀/x", "%2F", "a+b;c=d#e?f", "~"})
  void takesEverythingElseAsItIs(String key) {
    assertEquals(key, ObjectKey.of(key).value());
  }

  @Test
  void isAtMost1024BytesLong() {
    assertEquals(
        1024, ObjectKey.of("é".repeat(512)).value().getBytes(StandardCharsets.UTF_8).length);
    assertThrows(IllegalArgumentException.class, () -> ObjectKey.of("é".repeat(513)));
    assertThrows(IllegalArgumentException.class, () -> ObjectKey.of("a".repeat(1025)));
  }

  @Test
  void ordersByUtf8BytesAndNotByUtf16Units() {
    assertTrue("\ue000".compareTo("😀") > 0, "UTF-16 units order the other way round");
    assertTrue(ObjectKey.of("\ue000").compareTo(ObjectKey.of("😀")) < 0);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String a = text(random);
      String b = text(random);
      int expected =
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
      assertEquals(
          Integer.signum(expected), Integer.signum(KeyOrder.compare(a, b)), "seed " + seed);
    }
  }

  private static String text(Random random) {
    int[] points = {'a', 'b', '/', 'é', 0xd7ff, 0xe000, 0xffff, 0x10000, 0x1f600, 0x10ffff};
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(5); length >= 0; length--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  @Test
  void knowsItsParent() {
    assertEquals(KeyPrefix.ROOT, ObjectKey.of("a").parent());
    assertEquals("a/b/", ObjectKey.of("a/b/c").parent().value());
    assertEquals("c", ObjectKey.of("a/b/c").name());
  }

  @Test
  void aPrefixEndsInASlashSoThatRun1DoesNotMatchRun10() {
    assertThrows(IllegalArgumentException.class, () -> new KeyPrefix("run1"));
    assertTrue(KeyPrefix.of("run1").holds(ObjectKey.of("run1/x")));
    assertTrue(!KeyPrefix.of("run1").holds(ObjectKey.of("run10/x")));
  }
}
