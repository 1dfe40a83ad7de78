package dev.meridian.carousel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.json.Json;
import dev.meridian.wait.WakeUpCalls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/// Sends the positions of a [Carousel] to a gateway, each when it is due, whether or not the ones
/// before are answered; a batch of which not all is accepted is sent again, up to [#ATTEMPTS]
/// times. For one run.
public final class Riders implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int ATTEMPTS = 500;

  private final Carousel carousel;
  private final URI positions;
  private final int batch;
  private final Semaphore room;
  private final HttpClient http;
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();

  /// What became of the positions.
  ///
  /// @param accepted by the gateway
  /// @param retries batches that were sent again, as a whole
  public record Sent(long accepted, long retries) {}

  /// @param gateway its URL
  /// @param batch positions sent together
  /// @param inflight the most batches that are not answered; the next one waits
  public Riders(Carousel carousel, String gateway, int batch, int inflight) {
    this.carousel = carousel;
    this.positions = URI.create(gateway + "/positions");
    this.batch = batch;
    this.room = new Semaphore(inflight);
    this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /// Sends the first `count` positions and returns when all are answered.
  ///
  /// @param start when the first one is due
  /// @param startNanos the same by [System#nanoTime]
  public Sent ride(long count, Instant start, long startNanos) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long first = 0; first < count; first += batch) {
        long next = first;
        long last = Math.min(count, first + batch);
        await(startNanos + carousel.due(last - 1));
        room.acquire();
        threads.execute(() -> send(next, last, start));
      }
    }
    return new Sent(accepted.get(), retries.get());
  }

  private void await(long time) {
    for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      WakeUpCalls.park(this, left);
    }
  }

  private void send(long first, long last, Instant start) {
    StringBuilder lines = new StringBuilder();
    for (long position = first; position < last; position++) {
      lines.append(carousel.line(position, start));
    }
    HttpRequest request =
        HttpRequest.newBuilder(positions)
            .timeout(ANSWER)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofByteArray(lines.toString().getBytes(UTF_8)))
            .build();
    try {
      for (int i = 0; i < ATTEMPTS && !http.isTerminated(); i++) {
        if (taken(request)) {
          return;
        }
        retries.incrementAndGet();
        WakeUpCalls.park(this, PAUSE.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      room.release();
    }
  }

  private boolean taken(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() / 100 != 2) {
        return false;
      }
      JsonNode receipt = Json.read(answer.body());
      boolean whole = receipt.path("refused").isEmpty();
      accepted.addAndGet(whole ? receipt.path("accepted").asLong() : 0);
      return whole;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
