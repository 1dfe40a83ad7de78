package dev.meridian.gateway.stream;

import dev.meridian.InvalidValueException;
import java.time.Duration;

/// What streams are bounded by (I5).
///
/// @param streams the most clients of one gateway at a time, 1 or more
/// @param queued the most frames that wait for one client; one that lets more pile up is sent away;
///   10 or more
/// @param heartbeat how often a client hears something, and has to answer, though nothing happens;
///   one that does not answer three times, or does not take a frame for as long, is given up; more
///   than 0
/// @param positionFrames the most frames of positions a second, 1 to 50
public record StreamBounds(int streams, int queued, Duration heartbeat, int positionFrames) {
  /// 10,000 clients, 1,000 frames, 15 s, 5 a second.
  public static final StreamBounds STANDARD =
      new StreamBounds(10_000, 1_000, Duration.ofSeconds(15), 5);

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
    if (heartbeat.isNegative() || heartbeat.isZero()) {
      throw new InvalidValueException("heartbeat", heartbeat, "more than 0");
    }
    if (positionFrames < 1 || positionFrames > MOST_FRAMES) {
      throw new InvalidValueException("positionFrames", positionFrames, "1.." + MOST_FRAMES);
    }
  }

  /// The same with another bound on clients.
  public StreamBounds withStreams(int streams) {
    return new StreamBounds(streams, queued, heartbeat, positionFrames);
  }

  /// The same with another bound on what waits for one client.
  public StreamBounds withQueued(int queued) {
    return new StreamBounds(streams, queued, heartbeat, positionFrames);
  }

  /// The same with another heartbeat.
  public StreamBounds withHeartbeat(Duration heartbeat) {
    return new StreamBounds(streams, queued, heartbeat, positionFrames);
  }
}
