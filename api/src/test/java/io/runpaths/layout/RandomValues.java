package io.runpaths.layout;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Odd values for configurations: each kind, at and around the places where it turns. */
final class RandomValues {

  private static final int[] ODD_CHARACTERS = {
    0, 8, 9, 10, 12, 13, 0x1f, ' ', '"', '\'', '/', '\\', '~', 0x7f, 0x80, 0x9f, 0xa0, 0xe9, 0xff,
    0x130, 0x3a3, 0x2028, 0x2029, 0xd7ff, 0xe000, 0xfeff, 0xfffd, 0xfffe, 0xffff, 0x10000, 0x1f600,
    0x10ffff
  };

  private static final String[] KEYS = {
    "",
    "lr",
    "_run",
    "_run_ts",
    "_run_tt",
    "Z",
    "a",
    "batch_size",
    "run_timestam",
    "run_timestamp",
    "hf_token",
    "max_tokens",
    "apiKey",
    "password",
    "optimizer",
    "\u00e9",
    "\uffff",
    "\ue000",
    "\ud800\udc00",
    "\ud83d\ude00"
  };

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  Map<String, @Nullable Object> config() {
    Map<String, @Nullable Object> config = map(3, random.nextInt(7));
    if (random.nextBoolean()) {
      config.put("run_timestamp", random.nextBoolean() ? ordinaryTime() : value(2));
    }
    return config;
  }

  private Map<String, @Nullable Object> map(int depth, int size) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(random.nextInt(3) == 0 ? text() : KEYS[random.nextInt(KEYS.length)], value(depth));
    }
    return map;
  }

  @Nullable Object value(int depth) {
    return switch (random.nextInt(depth > 0 ? 10 : 7)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2, 3 -> integer();
      case 4, 5 -> number();
      case 6 -> text();
      case 7 -> map(depth - 1, random.nextInt(4));
      default -> list(depth - 1);
    };
  }

  private List<@Nullable Object> list(int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(value(depth));
    }
    return list;
  }

  double ordinaryTime() {
    return random.nextInt(2_000_000_000) + random.nextDouble();
  }

  private Object integer() {
    BigInteger huge = new BigInteger(random.nextInt(400), random);
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(5000);
      case 1 -> random.nextLong();
      case 2 -> huge.negate();
      case 3 -> huge;
      case 4 -> BigInteger.ONE.shiftLeft(63).subtract(BigInteger.valueOf(random.nextInt(3)));
      default -> (byte) random.nextInt();
    };
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint(character());
    }
    return text.toString();
  }

  private int character() {
    return switch (random.nextInt(4)) {
      case 0 -> ODD_CHARACTERS[random.nextInt(ODD_CHARACTERS.length)];
      case 1 -> {
        int any = random.nextInt(Character.MAX_CODE_POINT + 1);
        yield any >= Character.MIN_SURROGATE && any <= Character.MAX_SURROGATE ? '?' : any;
      }
      default -> ' ' + random.nextInt(95);
    };
  }

  double number() {
    return switch (random.nextInt(12)) {
      case 0 -> Double.longBitsToDouble(random.nextLong());
      case 1 -> Double.longBitsToDouble(random.nextLong() >>> random.nextInt(13, 64));
      case 2 -> Math.scalb(1.0, random.nextInt(-1074, 1024));
      case 3 -> nearby(Math.scalb(1.0, random.nextInt(-1022, 1024)));
      case 4 -> nearby(Double.parseDouble("1e" + random.nextInt(-323, 309)));
      case 5 -> nearby(random.nextBoolean() ? 1e16 : 1e-4);
      case 6 -> nearby(random.nextBoolean() ? 1e15 : 1e-5);
      case 7 -> random.nextInt(100_000) / 1000.0;
      case 8 -> (double) random.nextLong();
      case 9 -> random.nextGaussian();
      case 10 -> (double) (1L << 53) + random.nextInt(-8, 8);
      default ->
          new double[] {
                0.0,
                -0.0,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE
              }
              [random.nextInt(8)];
    };
  }

  /** A number or one of its close neighbours, with either sign. */
  private double nearby(double number) {
    double at = number;
    for (int i = random.nextInt(4); i > 0; i--) {
      at = random.nextBoolean() ? Math.nextUp(at) : Math.nextDown(at);
    }
    return random.nextInt(4) == 0 ? -at : at;
  }
}
