package dev.meridian.scheduler;

import static dev.meridian.scheduler.Statements.millis;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.letter.LetterJson;
import dev.meridian.outbox.OutboxEntry;
import dev.meridian.route.QueueName;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.wire.Message;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Writes and reads a row of the table of the outbox. Bodies are in Base64: H2 and PostgreSQL have
/// no type in common for bytes of any length.
final class EntryRow {
  static final String INSERT =
      """
      INSERT INTO meridian_outbox
        (task, request, region, queue, properties, body, eta, deadline, created)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private EntryRow() {}

  /// Sets the values of [#INSERT].
  static void write(PreparedStatement statement, OutboxEntry entry) throws SQLException {
    Statements.set(
        statement,
        entry.task().value(),
        entry.request().value(),
        entry.region(),
        entry.queue().value(),
        new String(LetterJson.properties(entry.message()), UTF_8),
        Base64.getEncoder().encodeToString(entry.message().body()),
        millis(entry.eta()),
        millis(entry.deadline()),
        millis(entry.created()));
  }

  /// The entry of a row.
  static OutboxEntry read(ResultSet row) throws SQLException {
    Message message =
        LetterJson.message(
            row.getString("properties").getBytes(UTF_8),
            Base64.getDecoder().decode(row.getString("body")));
    return new OutboxEntry(
        row.getLong("place"),
        new TaskId(row.getString("task")),
        new RequestId(row.getString("request")),
        row.getString("region"),
        new QueueName(row.getString("queue")),
        message,
        eta(row),
        Instant.ofEpochMilli(row.getLong("deadline")),
        Instant.ofEpochMilli(row.getLong("created")));
  }

  private static @Nullable Instant eta(ResultSet row) throws SQLException {
    long millis = row.getLong("eta");
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }
}
