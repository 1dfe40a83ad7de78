package dev.meridian.gateway.stream;

import dev.meridian.InvalidValueException;
import java.time.Duration;

/// What streams are bounded by (I5).
///
/// @param streams the most clients of one gateway at a time, 1 or more
/// @param queued the most frames that wait for one client; one that lets more pile up is sent away;
///   10 or more
/// @param heartbeat how often a client hears something, and has to answer, though nothing happens;
///   more than 0
/// @param patience how long a client may not answer, or not take a frame; then it is given up; more
///   than 0
/// @param lastWords how long one that is sent away may take to read so; more than 0
/// @param positionFrames the most frames of positions a second, 1 to 50
public record StreamBounds(
    int streams,
    int queued,
    Duration heartbeat,
    Duration patience,
    Duration lastWords,
    int positionFrames) {
  /// 10,000 clients, 1,000 frames, 15 s, 45 s, 5 s, 5 a second.
  public static final StreamBounds STANDARD =
      new StreamBounds(
          10_000, 1_000, Duration.ofSeconds(15), Duration.ofSeconds(45), Duration.ofSeconds(5), 5);

  /// The most subscriptions of one client.
  public static final int SUBSCRIPTIONS = 100;

  /// The longest frame from a client, in characters.
  public static final int LONGEST_FRAME = 64 << 10;

  /// The most bytes of frames that wait for one client, about; a single longer frame is taken if no
  /// other waits. Positions are apart: one frame of them waits.
  public static final int QUEUED_BYTES = 2 << 20;

  private static final int LEAST_QUEUE = 10;
  private static final int MOST_FRAMES = 50;

  /// Checks the ranges.
  public StreamBounds {
    if (streams < 1) {
      throw new InvalidValueException("streams", streams, "at least 1");
    }
    if (queued < LEAST_QUEUE) {
      throw new InvalidValueException("queued", queued, "at least " + LEAST_QUEUE);
    }
    requirePositive("heartbeat", heartbeat);
    requirePositive("patience", patience);
    requirePositive("lastWords", lastWords);
    if (positionFrames < 1 || positionFrames > MOST_FRAMES) {
      throw new InvalidValueException("positionFrames", positionFrames, "1.." + MOST_FRAMES);
    }
  }

  private static void requirePositive(String name, Duration time) {
    if (!time.isPositive()) {
      throw new InvalidValueException(name, time, "more than 0");
    }
  }

  /// The same with another bound on clients.
  public StreamBounds withStreams(int streams) {
    return new StreamBounds(streams, queued, heartbeat, patience, lastWords, positionFrames);
  }

  /// The same with another bound on what waits for one client.
  public StreamBounds withQueued(int queued) {
    return new StreamBounds(streams, queued, heartbeat, patience, lastWords, positionFrames);
  }

  /// The same with another heartbeat.
  public StreamBounds withHeartbeat(Duration heartbeat) {
    return new StreamBounds(streams, queued, heartbeat, patience, lastWords, positionFrames);
  }

  /// The same with other bounds on the time of clients that do not read.
  public StreamBounds withTimes(Duration patience, Duration lastWords) {
    return new StreamBounds(streams, queued, heartbeat, patience, lastWords, positionFrames);
  }

  /// The same with another rate of positions.
  public StreamBounds withPositionFrames(int positionFrames) {
    return new StreamBounds(streams, queued, heartbeat, patience, lastWords, positionFrames);
  }
}
