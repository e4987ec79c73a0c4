package io.runpaths.examples;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/**
 * The search as an SQLite file, {@code database/study.db}, in four tables named as those of <a
 * href="https://optuna.org">Optuna</a>, so that a query written for one reads the other:
 *
 * <pre>
 * studies      study_id, study_name, direction
 * trials       trial_id, study_id, number, state, datetime_start, datetime_complete
 * trial_params trial_id, param_name, param_value
 * trial_values trial_id, objective, value
 * </pre>
 */
final class StudyDatabase {

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE studies (study_id INTEGER PRIMARY KEY, study_name TEXT NOT NULL UNIQUE,"
              + " direction TEXT NOT NULL CHECK (direction IN ('MINIMIZE', 'MAXIMIZE')))",
          "CREATE TABLE trials (trial_id INTEGER PRIMARY KEY,"
              + " study_id INTEGER NOT NULL REFERENCES studies, number INTEGER NOT NULL,"
              + " state TEXT NOT NULL, datetime_start TEXT NOT NULL,"
              + " datetime_complete TEXT NOT NULL, UNIQUE (study_id, number))",
          "CREATE TABLE trial_params (trial_id INTEGER NOT NULL REFERENCES trials,"
              + " param_name TEXT NOT NULL, param_value REAL NOT NULL,"
              + " PRIMARY KEY (trial_id, param_name))",
          "CREATE TABLE trial_values (trial_id INTEGER NOT NULL REFERENCES trials,"
              + " objective TEXT NOT NULL, value REAL NOT NULL,"
              + " PRIMARY KEY (trial_id, objective))");

  private StudyDatabase() {}

  /** The bytes of a database file that holds one study. */
  static byte[] of(String studyName, List<Trial> trials) throws IOException {
    SQLiteDataSource memory = new SQLiteDataSource();
    memory.setUrl("jdbc:sqlite::memory:");
    try (Connection database = memory.getConnection()) {
      database.setAutoCommit(false);
      try (Statement statement = database.createStatement()) {
        for (String table : TABLES) {
          statement.execute(table);
        }
      }
      insert(database, "INSERT INTO studies VALUES (1, ?, 'MAXIMIZE')", studyName);
      for (Trial trial : trials) {
        insert(database, trial);
      }
      database.commit();
      return database.unwrap(SQLiteConnection.class).serialize("main");
    } catch (SQLException e) {
      throw new IOException("Cannot write the study " + studyName + ": " + e.getMessage(), e);
    }
  }

  private static void insert(Connection database, Trial trial) throws SQLException {
    int id = trial.number() + 1;
    insert(
        database,
        "INSERT INTO trials VALUES (?, 1, ?, 'COMPLETE', ?, ?)",
        id,
        trial.number(),
        trial.start().toString(),
        trial.end().toString());
    String parameter = "INSERT INTO trial_params VALUES (?, ?, ?)";
    insert(database, parameter, id, "learning_rate", trial.how().learningRate());
    insert(database, parameter, id, "batch_size", trial.how().batchSize());
    String value = "INSERT INTO trial_values VALUES (?, ?, ?)";
    insert(database, value, id, "validation_accuracy", trial.accuracy());
    insert(database, value, id, "validation_loss", trial.loss());
  }

  private static void insert(Connection database, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
