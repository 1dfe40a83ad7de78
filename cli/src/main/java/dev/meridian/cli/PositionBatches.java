package dev.meridian.cli;

import dev.meridian.ingest.PositionIntake.Refused;
import dev.meridian.ingest.PositionReader;
import dev.meridian.json.Json;
import dev.meridian.track.Position;
import dev.meridian.track.PositionJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Sends positions to a gateway as they are read, in batches and not faster than asked for. Holds
/// one batch and the first thousand refusals. For one thread.
final class PositionBatches implements PositionReader.Sink {
  /// A gateway takes a mebibyte at a time.
  private static final long MOST_BYTES = 900_000;

  private static final int MOST_TOLD = 1_000;
  private static final double NANOS = 1e9;

  /// A batch of a stream that is slowed down has what falls into so many seconds.
  private static final double SMOOTH = 0.2;

  private final GatewayClient gateway;
  private final Pace pace;
  private final LongConsumer progress;
  private final List<Integer> indexes = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final long started = System.nanoTime();
  private ArrayNode batch = Json.array();
  private @Nullable Instant first;
  private double due;
  private double dueOfBatch;
  private int next;
  private long bytes;
  private long taken;
  private long accepted;
  private long refusals;

  /// How fast.
  ///
  /// @param batch the most positions of a request
  /// @param rate positions a second; infinite for no limit
  /// @param speedUp how much faster than they were recorded; infinite for at once
  record Pace(int batch, double rate, double speedUp) {}

  /// @param progress hears after each batch how many were sent
  PositionBatches(GatewayClient gateway, Pace pace, LongConsumer progress) {
    this.gateway = gateway;
    this.pace = pace;
    this.progress = progress;
  }

  @Override
  public boolean take(Position position) {
    double at = due(position);
    ObjectNode json = PositionJson.object(position);
    long size = Json.bytes(json).length + 1;
    try {
      boolean full = batch.size() == pace.batch() || bytes + size > MOST_BYTES;
      if (!batch.isEmpty() && (full || at > dueOfBatch + SMOOTH)) {
        post();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    if (batch.isEmpty()) {
      dueOfBatch = at;
    }
    batch.add(json);
    bytes += size;
    indexes.add(next++);
    return true;
  }

  /// In how many seconds from the start it is to be sent; never before the one before it.
  private double due(Position position) {
    Instant begin = first == null ? position.time() : first;
    first = begin;
    double recorded = Duration.between(begin, position.time()).toMillis() / 1_000.0;
    due = Math.max(due, Math.max(recorded / pace.speedUp(), taken++ / pace.rate()));
    return due;
  }

  @Override
  public boolean refuse(@Nullable String object, String reason) {
    tell(next++, object, reason);
    return true;
  }

  @Override
  public boolean passOver() {
    next++;
    return true;
  }

  /// Sends what is left.
  ///
  /// @throws CommandException if there is no gateway
  /// @throws ProblemException if it does not take positions now
  void finish() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!batch.isEmpty()) {
      post();
    }
  }

  private void post() throws InterruptedException {
    double wait = dueOfBatch - seconds();
    if (wait > 0) {
      boolean _ = new CountDownLatch(1).await((long) (wait * NANOS), TimeUnit.NANOSECONDS);
    }
    try {
      JsonNode answer = gateway.post(PositionsCommand.PATH, batch);
      accepted += answer.path("accepted").asLong(0);
      tell(answer);
    } catch (ProblemException e) {
      if (!e.is("no-position")) {
        throw e;
      }
      tell(e.problem());
    }
    batch = Json.array();
    bytes = 0;
    indexes.clear();
    progress.accept(accepted + refusals);
  }

  private void tell(JsonNode answer) {
    for (JsonNode one : answer.path("refused")) {
      int index = indexes.get(one.path("index").asInt(0));
      tell(index, one.path("object").stringValue(null), one.path("reason").asString(""));
    }
    refusals += answer.path("more").asLong(0);
  }

  private void tell(int index, @Nullable String object, String reason) {
    refusals++;
    if (refused.size() < MOST_TOLD) {
      refused.add(new Refused(index, object, reason));
    }
  }

  /// How many are in the queues of their regions.
  long accepted() {
    return accepted;
  }

  /// How many were not taken.
  long refusals() {
    return refusals;
  }

  /// The first thousand of those, by their index in the file, from 0.
  List<Refused> refused() {
    return List.copyOf(refused);
  }

  /// How long it has taken.
  double seconds() {
    return (System.nanoTime() - started) / NANOS;
  }
}
