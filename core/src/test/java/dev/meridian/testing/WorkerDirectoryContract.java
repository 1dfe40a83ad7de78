package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.node.WorkerDirectory;
import dev.meridian.node.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [WorkerDirectory] does.
public abstract class WorkerDirectoryContract {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final String suffix = "@contract-" + UUID.randomUUID();

  /// The directory under test: the same one all through a test.
  protected abstract WorkerDirectory directory();

  @Test
  final void heartbeatsAreListedByName() {
    WorkerStatus b = status("b", 1);
    WorkerStatus a = status("a", 2);
    directory().heartbeat(b, LONG);
    directory().heartbeat(a, LONG);
    assertThat(mine()).containsExactly(a, b);
    assertThat(directory().workers()).extracting(WorkerStatus::name).isSorted();
  }

  @Test
  final void laterHeartbeatReplacesTheEarlier() {
    directory().heartbeat(status("a", 1), LONG);
    WorkerStatus later = status("a", 2);
    directory().heartbeat(later, LONG);
    assertThat(mine()).containsExactly(later);
  }

  @Test
  final void silentWorkerIsForgotten() {
    WorkerStatus alive = status("b", 1);
    directory().heartbeat(status("a", 1), Duration.ofSeconds(1));
    directory().heartbeat(alive, LONG);
    assertThat(mine()).hasSize(2);
    Await.until("it is forgotten", Duration.ofSeconds(4), () -> mine().equals(List.of(alive)));
  }

  @Test
  final void everyHeartbeatStartsANewLife() {
    directory().heartbeat(status("a", 1), Duration.ofSeconds(1));
    directory().heartbeat(status("a", 2), LONG);
    Await.holds("it is listed", Duration.ofMillis(1_500), () -> mine().size() == 1);
  }

  @Test
  final void workerThatLeftIsForgotten() {
    WorkerStatus stays = status("b", 1);
    directory().heartbeat(status("a", 1), LONG);
    directory().heartbeat(stays, LONG);
    directory().leave("a" + suffix);
    directory().leave("a" + suffix);
    assertThat(mine()).containsExactly(stays);
  }

  private List<WorkerStatus> mine() {
    return directory().workers().stream().filter(w -> w.name().endsWith(suffix)).toList();
  }

  private WorkerStatus status(String name, int active) {
    Instant started = Instant.parse("2026-11-21T10:00:00Z");
    return new WorkerStatus(
        name + suffix,
        List.of("fra", "ams"),
        List.of("quotes.price"),
        "0.1.0",
        started,
        started.plusSeconds(active),
        4,
        active,
        1_234_567_890_123L,
        false);
  }
}
