package dev.meridian.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.Await;
import dev.meridian.testing.PostgresNode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// JobRunr under watch.
@Execution(ExecutionMode.CONCURRENT)
final class SweepsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void sweepsGoOnAfterTheServerStopped() {
    AtomicInteger swept = new AtomicInteger();
    try (Database database = Database.of("memory://");
        Sweeps sweeps = new Sweeps(database.source(), swept::incrementAndGet)) {
      Await.until("swept", PATIENCE, () -> swept.get() > 0);
      assertThat(sweeps.watch()).isFalse();
      sweeps.server().stop();
      assertThat(sweeps.watch()).isTrue();
      int before = swept.get();
      Await.until("swept again", PATIENCE, () -> swept.get() > before);
    }
  }

  @Test
  void twoServersShareTheSweeps() {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    try (Database database = Database.of("memory://");
        Sweeps one = new Sweeps(database.source(), first::incrementAndGet)) {
      try (Sweeps _ = new Sweeps(database.source(), second::incrementAndGet)) {
        Await.until("swept", PATIENCE, () -> first.get() + second.get() > 0);
      }
      int before = first.get();
      Await.until("swept by who is left", PATIENCE, () -> first.get() > before);
      assertThat(one.server().isRunning()).isTrue();
    }
  }

  @Test
  void sweepsGoOnAfterTheDatabaseWasAwaySoLongThatJobRunrGaveUp() {
    AtomicInteger swept = new AtomicInteger();
    try (PostgresNode postgres = PostgresNode.launch();
        Database database = Database.of(postgres.url());
        Sweeps sweeps = new Sweeps(database.source(), swept::incrementAndGet)) {
      Await.until("swept", PATIENCE, () -> swept.get() > 0);
      postgres.kill();
      Await.until("JobRunr gave up", Duration.ofMinutes(3), () -> !sweeps.server().isRunning());
      postgres.start();
      int before = swept.get();
      Await.until("it is started again", PATIENCE, sweeps::watch);
      Await.until("swept again", PATIENCE, () -> swept.get() > before);
    }
  }
}
