package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ControlCommandTest {
  @Test
  void wordsNameSets() {
    assertThat(ControlCommand.setOf(List.of("read")))
        .isEqualTo(ControlCommand.READING)
        .contains(ControlCommand.QUERY_TASK, ControlCommand.ENABLE_EVENTS)
        .doesNotContain(ControlCommand.REVOKE, ControlCommand.SHUTDOWN);
    assertThat(ControlCommand.setOf(List.of("standard")))
        .isEqualTo(ControlCommand.STANDARD)
        .contains(ControlCommand.REVOKE, ControlCommand.POOL_GROW, ControlCommand.PING)
        .doesNotContain(ControlCommand.SHUTDOWN);
    assertThat(ControlCommand.setOf(List.of("all"))).hasSize(ControlCommand.values().length);
    assertThat(ControlCommand.setOf(List.of("none"))).isEmpty();
  }

  @Test
  void wordsAddUp() {
    assertThat(ControlCommand.setOf(List.of("ping", "pool_grow", "ping")))
        .containsExactlyInAnyOrder(ControlCommand.PING, ControlCommand.POOL_GROW);
  }

  @Test
  void unknownWordIsRefusedWithWhatItMayHaveMeant() {
    assertThatThrownBy(() -> ControlCommand.setOf(List.of("revok")))
        .hasMessageStartingWith("--control: revok (expected: read, standard, all, none, or one of ")
        .hasMessageContaining("did you mean revoke");
  }
}
