package dev.meridian.scheduler;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.schedule.Schedule;
import dev.meridian.schedule.ScheduleJson;
import dev.meridian.schedule.ScheduleRun;
import dev.meridian.schedule.ScheduleRun.Outcome;
import dev.meridian.schedule.ScheduleStatus;
import dev.meridian.task.RequestId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a row of the table of schedules.
final class KeptRow {
  private static final Logger LOG = LoggerFactory.getLogger(KeptRow.class);

  private KeptRow() {}

  /// The schedule of a row; empty if this version cannot read it, which must not stop the others
  /// (I10).
  static Optional<Kept> read(ResultSet row) throws SQLException {
    try {
      return Optional.of(kept(row));
    } catch (InvalidValueException e) {
      LOG.error("schedule {} cannot be read: {}", row.getString("id"), e.getMessage());
      return Optional.empty();
    }
  }

  private static Kept kept(ResultSet row) throws SQLException {
    Schedule schedule = ScheduleJson.read(Json.read(row.getString("document")), Instant.EPOCH);
    Instant created = Instant.ofEpochMilli(row.getLong("created"));
    String request = row.getString("last_request");
    ScheduleStatus status =
        new ScheduleStatus(
            schedule,
            row.getBoolean("paused"),
            created,
            time(row, "next_due"),
            last(row),
            request == null ? null : new RequestId(request));
    return new Kept(
        status, row.getString("secret"), row.getLong("version"), row.getInt("open_runs"));
  }

  private static @Nullable ScheduleRun last(ResultSet row) throws SQLException {
    Instant due = time(row, "last_due");
    Instant at = time(row, "last_at");
    String outcome = row.getString("last_outcome");
    if (due == null || at == null || outcome == null) {
      return null;
    }
    String detail = row.getString("last_detail");
    return new ScheduleRun(due, at, Outcome.of(outcome), detail == null ? "" : detail);
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
