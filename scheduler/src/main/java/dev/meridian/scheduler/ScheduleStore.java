package dev.meridian.scheduler;

import static dev.meridian.scheduler.Statements.change;
import static dev.meridian.scheduler.Statements.millis;
import static dev.meridian.scheduler.Statements.prepared;

import dev.meridian.json.Json;
import dev.meridian.schedule.ScheduleException;
import dev.meridian.schedule.ScheduleJson;
import dev.meridian.schedule.ScheduleRun;
import dev.meridian.schedule.ScheduleStatus;
import dev.meridian.task.RequestId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Schedules and their open runs in a database. Each method is one transaction. Whoever decides
/// anything about a schedule does so on a [Kept] of some version, and it is carried out only if
/// that is still the newest; so of any number of gateways that find the same schedule due, one gets
/// the run. Thread-safe.
///
/// All methods throw [dev.meridian.schedule.ScheduleException] of kind DOWN if the database does
/// not answer.
final class ScheduleStore {
  private static final String SELECT =
      """
      SELECT s.*, (SELECT COUNT(*) FROM meridian_schedule_runs r WHERE r.schedule = s.id) AS open_runs
      FROM meridian_schedules s
      """;

  private final Database database;

  ScheduleStore(Database database) {
    this.database = database;
  }

  /// Makes or updates the tables.
  void migrate() {
    database.migrate();
  }

  /// Adds a schedule, unless there is one of its id.
  ///
  /// @return whether it was added
  boolean insert(ScheduleStatus status, String secret) {
    try {
      return database.transaction(connection ->
          change(
                  connection,
                  """
                  INSERT INTO meridian_schedules
                    (id, secret, document, created, paused, next_due, version)
                  VALUES (?, ?, ?, ?, ?, ?, 1)
                  """,
                  status.schedule().id(),
                  secret,
                  Json.text(ScheduleJson.write(status.schedule())),
                  millis(status.created()),
                  status.paused(),
                  millis(status.next()))
              == 1);
    } catch (ScheduleException e) {
      if (Database.alreadyExists(e.getCause())) {
        return false;
      }
      throw e;
    }
  }

  /// Changes what is asked for, whether it is paused and when it is due next.
  ///
  /// @param seen what that was decided on
  /// @return whether it was still so
  boolean update(Kept seen, ScheduleStatus to) {
    return database.transaction(connection ->
        change(
                connection,
                """
                UPDATE meridian_schedules
                SET document = ?, paused = ?, next_due = ?, version = version + 1
                WHERE id = ? AND version = ?
                """,
                Json.text(ScheduleJson.write(to.schedule())),
                to.paused(),
                millis(to.next()),
                seen.id(),
                seen.version())
            == 1);
  }

  /// Removes a schedule with its open runs.
  boolean remove(String id) {
    return database.transaction(
        connection -> change(connection, "DELETE FROM meridian_schedules WHERE id = ?", id) == 1);
  }

  Optional<Kept> find(String id) {
    return read(SELECT + "WHERE s.id = ?", id).stream().findFirst();
  }

  /// All, by id.
  List<Kept> list() {
    return read(SELECT + "ORDER BY s.id");
  }

  int count() {
    return database.transaction(connection ->
        number(connection, "SELECT COUNT(*) FROM meridian_schedules").orElse(0L).intValue());
  }

  /// Those that are due, the longest due first.
  List<Kept> due(Instant now, int most) {
    return read(
        SELECT + "WHERE s.next_due <= ? ORDER BY s.next_due LIMIT " + most, now.toEpochMilli());
  }

  /// When something is due next after a time.
  Optional<Instant> nextAfter(Instant now) {
    return database
        .transaction(connection ->
            number(
                connection,
                "SELECT MIN(next_due) FROM meridian_schedules WHERE next_due > ?",
                now.toEpochMilli()))
        .map(Instant::ofEpochMilli);
  }

