package io.runpaths.examples;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the job ran with, as {@code reports/requirements.txt}: a line {@code
 * group:artifact==version} for each library that the build resolved, and Java itself.
 */
final class Requirements {

  /** Written by the build: {@code mvn dependency:list}. */
  private static final String RESOURCE = "dependencies.txt";

  /** {@code group:artifact:type[:classifier]:version:scope}. */
  private static final Pattern RESOLVED =
      Pattern.compile("^ +([^: ]+:[^: ]+):[^: ]+(?::[^: ]+)?:([^: ]+):(?:compile|runtime)\\b");

  private Requirements() {}

  static byte[] resolved() throws IOException {
    try (InputStream listed = Requirements.class.getResourceAsStream(RESOURCE)) {
      if (listed == null) {
        throw new IOException(RESOURCE + " is missing from the examples' jar; build it again");
      }
      return of(
          new String(listed.readAllBytes(), StandardCharsets.UTF_8), Runtime.version().toString());
    }
  }

  /** The same from the text of {@code dependency:list}. */
  static byte[] of(String listed, String javaVersion) {
    StringBuilder text = new StringBuilder("# java ").append(javaVersion).append('\n');
    listed
        .lines()
        .map(RESOLVED::matcher)
        .filter(Matcher::find)
        .map(m -> m.group(1) + "==" + m.group(2) + "\n")
        .sorted()
        .forEach(text::append);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
