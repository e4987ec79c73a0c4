package io.runpaths.examples;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A sheet as comma-separated values after RFC 4180, with a header line, in UTF-8. */
final class CsvFile {

  private CsvFile() {}

  static byte[] of(Sheet sheet) {
    StringBuilder text = new StringBuilder(line(sheet.header()));
    for (List<Object> row : sheet.rows()) {
      text.append(line(row));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String line(List<?> cells) {
    return cells.stream().map(c -> cell(c.toString())).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