  /// Deals with a schedule that is due: notes what came of it, when it is due next, and the runs to
  /// make requests for, all or nothing.
  ///
  /// @param seen what that was decided on
  /// @param last its newest run
  /// @return whether it was still so; if not, somebody else deals with it
  boolean claim(Kept seen, Optional<Instant> next, ScheduleRun last, List<OpenRun> runs) {
    return database.transaction(connection -> {
      boolean won =
          change(
                  connection,
                  """
                  UPDATE meridian_schedules
                  SET next_due = ?, last_due = ?, last_at = ?, last_outcome = ?,
                    last_detail = ?, version = version + 1
                  WHERE id = ? AND version = ?
                  """,
                  millis(next.orElse(null)),
                  millis(last.due()),
                  millis(last.at()),
                  last.outcome().word(),
                  last.detail(),
                  seen.id(),
                  seen.version())
              == 1;
      if (won) {
        for (OpenRun run : runs) {
          insert(connection, run);
        }
      }
      return won;
    });
  }

  private static void insert(Connection connection, OpenRun run) throws SQLException {
    change(
        connection,
        "INSERT INTO meridian_schedule_runs (schedule, due, asked, claimed, lease)"
            + " VALUES (?, ?, ?, ?, ?)",
        run.schedule(),
        millis(run.due()),
        run.asked(),
        millis(run.claimed()),
        millis(run.lease()));
  }

  /// Open runs whose lease is over, the oldest first.
  List<OpenRun> abandoned(Instant now, int most) {
    String sql = "SELECT * FROM meridian_schedule_runs WHERE lease <= ? ORDER BY due LIMIT " + most;
    return database.transaction(connection -> {
      try (PreparedStatement statement = prepared(connection, sql, millis(now));
          ResultSet rows = statement.executeQuery()) {
        List<OpenRun> runs = new ArrayList<>();
        while (rows.next()) {
          runs.add(
              new OpenRun(
                  rows.getString("schedule"),
                  Instant.ofEpochMilli(rows.getLong("due")),
                  rows.getBoolean("asked"),
                  Instant.ofEpochMilli(rows.getLong("claimed")),
                  Instant.ofEpochMilli(rows.getLong("lease"))));
        }
        return runs;
      }
    });
  }

  /// Gives an open run another lease, unless somebody else did.
  ///
  /// @return whether it is ours now
  boolean lease(OpenRun run, Instant until) {
    return database.transaction(connection ->
        change(
                connection,
                """
                UPDATE meridian_schedule_runs SET lease = ?
                WHERE schedule = ? AND due = ? AND asked = ? AND lease = ?
                """,
                millis(until),
                run.schedule(),
                millis(run.due()),
                run.asked(),
                millis(run.lease()))
            == 1);
  }

  /// Closes an open run, notes its request and, unless there is news of a later run, what came of
  /// it. Closing it twice is harmless.
  ///
  /// @param request the one that was made; null if none was
  void close(OpenRun run, ScheduleRun end, @Nullable RequestId request) {
    database.transaction(connection -> {
      change(
          connection,
          "DELETE FROM meridian_schedule_runs WHERE schedule = ? AND due = ? AND asked = ?",
          run.schedule(),
          millis(run.due()),
          run.asked());
      if (request != null) {
        change(
            connection,
            "UPDATE meridian_schedules SET last_request = ?, version = version + 1 WHERE id = ?",
            request.value(),
            run.schedule());
      }
      return change(
          connection,
          """
          UPDATE meridian_schedules
          SET last_due = ?, last_at = ?, last_outcome = ?, last_detail = ?,
            version = version + 1
          WHERE id = ? AND last_due <= ?
          """,
          millis(end.due()),
          millis(end.at()),
          end.outcome().word(),
          end.detail(),
          run.schedule(),
          millis(run.due()));
    });
  }

  /// Removes schedules that are over for good and whose last run was before a time.
  ///
  /// @return how many
  int removeEnded(Instant before) {
    return database.transaction(connection ->
        change(
            connection,
            """
            DELETE FROM meridian_schedules
            WHERE next_due IS NULL AND NOT paused AND COALESCE(last_at, created) < ?
              AND id NOT IN (SELECT schedule FROM meridian_schedule_runs)
            """,
            millis(before)));
  }

  private List<Kept> read(String sql, Object... values) {
    return database.transaction(connection -> {
      try (PreparedStatement statement = prepared(connection, sql, values);
          ResultSet rows = statement.executeQuery()) {
        List<Kept> found = new ArrayList<>();
        while (rows.next()) {
          KeptRow.read(rows).ifPresent(found::add);
        }
        return found;
      }
    });
  }

  private static Optional<Long> number(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      long number = rows.getLong(1);
      return rows.wasNull() ? Optional.empty() : Optional.of(number);
    }
  }
}
