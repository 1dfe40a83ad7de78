package dev.meridian.scheduler;

import static dev.meridian.scheduler.Statements.change;
import static dev.meridian.scheduler.Statements.millis;
import static dev.meridian.scheduler.Statements.prepared;

import dev.meridian.outbox.Outbox;
import dev.meridian.outbox.OutboxBounds;
import dev.meridian.outbox.OutboxEntry;
import dev.meridian.outbox.OutboxException;
import dev.meridian.schedule.ScheduleException;
import dev.meridian.task.RequestId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The outbox in the database of the schedules. A row for each region counts what waits for it and
/// says who publishes it; whoever appends changes that row first and holds it until the commit, so
/// that the order of a region is the order of commits. Thread-safe.
public final class JdbcOutbox implements Outbox {
  private static final int CONNECTIONS = 4;

  private final Database database;
  private final OutboxBounds bounds;
  private final Set<String> regions = ConcurrentHashMap.newKeySet();
  private volatile boolean migrated;

  private JdbcOutbox(Database database, OutboxBounds bounds) {
    this.database = database;
    this.bounds = bounds;
  }

  /// The outbox of a database. Connects when it is first asked.
  ///
  /// @param url `jdbc:h2:file:PATH` or `jdbc:postgresql://HOST/DATABASE`, which several gateways
  ///   may share
  /// @throws dev.meridian.InvalidValueException if it is of no known kind
  public static JdbcOutbox open(String url, OutboxBounds bounds) {
    return new JdbcOutbox(Database.of(url, "outbox", CONNECTIONS), bounds);
  }

  @Override
  public void append(List<OutboxEntry> entries) {
    Map<String, List<OutboxEntry>> byRegion =
        entries.stream()
            .collect(Collectors.groupingBy(OutboxEntry::region, TreeMap::new, Collectors.toList()));
    byRegion.keySet().forEach(this::addRegion);
    transaction(connection -> {
      for (Map.Entry<String, List<OutboxEntry>> region : byRegion.entrySet()) {
        count(connection, region.getKey(), 0, 0); // holds the row
      }
      Set<String> known = tasks(connection, entries);
      for (Map.Entry<String, List<OutboxEntry>> region : byRegion.entrySet()) {
        List<OutboxEntry> fresh =
            region.getValue().stream().filter(e -> !known.contains(e.task().value())).toList();
        insert(connection, fresh);
        long bytes = fresh.stream().mapToLong(OutboxEntry::bytes).sum();
        count(connection, region.getKey(), fresh.size(), bytes);
      }
      checkBounds(connection);
      return true;
    });
  }

  /// Makes the row of a region exist, in a transaction of its own: of two that add it, one fails.
  private void addRegion(String region) {
    if (regions.contains(region)) {
      return;
    }
    try {
      transaction(connection ->
          change(
              connection,
              "INSERT INTO meridian_outbox_regions (region, entries, bytes, lease)"
                  + " VALUES (?, 0, 0, 0)",
              region));
    } catch (OutboxException e) {
      if (!Database.alreadyExists(e.getCause())) {
        throw e;
      }
    }
    regions.add(region);
  }

  private static void count(Connection connection, String region, long entries, long bytes)
      throws SQLException {
    change(
        connection,
        """
        UPDATE meridian_outbox_regions SET entries = entries + ?, bytes = bytes + ?
        WHERE region = ?
        """,
        entries,
        bytes,
        region);
  }

