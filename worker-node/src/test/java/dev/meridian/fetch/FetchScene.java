package dev.meridian.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.meridian.builtin.Fetch;
import dev.meridian.builtin.FetchInput;
import dev.meridian.cache.SharedCache;
import dev.meridian.geo.Source;
import dev.meridian.geo.Source.Access;
import dev.meridian.geo.Source.Politeness;
import dev.meridian.json.Json;
import dev.meridian.limit.Limits;
import dev.meridian.limit.Limits.Limit;
import dev.meridian.limit.Limits.Permit;
import dev.meridian.memory.MemoryLimits;
import dev.meridian.memory.MemorySharedCache;
import dev.meridian.task.TaskException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A handler, a server to fetch from, and the sources on it.
final class FetchScene implements AutoCloseable {
  static final Politeness QUICK =
      new Politeness(
          1_000, 8, Duration.ofSeconds(2), Duration.ofSeconds(5), 4 << 20, 3, Duration.ZERO);

  final TestServer server = new TestServer();
  final Limits limits = new MemoryLimits(InstantSource.system(), 100);
  final Map<String, Source> sources = new HashMap<>();
  Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final InstantSource clock = () -> now;
  final SharedCache cache = new MemorySharedCache(clock, 64 << 20);
  final FetchHandler handler =
      new FetchHandler(id -> Optional.ofNullable(sources.get(id)), limits, cache, clock);

  /// A source at a path of the server, with loopback allowed.
  void source(String id, String path) {
    source(id, path, null, QUICK);
  }

  void source(String id, String path, @Nullable String format, Politeness politeness) {
    source(id, server.url(path), format, politeness, new Access(List.of(), true));
  }

  void source(
      String id, String url, @Nullable String format, Politeness politeness, Access access) {
    sources.put(
        id,
        new Source(
            id,
            id,
            url,
            Map.of(),
            null,
            null,
            format,
            Map.of("X-Key", "secret"),
            politeness,
            access));
  }

  /// The answer to these inputs, as JSON whose quotes are written `'`, and single quotes as
  /// backticks; checked against the schema.
  JsonNode fetch(String inputs) {
    return fetch(inputs, new TestAttempt());
  }

  JsonNode fetch(String inputs, TestAttempt attempt) {
    JsonNode node = Json.read(inputs.replace('\'', '"').replace('`', '\''));
    assertThat(Fetch.TYPE.schemas().input().check(node)).isEmpty();
    try {
      JsonNode answer = handler.run(Json.convert(node, FetchInput.class), attempt);
      assertThat(Fetch.TYPE.schemas().output().check(answer)).isEmpty();
      return answer;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// The key of a source without parameters in the cache.
  String cacheKey(String id) {
    Source source = Objects.requireNonNull(sources.get(id));
    return DocumentCache.key(source, URI.create(source.url()));
  }

  /// Whether every permit of a source was given back.
  boolean isIdle(String id) {
    var alone = new Limit(1, Double.POSITIVE_INFINITY, 1, Duration.ofMinutes(1));
    var got = limits.tryAcquire("source:" + id, alone);
    got.permit().ifPresent(Permit::close);
    return got.permit().isPresent();
  }

  /// How fetching from a source fails.
  TaskException failure(String inputs) {
    Throwable failure = catchThrowable(() -> fetch(inputs));
    assertThat(failure).as(inputs).isInstanceOf(TaskException.class);
    return (TaskException) failure;
  }

  @Override
  public void close() {
    handler.close();
    server.close();
  }
}
