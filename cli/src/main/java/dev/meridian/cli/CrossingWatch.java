package dev.meridian.cli;

import dev.meridian.InvalidValueException;
import dev.meridian.cli.ServerEvents.Event;
import dev.meridian.fleet.Ledger;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed;
import dev.meridian.track.CrossedJson;
import dev.meridian.track.Position;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Follows the crossings of a gateway, as a client does, and finds out how long each took from the
/// position that made it certain. Thread-safe.
final class CrossingWatch implements AutoCloseable {
  private static final int MOST_SENT = 1 << 19;
  private static final int MOST_LAST = 8;

  private final ServerEvents events;
  private final Ledger ledger;
  private final Thread thread;
  private final Latencies latencies = new Latencies();
  private final AtomicLong count = new AtomicLong();
  private final Deque<Crossed> last = new ArrayDeque<>();
  private final Map<Fix, Long> sent =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Fix, Long> eldest) {
          return size() > MOST_SENT;
        }
      };

  private record Fix(String object, Instant time) {}

  private CrossingWatch(ServerEvents events, Ledger ledger) {
    this.events = events;
    this.ledger = ledger;
    this.thread = Thread.ofVirtual().name("crossing-watch").unstarted(this::run);
  }

  /// Begins with the next crossing of a fence of the group.
  static CrossingWatch start(GatewayClient gateway, String group, Ledger ledger)
      throws InterruptedException {
    ServerEvents events = gateway.events("/stream?kinds=enter,exit&groups=" + group, null);
    CrossingWatch watch = new CrossingWatch(events, ledger);
    watch.thread.start();
    return watch;
  }

  /// Positions are about to be sent. One that is sent again counts from the first time.
  void sending(List<Position> positions) {
    long now = System.nanoTime();
    synchronized (sent) {
      positions.forEach(one -> sent.putIfAbsent(new Fix(one.object(), one.time()), now));
    }
  }

  private void run() {
    try {
      for (Event event = events.next(); event != null; event = events.next()) {
        if (event.type().equals("crossing")) {
          take(CrossedJson.read(Json.read(event.data())));
        }
      }
    } catch (IOException | InvalidValueException e) {
      // It ends: was closed, or the gateway went away, which whoever sends notices, too.
    }
  }

  private void take(Crossed crossing) {
    Long begun;
    synchronized (sent) {
      begun = sent.get(new Fix(crossing.object(), crossing.confirmed()));
    }
    if (begun != null) {
      latencies.add(System.nanoTime() - begun);
    }
    count.incrementAndGet();
    ledger.told(crossing);
    synchronized (last) {
      last.addLast(crossing);
      if (last.size() > MOST_LAST) {
        last.removeFirst();
      }
    }
  }

  /// How many crossings came.
  long count() {
    return count.get();
  }

  /// How long from the request with the position to the crossing.
  Latencies latencies() {
    return latencies;
  }

  /// The last ones, the newest last.
  List<Crossed> last() {
    synchronized (last) {
      return List.copyOf(last);
    }
  }

  @Override
  public void close() throws InterruptedException {
    try {
      events.close();
    } catch (IOException e) {
      // It is closed.
    }
    thread.join();
  }
}
