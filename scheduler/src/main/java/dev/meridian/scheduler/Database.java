package dev.meridian.scheduler;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.meridian.InvalidValueException;
import dev.meridian.schedule.ScheduleException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The database that schedules and the outbox are kept in: a small pool of connections that are
/// made when they are first needed. Thread-safe.
final class Database implements AutoCloseable {
  private static final String WANTED =
      "jdbc:h2:file:PATH, jdbc:postgresql://HOST/DATABASE or memory://";
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int CONNECTIONS = 8;

  /// The SQL state of a second row with the same key.
  private static final String EXISTS = "23505";

  /// Two that make the tables at a time disturb each other.
  private static final Object MIGRATING = new Object();

  private final HikariDataSource pool;

  private Database(HikariDataSource pool) {
    this.pool = pool;
  }

  /// What is done within one transaction.
  @FunctionalInterface
  interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /// The database of a URL for schedules. Does not connect yet.
  ///
  /// @throws InvalidValueException if it is of no known kind
  static Database of(String url) {
    return of(url, "schedules", CONNECTIONS);
  }

  /// The database of a URL. Does not connect yet.
  ///
  /// @param name of the pool, for people
  /// @param connections the most at a time
  /// @throws InvalidValueException if it is of no known kind
  static Database of(String url, String name, int connections) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setInitializationFailTimeout(-1);
    config.setJdbcUrl(jdbc(url));
    return new Database(new HikariDataSource(config));
  }

  /// H2 shares a file with other processes, and writes what is committed at once, not half a second
  /// later.
  private static String jdbc(String url) {
    if (url.startsWith("memory://")) {
      return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }
    if (url.startsWith("jdbc:h2:file:")) {
      return url + ";AUTO_SERVER=TRUE;WRITE_DELAY=0";
    }
    if (url.startsWith("jdbc:postgresql:")) {
      return url;
    }
    throw new InvalidValueException("schedules", shown(url), WANTED);
  }

  /// The URL without users and passwords.
  static String shown(String url) {
    return url.replaceFirst("//[^/]*@", "//").replaceFirst("[?;].*", "");
  }

  /// What JobRunr takes its connections from.
  DataSource source() {
    return pool;
  }

  /// Does something as one transaction.
  ///
  /// @throws ScheduleException of kind DOWN if that fails; nothing is changed then
  <T> T transaction(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      T result = work.with(connection);
      connection.commit();
      return result;
    } catch (SQLException e) {
      throw new ScheduleException(
          ScheduleException.Kind.DOWN, shown(pool.getJdbcUrl()) + ": " + e.getMessage(), e);
    }
  }

  /// Makes or updates the tables.
  ///
  /// @throws ScheduleException of kind DOWN if that fails
  void migrate() {
    synchronized (MIGRATING) {
      transaction(connection -> {
        Schema.migrate(connection);
        return true;
      });
    }
  }

  /// Whether an error says that there is a row with that key already.
  static boolean alreadyExists(@Nullable Throwable error) {
    return error instanceof SQLException sql && EXISTS.equals(sql.getSQLState());
  }

  /// Closes all connections. Idempotent.
  @Override
  public void close() {
    pool.close();
  }
}
