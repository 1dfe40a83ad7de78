package dev.meridian.scheduler;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The tables, in SQL that H2 and PostgreSQL both take. Times are milliseconds since 1970. Steps
/// are only ever added at the end, and may be taken again: H2 commits each at once.
final class Schema {
  private static final List<String> STEPS =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS meridian_schedules (
            id VARCHAR(64) PRIMARY KEY,
            secret VARCHAR(64) NOT NULL,
            document TEXT NOT NULL,
            created BIGINT NOT NULL,
            paused BOOLEAN NOT NULL,
            next_due BIGINT,
            last_due BIGINT,
            last_at BIGINT,
            last_outcome VARCHAR(16),
            last_detail TEXT,
            last_request VARCHAR(200),
            version BIGINT NOT NULL)
          """,
          "CREATE INDEX IF NOT EXISTS meridian_schedules_due ON meridian_schedules (next_due)",
          """
          CREATE TABLE IF NOT EXISTS meridian_schedule_runs (
            schedule VARCHAR(64) NOT NULL REFERENCES meridian_schedules ON DELETE CASCADE,
            due BIGINT NOT NULL,
            asked BOOLEAN NOT NULL,
            claimed BIGINT NOT NULL,
            lease BIGINT NOT NULL,
            PRIMARY KEY (schedule, due, asked))
          """);

  private Schema() {}

  /// Takes the steps that were not taken yet, within the connection's transaction. Gateways that
  /// start at a time wait for each other; on an empty database one may fail and has to try again.
  static void migrate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS meridian_schema (id INT PRIMARY KEY, step INT NOT NULL)");
      if (step(statement) < 0) {
        statement.execute("INSERT INTO meridian_schema VALUES (1, 0)");
      }
      for (int step = step(statement); step < STEPS.size(); step++) {
        statement.execute(STEPS.get(step));
      }
      statement.execute("UPDATE meridian_schema SET step = " + STEPS.size());
    }
  }

  private static int step(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT step FROM meridian_schema WHERE id = 1 FOR UPDATE")) {
      return rows.next() ? rows.getInt(1) : -1;
    }
  }
}
