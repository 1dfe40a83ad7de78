package dev.meridian.carousel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;

/// What a subscriber of all crossings of a [Carousel]'s objects hears, compared with what it lets
/// expect. Thread-safe.
public final class Ledger implements AutoCloseable {
  private static final String ENTER = "enter";
  private static final String EXIT = "exit";

  private final Carousel carousel;
  private final InstantSource clock;
  private final int[] enters;
  private final int[] exits;
  private long[] micros = new long[1 << 16];
  private int measured;
  private long invented;
  private Instant from = Instant.MAX;
  private final Subscriber subscriber;

  /// What was heard, compared with what had to be.
  ///
  /// @param expected crossings
  /// @param missing of those, how many were not heard
  /// @param invented crossings that were not expected
  /// @param repeated crossings that were heard more than once, by their ids
  /// @param gaps how often the gateway said that it could not tell all
  /// @param complaints how often the gateway said that something was wrong
  /// @param connections how often the subscriber connected
  public record Balance(
      long expected,
      long missing,
      long invented,
      long repeated,
      long gaps,
      long complaints,
      long connections) {
    /// Whether each crossing was heard once, and nothing was wrong.
    public boolean isEven() {
      return missing == 0 && invented == 0 && repeated == 0 && gaps == 0 && complaints == 0;
    }
  }

  /// How long crossings took from when their position was due to be sent until they were heard.
  ///
  /// @param count of crossings
  /// @param p50 milliseconds
  /// @param p99 milliseconds
  /// @param most milliseconds
  public record Latency(int count, double p50, double p99, double most) {}

  /// A subscriber that has subscribed when this returns.
  ///
  /// @param gateway its URL
  public Ledger(Carousel carousel, InstantSource clock, String gateway) {
    this.carousel = carousel;
    this.clock = clock;
    this.enters = new int[carousel.objects()];
    this.exits = new int[carousel.objects()];
    this.subscriber = new Subscriber(gateway, Carousel.NAMES, this::crossed);
  }

  /// Begins to measure: crossings by positions that are due from now on count.
  public synchronized void measureFrom(Instant time) {
    from = time;
  }

  private synchronized void crossed(JsonNode crossing) {
    String kind = crossing.path("kind").asString();
    int[] counts = kind.equals(ENTER) ? enters : exits;
    if (isKnown(crossing) && (kind.equals(ENTER) || kind.equals(EXIT))) {
      counts[Carousel.numberOf(crossing.path("object").asString())]++;
    } else {
      invented++;
    }
    Instant due = Instant.parse(crossing.path("confirmed").asString());
    if (!due.isBefore(from)) {
      measured(Duration.between(due, clock.instant()).toNanos() / 1_000);
    }
  }

  /// Whether it is of an object of ours and its own fence.
  private boolean isKnown(JsonNode crossing) {
    try {
      int object = Carousel.numberOf(crossing.path("object").asString());
      return object >= 0
          && object < carousel.objects()
          && crossing.path("fence").asString("").equals(carousel.fenceOf(object));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return false;
    }
  }

  private void measured(long time) {
    if (measured == micros.length) {
      micros = Arrays.copyOf(micros, 2 * measured);
    }
    micros[measured++] = time;
  }

  /// How things stand if these first positions were accepted.
  public Balance balance(long positions) {
    return balance(positions, subscriber.counts());
  }

  private synchronized Balance balance(long positions, Subscriber.Counts heard) {
    long expected = 0;
    long missing = 0;
    long more = invented;
    for (int object = 0; object < carousel.objects(); object++) {
      long its = carousel.positionsOf(object, positions);
      long enter = carousel.enters(object, its);
      long exit = carousel.exits(object, its);
      expected += enter + exit;
      missing += Math.max(0, enter - enters[object]) + Math.max(0, exit - exits[object]);
      more += Math.max(0, enters[object] - enter) + Math.max(0, exits[object] - exit);
    }
    return new Balance(
        expected,
        missing,
        more,
        heard.repeated(),
        heard.gaps(),
        heard.complaints(),
        heard.connections());
  }

  /// What was measured.
  public synchronized Latency latency() {
    long[] sorted = Arrays.copyOf(micros, measured);
    Arrays.sort(sorted);
    return new Latency(measured, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
  }

  private static double at(long[] sorted, double quantile) {
    int place = (int) Math.ceil(quantile * sorted.length) - 1;
    return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, place)] / 1e3;
  }

  @Override
  public void close() {
    subscriber.close();
  }
}
