package dev.meridian.gateway.stream;

import dev.meridian.Counts;
import dev.meridian.gateway.stream.Wire.Ending;
import java.util.concurrent.atomic.LongAdder;

/// What became of frames, clients and crossings at one gateway, since it started. Thread-safe.
public final class StreamCounts {
  private final Counts<Kind> sent = new Counts<>();
  private final Counts<Dropped> dropped = new Counts<>();
  private final Counts<Ending> ended = new Counts<>();
  private final LongAdder refused = new LongAdder();
  private final LongAdder fromNow = new LongAdder();
  private final LongAdder resumed = new LongAdder();
  private final Counts<String> read = new Counts<>();
  private final Counts<String> readAgain = new Counts<>();

  private record Dropped(Kind kind, Ending why) {}

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

  void countSent(Frame frame) {
    sent.add(Kind.of(frame), 1);
  }

  void countDropped(Frame frame, Ending why) {
    dropped.add(new Dropped(Kind.of(frame), why), 1);
  }

  void countEnd(Ending why) {
    ended.add(why, 1);
  }

  void countRefused() {
    refused.increment();
  }

  void countSubscription(boolean fromCursor) {
    (fromCursor ? resumed : fromNow).increment();
  }

  void countRead(String region) {
    read.add(region, 1);
  }

  void countReadAgain(String region) {
    readAgain.add(region, 1);
  }

  /// How many frames were written to their clients.
  public long sent(Kind kind) {
    return sent.of(kind);
  }

  /// How many frames waited for clients that ended like that, and were thrown away.
  public long dropped(Kind kind, Ending why) {
    return dropped.of(new Dropped(kind, why));
  }

  /// How many clients ended like that.
  public long ended(Ending why) {
    return ended.of(why);
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

  /// How many crossings of a region were read as they came.
  public long read(String region) {
    return read.of(region);
  }

  /// How many crossings of a region were read again for clients that resumed.
  public long readAgain(String region) {
    return readAgain.of(region);
  }
}
