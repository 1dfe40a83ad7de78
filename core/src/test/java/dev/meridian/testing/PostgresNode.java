package dev.meridian.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A private PostgreSQL server of Debian's package with one empty database. PostgreSQL does not run
/// as root: where the tests do, it runs as the user `postgres`. Keeps its port and data when it is
/// stopped or killed and started again.
public final class PostgresNode implements AutoCloseable {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final String COMMAND =
      """
      set -e
      as() { "$@"; }
      if [ "$(id -u)" = 0 ]; then
        chown postgres "$2"
        as() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
      fi
      cd "$2"
      [ -e "$2/PG_VERSION" ] ||
        as "$1/initdb" -D "$2" -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync
      set -- "$1/postgres" -D "$2" -p "$3" -h 127.0.0.1 -c unix_socket_directories= -c fsync=off
      if [ "$(id -u)" = 0 ]; then
        exec setpriv --reuid=postgres --regid=postgres --clear-groups "$@"
      fi
      exec "$@"
      """;

  private final ServerProcess server = ServerProcess.ofKind("postgres");
  private final int port = server.port();
  private final Path programs = programs();
  private final Path data;

  private PostgresNode(Path data) {
    this.data = data;
  }

  /// Starts a new server.
  ///
  /// @throws IllegalStateException with advice if PostgreSQL is not installed or does not start
  public static PostgresNode launch() {
    try {
      // Not below the build: another user has to get there.
      var launched = new PostgresNode(Files.createTempDirectory("meridian-postgres-"));
      launched.start();
      return launched;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where it listens: `jdbc:postgresql://127.0.0.1:PORT/postgres?user=postgres`.
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres";
  }

  /// The URL of a new, empty database.
  public String newDatabase() {
    String name = "db" + Long.toHexString(System.nanoTime());
    sql("CREATE DATABASE " + name);
    return url().replace("/postgres?", "/" + name + "?");
  }

  /// Starts it again, with its data, and returns once it takes connections.
  public void start() {
    List<String> command =
        List.of("sh", "-c", COMMAND, "postgres", programs.toString(), data.toString(), "" + port);
    server.start(command, Map.of(), this::isReady);
  }

  /// Stops it as an operator would who does not wait for clients. The data stays.
  public void stop() {
    server.signal("INT");
    server.awaitEnd();
  }

  /// Ends it at once. The data stays.
  public void kill() {
    server.kill();
  }

  /// Runs a statement with `psql` and returns what it printed, without the last line break.
  ///
  /// @throws IllegalStateException with its output if it failed
  public String sql(String statement) {
    return ServerProcess.run(
            List.of(
                programs.resolve("psql").toString(),
                "-h",
                "127.0.0.1",
                "-p",
                "" + port,
                "-U",
                "postgres",
                "-AtXqc",
                statement),
            Map.of())
        .stripTrailing();
  }

  /// Ends it and removes its data.
  @Override
  public void close() {
    server.discard();
    try (var files = Files.walk(data)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path programs() {
    try (var versions = Files.list(VERSIONS)) {
      return versions
          .max(Comparator.comparing(Path::getFileName))
          .map(version -> version.resolve("bin"))
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(
          VERSIONS + " is missing. Install it with: apt-get install postgresql", e);
    }
  }

  private boolean isReady() {
    try {
      ServerProcess.run(
          List.of(programs.resolve("pg_isready").toString(), "-h", "127.0.0.1", "-p", "" + port),
          Map.of());
      return true;
    } catch (IllegalStateException notYet) {
      return false;
    }
  }
}
