package dev.meridian.ingest;

import dev.meridian.Counts;
import java.util.concurrent.atomic.LongAdder;

/// What became of the positions that were taken in, since the start. Thread-safe.
public final class PositionCounts {
  private final Counts<Received> received = new Counts<>();
  private final Counts<String> confirmed = new Counts<>();
  private final Counts<String> failed = new Counts<>();
  private final LongAdder held = new LongAdder();

  private record Received(Way way, Fate fate) {}

  /// By what way they come.
  public enum Way {
    /// A request.
    HTTP,
    /// A frame of a WebSocket.
    WEBSOCKET,
    /// A message of a device.
    MQTT
  }

  /// What becomes of one.
  public enum Fate {
    /// It is safe in the queue of its region.
    ACCEPTED,
    /// It is no position; a document that breaks off counts once.
    MALFORMED,
    /// It is too far ahead of the clock.
    FUTURE,
    /// The request has the same one before.
    REPEATED,
    /// The first one that the request has too many, the others are not looked at; or a message that
    /// is too long.
    EXCESS,
    /// Its region could not take it, or no message can hold it.
    UNAVAILABLE
  }

  PositionCounts() {}

  void count(Way way, Fate fate, long more) {
    received.add(new Received(way, fate), more);
  }

  void published(String region, long taken, long refused) {
    confirmed.add(region, taken);
    failed.add(region, refused);
  }

  void hold(long more) {
    held.add(more);
  }

  /// How many came that way and ended so.
  public long received(Way way, Fate fate) {
    return received.of(new Received(way, fate));
  }

  /// How many positions the broker of a region confirmed.
  public long confirmed(String region) {
    return confirmed.of(region);
  }

  /// How many it did not take, or not surely; each try counts.
  public long failed(String region) {
    return failed.of(region);
  }

  /// How many positions from MQTT wait here for their regions.
  public long held() {
    return held.sum();
  }
}
