package dev.meridian.gateway.stream;

import dev.meridian.gateway.stream.Wire.Ending;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// What became of frames, clients and crossings at one gateway, since it started. Thread-safe.
public final class StreamCounts {
  private static final int KINDS = Kind.values().length;
  private static final int ENDINGS = Ending.values().length;

  private final List<LongAdder> sent = list(KINDS, _ -> new LongAdder());
  private final List<List<LongAdder>> dropped =
      list(KINDS, _ -> list(ENDINGS, _ -> new LongAdder()));
  private final List<LongAdder> ended = list(ENDINGS, _ -> new LongAdder());
  private final LongAdder refused = new LongAdder();
  private final LongAdder fromNow = new LongAdder();
  private final LongAdder resumed = new LongAdder();
  private final Map<String, LongAdder> read = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> readAgain = new ConcurrentHashMap<>();

  /// What frames tell.
  public enum Kind {
    /// A crossing.
    CROSSING,
    /// That crossings are no longer kept.
    GAP,
    /// How far a client is.
    CURSOR,
    /// Positions of objects.
    POSITIONS,
    /// An answer to what a client said.
    ANSWER;

    static Kind of(Frame frame) {
      return switch (frame) {
        case Frame.Crossing _ -> CROSSING;
        case Frame.Gap _ -> GAP;
        case Frame.Passed _ -> CURSOR;
        case Frame.Positions _ -> POSITIONS;
        case Frame.Subscribed _, Frame.Unsubscribed _, Frame.Taken _, Frame.Complaint _ -> ANSWER;
      };
    }
  }

  StreamCounts() {}

  private static <T> List<T> list(int size, IntFunction<T> of) {
    return IntStream.range(0, size).mapToObj(of).toList();
  }

  void countSent(Frame frame) {
    sent.get(Kind.of(frame).ordinal()).increment();
  }

  void countDropped(Frame frame, Ending why) {
    dropped.get(Kind.of(frame).ordinal()).get(why.ordinal()).increment();
  }

  void countEnd(Ending why) {
    ended.get(why.ordinal()).increment();
  }

  void countRefused() {
    refused.increment();
  }

  void countSubscription(boolean fromCursor) {
    (fromCursor ? resumed : fromNow).increment();
  }

  void countRead(String region) {
    read.computeIfAbsent(region, _ -> new LongAdder()).increment();
  }

  void countReadAgain(String region) {
    readAgain.computeIfAbsent(region, _ -> new LongAdder()).increment();
  }

  /// How many frames were written to their clients.
  public long sent(Kind kind) {
    return sent.get(kind.ordinal()).sum();
  }

  /// How many frames waited for clients that ended like that, and were thrown away.
  public long dropped(Kind kind, Ending why) {
    return dropped.get(kind.ordinal()).get(why.ordinal()).sum();
  }

  /// How many clients ended like that.
  public long ended(Ending why) {
    return ended.get(why.ordinal()).sum();
  }

  /// How many clients were too many.
  public long refusedClients() {
    return refused.sum();
  }

  /// How many subscriptions began with what comes.
  public long fromNow() {
    return fromNow.sum();
  }

  /// How many subscriptions began at a cursor, with which their client acknowledged all before.
  public long resumed() {
    return resumed.sum();
  }

  /// How many crossings of each region were read as they came, by the region's id.
  public Map<String, Long> read() {
    return sums(read);
  }

  /// How many crossings of each region were read again for clients that resumed.
  public Map<String, Long> readAgain() {
    return sums(readAgain);
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((region, count) -> sums.put(region, count.sum()));
    return sums;
  }
}
