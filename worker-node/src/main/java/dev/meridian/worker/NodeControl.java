package dev.meridian.worker;

import dev.meridian.control.ControlBus;
import dev.meridian.wire.CeleryCodec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// A worker's part in remote control: it joins each bus of its regions once, and says there that it
/// lives. Thread-safe.
final class NodeControl {
  private final Parts with;
  private final LongSupplier processed;
  private final List<ControlBus.Hearing> joined = new ArrayList<>();

  /// What requests are about.
  ///
  /// @param config of the worker
  /// @param control what is allowed
  /// @param registry its task types
  /// @param rates how often they start
  /// @param running its attempts
  /// @param revoked tasks it must not start
  /// @param events tells of tasks and of itself
  /// @param codec of the wire
  /// @param clock of uptime
  /// @param started when it started
  record Parts(
      WorkerConfig config,
      ControlConfig control,
      TaskRegistry registry,
      RateLimits rates,
      RunningAttempts running,
      RevokedTasks revoked,
      NodeEvents events,
      CeleryCodec codec,
      InstantSource clock,
      Instant started) {}

  /// @param processed how many tasks were finished
  NodeControl(Parts with, LongSupplier processed) {
    this.with = with;
    this.processed = processed;
  }

  /// Takes requests from now on, for the regions of these pools.
  synchronized void join(List<RegionPool> pools) {
    Map<ControlBus, List<RegionPool>> byBus = new LinkedHashMap<>();
    for (RegionPool pool : pools) {
      ControlBus bus = with.control.buses().of(pool.consumer().region());
      byBus.computeIfAbsent(bus, _ -> new ArrayList<>()).add(pool);
    }
    byBus.forEach((bus, mine) -> {
      ControlDesk desk = new ControlDesk(with, bus, mine, this::heartbeat);
      joined.add(bus.join(with.control.node(), with.control.seal(), desk));
    });
    tell("online");
  }

  /// Says that the worker lives, between joining and leaving.
  synchronized void heartbeat() {
    if (!joined.isEmpty()) {
      tell("heartbeat");
    }
  }

  /// Takes no more requests.
  synchronized void leave() {
    if (!joined.isEmpty()) {
      tell("offline");
      joined.forEach(ControlBus.Hearing::close);
      joined.clear();
    }
  }

  private void tell(String what) {
    with.events.worker(
        what, with.running.all().size(), processed.getAsLong(), with.config.version());
  }
}
