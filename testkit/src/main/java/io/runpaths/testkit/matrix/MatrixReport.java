package io.runpaths.testkit.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What came out of a matrix. Safe for use by several threads once it is given out. */
public final class MatrixReport {
  private static final int NAME = 23;
  private static final int REQUEST = 14;
  private static final int LEGEND = 66;

  private final List<Row> rows;
  private final List<Column> columns;
  private final List<String> refused;
  private final Map<Spot, Character> marks = new HashMap<>();
  private final List<String> findings = new ArrayList<>();
  private final Map<Damage, Integer> counts = new EnumMap<>(Damage.class);
  private int played;

  /** Where a mark stands. */
  private record Spot(Row row, Column column, Lasting lasting) {}

  MatrixReport(List<Row> rows, List<Column> columns, List<String> refused) {
    this.refused = List.copyOf(refused);
    this.rows = List.copyOf(rows);
    this.columns = List.copyOf(columns);
    for (Damage damage : Damage.values()) {
      counts.put(damage, 0);
    }
  }

  synchronized void add(Cell cell, Verdict verdict, boolean struck) {
    boolean clean = verdict.damages().isEmpty();
    char mark = struck || !clean ? verdict.mark() : '.';
    marks.put(new Spot(cell.row(), cell.column(), cell.lasting()), mark);
    played += struck ? 1 : 0;
    verdict
        .damages()
        .forEach(
            (damage, words) -> {
              counts.merge(damage, 1, Integer::sum);
              findings.add(damage + " " + cell.words() + ": " + String.join("; ", words));
            });
  }

  /**
   * What is wrong.
   *
   * @return a sentence for each damage, sorted; empty if the driver kept all its promises
   */
  public synchronized List<String> findings() {
    return findings.stream().sorted().toList();
  }

  /**
   * How often each damage was found.
   *
   * @return a number for each
   */
  public synchronized Map<Damage, Integer> counts() {
    return new EnumMap<>(counts);
  }

  /**
   * Which operations the store does not promise. Each was seen to be refused in words.
   *
   * @return names of operations, in the order of the table
   */
  public List<String> refused() {
    return refused;
  }

  /**
   * How many cells were played whose fault found something to strike.
   *
   * @return their number
   */
  public synchronized int played() {
    return played;
  }

  /**
   * Operations and their requests down, faults across, three marks a cell, and the sum.
   *
   * @return text of several lines
   */
  public synchronized String table() {
    StringBuilder text = new StringBuilder();
    text.append(" ".repeat(NAME + REQUEST));
    for (int i = 1; i <= columns.size(); i++) {
      text.append(String.format(Locale.ROOT, "%3d ", i));
    }
    String name = "";
    for (Row row : rows) {
      boolean same = row.trial().name().equals(name);
      name = row.trial().name();
      text.append('\n').append(pad(same ? "" : name, NAME)).append(pad(row.request(), REQUEST));
      for (Column column : columns) {
        for (Lasting lasting : Lasting.values()) {
          text.append(marks.getOrDefault(new Spot(row, column, lasting), ' '));
        }
        text.append(' ');
      }
    }
    text.append("\n\n");
    int lines = (columns.size() + 1) / 2;
    for (int i = 0; i < lines; i++) {
      String left = legend(i);
      text.append(left);
      if (i + lines < columns.size()) {
        text.append(" ".repeat(Math.max(1, LEGEND - left.length()))).append(legend(i + lines));
      }
      text.append('\n');
    }
    if (!refused.isEmpty()) {
      text.append("\nNot promised, and refused in words: ")
          .append(String.join(", ", refused))
          .append('\n');
    }
    text.append(
        "\nThree marks: the fault strikes that request once; it and all later ones of its kind; it"
            + " and all that follows.\n"
            + "+ succeeded  - failed without effect  ? said that the outcome is unknown"
            + "  . nothing to strike  (blank) not played\n");
    for (Damage damage : Damage.values()) {
      text.append(damage.mark()).append(' ').append(damage.words()).append("  ");
    }
    return text.append('\n').append(summary()).append('\n').toString();
  }

  private String legend(int column) {
    return String.format(Locale.ROOT, "%3d  ", column + 1) + columns.get(column).words();
  }

  /**
   * The sum in one line.
   *
   * @return such as {@code 1200 cells: 0 lost, 0 untold …}
   */
  public synchronized String summary() {
    StringBuilder text = new StringBuilder(played + " cells:");
    String comma = " ";
    for (Map.Entry<Damage, Integer> count : counts.entrySet()) {
      text.append(comma).append(count.getValue()).append(' ').append(count.getKey().words());
      comma = ", ";
    }
    return text.toString();
  }

  /**
   * Writes table and findings.
   *
   * @param file made or replaced, and its folder too
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, table() + "\n" + String.join("\n", findings()) + "\n");
  }

  private static String pad(String text, int width) {
    return text.length() >= width
        ? text.substring(0, width - 1) + " "
        : text + " ".repeat(width - text.length());
  }
}