  /// The tasks that wait already of the requests of some entries.
  private static Set<String> tasks(Connection connection, List<OutboxEntry> entries)
      throws SQLException {
    Set<String> tasks = new HashSet<>();
    for (RequestId request : entries.stream().map(OutboxEntry::request).distinct().toList()) {
      String sql = "SELECT task FROM meridian_outbox WHERE request = ?";
      try (PreparedStatement statement = prepared(connection, sql, request.value());
          ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          tasks.add(rows.getString(1));
        }
      }
    }
    return tasks;
  }

  private static void insert(Connection connection, List<OutboxEntry> entries) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(EntryRow.INSERT)) {
      for (OutboxEntry entry : entries) {
        EntryRow.write(statement, entry);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private void checkBounds(Connection connection) throws SQLException {
    String sql = "SELECT SUM(entries), SUM(bytes) FROM meridian_outbox_regions";
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      bounds.check(rows.getLong(1), rows.getLong(2));
    }
  }

  @Override
  public List<OutboxEntry> next(String region, int most) {
    return read("WHERE region = ? ORDER BY place LIMIT " + most, region);
  }

  @Override
  public List<OutboxEntry> overdue(Instant now, int most) {
    return read("WHERE deadline <= ? ORDER BY place LIMIT " + most, millis(now));
  }

  private List<OutboxEntry> read(String where, @Nullable Object value) {
    return transaction(connection -> {
      String sql = "SELECT * FROM meridian_outbox " + where;
      try (PreparedStatement statement = prepared(connection, sql, value);
          ResultSet rows = statement.executeQuery()) {
        List<OutboxEntry> entries = new ArrayList<>();
        while (rows.next()) {
          entries.add(EntryRow.read(rows));
        }
        return entries;
      }
    });
  }

  @Override
  public void remove(Collection<OutboxEntry> entries) {
    Map<String, List<OutboxEntry>> byRegion =
        entries.stream().collect(Collectors.groupingBy(OutboxEntry::region));
    byRegion.forEach((region, gone) ->
        transaction(connection -> {
          count(connection, region, 0, 0); // holds the row
          long removed = 0;
          long bytes = 0;
          for (OutboxEntry entry : gone) {
            String sql = "DELETE FROM meridian_outbox WHERE place = ?";
            int rows = change(connection, sql, entry.sequence());
            removed += rows;
            bytes += rows * entry.bytes();
          }
          count(connection, region, -removed, -bytes);
          return true;
        }));
  }

  @Override
  public boolean holds(RequestId request) {
    return transaction(connection -> {
      String sql = "SELECT 1 FROM meridian_outbox WHERE request = ? LIMIT 1";
      try (PreparedStatement statement = prepared(connection, sql, request.value());
          ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    });
  }

  @Override
  public List<Waiting> waiting() {
    return transaction(connection -> {
      String sql =
          """
          SELECT r.region, r.entries, (
            SELECT MIN(o.created) FROM meridian_outbox o WHERE o.region = r.region) AS oldest
          FROM meridian_outbox_regions r WHERE r.entries > 0 ORDER BY r.region
          """;
      try (PreparedStatement statement = connection.prepareStatement(sql);
          ResultSet rows = statement.executeQuery()) {
        List<Waiting> waiting = new ArrayList<>();
        while (rows.next()) {
          Instant oldest = Instant.ofEpochMilli(rows.getLong("oldest"));
          waiting.add(new Waiting(rows.getString("region"), rows.getLong("entries"), oldest));
        }
        return waiting;
      }
    });
  }

  @Override
  public boolean claim(String region, String holder, Instant now, Instant until) {
    return transaction(connection ->
        change(
                connection,
                """
                UPDATE meridian_outbox_regions SET holder = ?, lease = ?
                WHERE region = ? AND (lease <= ? OR holder = ?)
                """,
                holder,
                millis(until),
                region,
                millis(now),
                holder)
            == 1);
  }

  @Override
  public void release(String region, String holder) {
    transaction(connection ->
        change(
            connection,
            "UPDATE meridian_outbox_regions SET lease = 0 WHERE region = ? AND holder = ?",
            region,
            holder));
  }

  private <T> T transaction(Database.Work<T> work) {
    try {
      if (!migrated) {
        database.migrate();
        migrated = true;
      }
      return database.transaction(work);
    } catch (ScheduleException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new OutboxException(OutboxException.Kind.DOWN, String.valueOf(e.getMessage()), cause);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
