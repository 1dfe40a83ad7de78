package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ServerFixturesTest {
  @Test
  void rabbitKeepsItsDataOverStopAndKill() {
    try (var rabbit = RabbitNode.launch()) {
      assertThat(rabbit.ctl("list_queues")).isBlank();
      rabbit.ctl("add_user", "alice", "secret");
      rabbit.stop();
      assertThat(listens(rabbit.port())).isFalse();
      rabbit.start();
      assertThat(rabbit.ctl("list_users")).contains("alice");
      rabbit.kill();
      assertThat(listens(rabbit.port())).isFalse();
      rabbit.start();
      assertThat(rabbit.ctl("list_users")).contains("alice");
      assertThatThrownBy(() -> rabbit.ctl("no_such_command")).hasMessageContaining("failed");
    }
  }

  @Test
  void redisKeepsItsDataWhenStopped() {
    try (var redis = RedisNode.launch()) {
      redis.ctl("SET", "key", "value");
      redis.stop();
      assertThat(listens(redis.port())).isFalse();
      redis.start();
      assertThat(redis.ctl("GET", "key")).isEqualTo("value");
      redis.kill();
      redis.start();
      assertThat(redis.ctl("GET", "key")).isEqualTo("value");
    }
  }

  @Test
  void redisWithAppendOnlyFileKeepsItsDataWhenKilled() {
    try (var redis = RedisNode.launch("--appendonly", "yes")) {
      redis.ctl("SET", "key", "value");
      redis.kill();
      assertThat(listens(redis.port())).isFalse();
      redis.start();
      assertThat(redis.ctl("GET", "key")).isEqualTo("value");
    }
  }

  @Test
  void postgresKeepsItsDataOverStopAndKill() {
    try (var postgres = PostgresNode.launch()) {
      postgres.sql("CREATE TABLE kept (word TEXT)");
      postgres.stop();
      postgres.start();
      postgres.sql("INSERT INTO kept VALUES ('value')");
      postgres.kill();
      postgres.start();
      assertThat(postgres.sql("SELECT word FROM kept")).isEqualTo("value");
    }
  }

  @Test
  void sharedServersAreTheSameForAll() {
    assertThat(TestServers.redis()).isSameAs(TestServers.redis());
    assertThat(TestServers.redis().ctl("PING")).isEqualTo("PONG");
  }

  @Test
  void serverDiesWithItsJvm() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process jvm =
        new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), Victim.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int port = Integer.parseInt(jvm.inputReader().readLine());
    assertThat(listens(port)).isTrue();
    jvm.destroyForcibly();
    Await.until("the server is dead", () -> !listens(port));
  }

  @Test
  void missingProgramNamesItsPackage() {
    assertThatThrownBy(() -> ServerProcess.require(Path.of("/no/such/program"), "redis-server"))
        .hasMessageContaining("apt-get install redis-server");
  }

  private static boolean listens(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /// A JVM to be killed while its server runs.
  static final class Victim {
    public static void main(String[] args) throws Exception {
      System.out.println(RedisNode.launch().port());
      System.in.read();
    }
  }
}
