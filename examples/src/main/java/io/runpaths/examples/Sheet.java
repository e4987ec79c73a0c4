package io.runpaths.examples;

import java.util.List;

/**
 * A table with a header row.
 *
 * @param name of the sheet, at most 31 characters
 * @param header of the columns
 * @param rows as long as the header each; a cell is a {@link Number} or a text
 */
record Sheet(String name, List<String> header, List<List<Object>> rows) {

  Sheet {
    header = List.copyOf(header);
    rows = List.copyOf(rows);
    for (List<Object> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "Sheet " + name + " has a row of " + row.size() + " cells under " + header.size());
      }
    }
  }
}
