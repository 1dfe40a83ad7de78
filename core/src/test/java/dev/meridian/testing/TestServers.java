package dev.meridian.testing;

/// Servers that all tests of one JVM share: started when first asked for, ended with the JVM. Tests
/// that stop or kill a server launch their own.
public final class TestServers {
  private TestServers() {}

  /// The RabbitMQ node. Use queue names of your own.
  public static RabbitNode rabbit() {
    return Rabbit.NODE;
  }

  /// The Redis server. Use ids and keys of your own.
  public static RedisNode redis() {
    return Redis.NODE;
  }

  /// The PostgreSQL server. Use a database of your own, or tables of your own.
  public static PostgresNode postgres() {
    return Postgres.NODE;
  }

  /// The Python whose Celery is the peer of tests: Debian's, unless `MERIDIAN_TEST_PYTHON` names
  /// another.
  public static String python() {
    return System.getenv().getOrDefault("MERIDIAN_TEST_PYTHON", "/usr/bin/python3");
  }

  private static void closeAtExit(Runnable close) {
    Runtime.getRuntime().addShutdownHook(new Thread(close, "stop-test-server"));
  }

  private static final class Rabbit {
    static final RabbitNode NODE = RabbitNode.launch();

    static {
      closeAtExit(NODE::close);
    }
  }

  private static final class Redis {
    static final RedisNode NODE = RedisNode.launch();

    static {
      closeAtExit(NODE::close);
    }
  }

  private static final class Postgres {
    static final PostgresNode NODE = PostgresNode.launch();

    static {
      closeAtExit(NODE::close);
    }
  }
}
