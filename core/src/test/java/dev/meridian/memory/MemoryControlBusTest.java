package dev.meridian.memory;

import dev.meridian.control.ControlBus;
import dev.meridian.testing.ControlBusContract;
import java.time.InstantSource;

/// The embedded bus does what every bus does.
final class MemoryControlBusTest extends ControlBusContract {
  private final MemoryBroker broker = new MemoryBroker(InstantSource.system());

  @Override
  protected ControlBus bus() {
    return broker.control();
  }

  @Override
  protected ControlBus otherBus() {
    return broker.connect().control();
  }
}
