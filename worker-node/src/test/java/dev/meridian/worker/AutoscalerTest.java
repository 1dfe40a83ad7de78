package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.route.Priority;
import dev.meridian.worker.WorkerConfig.Scale;
import org.junit.jupiter.api.Test;

final class AutoscalerTest {
  private final Slots slots = new Slots(2);
  private final Autoscaler autoscaler = new Autoscaler(new Scale(2, 10), slots, slots::resize);

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      autoscaler.look();
    }
  }

  private void use(int more) {
    for (int i = 0; i < more; i++) {
      slots.acquire(Priority.NORMAL, "");
    }
  }

  @Test
  void slotsDoubleWhileAllAreUsedUpToTheMost() {
    use(2);
    look(1);
    assertThat(slots.limit()).isEqualTo(2);
    look(1);
    assertThat(slots.limit()).isEqualTo(4);
    use(2);
    look(2);
    use(4);
    look(2);
    assertThat(slots.limit()).isEqualTo(10);
    use(2);
    look(5);
    assertThat(slots.limit()).isEqualTo(10);
  }

  @Test
  void slotsHalveAfterALongLullDownToTheLeast() {
    slots.resize(10);
    look(9);
    assertThat(slots.limit()).isEqualTo(10);
    look(1);
    assertThat(slots.limit()).isEqualTo(5);
    look(40);
    assertThat(slots.limit()).isEqualTo(2);
  }

  @Test
  void aBusyMomentEndsTheLull() {
    slots.resize(10);
    look(9);
    use(3);
    look(9);
    assertThat(slots.limit()).isEqualTo(10);
  }
}
