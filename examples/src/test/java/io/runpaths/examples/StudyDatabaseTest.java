package io.runpaths.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class StudyDatabaseTest {

  private static final Instant NOON = Instant.parse("2026-02-08T12:00:00Z");

  @Test
  void keepsEveryTrialInAFileThatSqliteReads(@TempDir Path folder) throws Exception {
    HyperParameters how = new HyperParameters(0.003, 32, 6, 7);
    List<Trial> trials =
        List.of(
            new Trial(0, new HyperParameters(0.001, 8, 6, 7), 0.95, 0.2, NOON, NOON.plusSeconds(1)),
            new Trial(1, how, 0.96, 0.15, NOON.plusSeconds(1), NOON.plusSeconds(2)));
    Path file = folder.resolve("study.db");
    Files.write(file, StudyDatabase.of("it's a study", trials));

    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file);
    try (Connection database = source.getConnection();
        Statement statement = database.createStatement()) {
      assertEquals("ok", only(statement, "PRAGMA integrity_check"));
      assertEquals("it's a study", only(statement, "SELECT study_name FROM studies"));
      assertEquals("2", only(statement, "SELECT count(*) FROM trials WHERE state = 'COMPLETE'"));
      String best =
          "FROM trial_params p JOIN trials t USING (trial_id) JOIN trial_values v USING (trial_id)"
              + " WHERE v.objective = 'validation_accuracy' AND v.value > 0.955 AND p.param_name =";
      assertEquals("0.003", only(statement, "SELECT param_value " + best + " 'learning_rate'"));
      assertEquals("32.0", only(statement, "SELECT param_value " + best + " 'batch_size'"));
      assertEquals(
          "2026-02-08T12:00:01Z", only(statement, "SELECT datetime_start FROM trials LIMIT 1, 1"));
    }
  }

  private static String only(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
