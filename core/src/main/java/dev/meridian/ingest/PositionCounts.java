package dev.meridian.ingest;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// What became of the positions that were taken in, since the start. Thread-safe.
public final class PositionCounts {
  private final List<List<LongAdder>> received =
      Stream.of(Way.values())
          .map(_ -> Stream.of(Fate.values()).map(_ -> new LongAdder()).toList())
          .toList();
  private final Map<String, LongAdder> confirmed = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> failed = new ConcurrentHashMap<>();
  private final LongAdder held = new LongAdder();

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
    /// The first one that the request has too many; the others are not looked at.
    EXCESS,
    /// Its region could not take it.
    UNAVAILABLE
  }

  PositionCounts() {}

  void count(Way way, Fate fate, long more) {
    received.get(way.ordinal()).get(fate.ordinal()).add(more);
  }

  void published(String region, long taken, long refused) {
    confirmed.computeIfAbsent(region, _ -> new LongAdder()).add(taken);
    failed.computeIfAbsent(region, _ -> new LongAdder()).add(refused);
  }

  void hold(long more) {
    held.add(more);
  }

  /// How many came that way and ended so.
  public long received(Way way, Fate fate) {
    return received.get(way.ordinal()).get(fate.ordinal()).sum();
  }

  /// How many positions the broker of each region confirmed, by the region's id.
  public Map<String, Long> confirmed() {
    return sums(confirmed);
  }

  /// How many it did not take, or not surely; each try counts.
  public Map<String, Long> failed() {
    return sums(failed);
  }

  /// How many positions from MQTT wait here for their regions.
  public long held() {
    return held.sum();
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((region, count) -> sums.put(region, count.sum()));
    return sums;
  }
}
