package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.testing.RedisNode;
import dev.meridian.testing.TestServers;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The scenario with a gateway and three workers that meet only at RabbitMQ and Redis.
final class RabbitRedisScenarioTest extends ScenarioContract {
  private static final long TEN_MINUTES = 600_000;
  private static final long TOMBSTONE = 2_000;
  private static final long MOMENT = 30_000;

  private final RedisNode redis = TestServers.redis();

  @Override
  ScenarioCluster start() {
    return ScenarioCluster.on(TestServers.rabbit().uri(), redis.uri());
  }

  @Test
  void keysOfAFinishedJobLiveAsLongAsPromised() {
    String id = http.job("fetch", SIX);
    assertThat(http.awaitJob(id).path("status").asString()).isEqualTo("successful");

    for (JsonNode part : parts(id)) {
      assertThat(pttl("celery-task-meta-" + part.path("task").asString()))
          .isBetween(TEN_MINUTES - MOMENT, TEN_MINUTES);
    }
    assertThat(pttl("meridian:request:" + id + ":parts"))
        .isBetween(TEN_MINUTES - MOMENT, TEN_MINUTES);
    for (String key : List.of("meridian:request:" + id, "meridian:request:" + id + ":state")) {
      assertThat(pttl(key)).isBetween(TEN_MINUTES - MOMENT, TEN_MINUTES + TOMBSTONE);
    }
  }

  @Test
  void everyKeyHasATimeToLive() {
    assertThat(http.awaitJob(http.job("fetch", TIMETABLE)).path("status").asString())
        .isEqualTo("successful");
    List<String> keys = redis.ctl("KEYS", "*").lines().toList();

    assertThat(keys).isNotEmpty();
    assertThat(keys)
        .filteredOn(key -> !key.startsWith("meridian:crossings:")) // bounded by their length
        .isNotEmpty()
        .allSatisfy(key -> assertThat(pttl(key)).as(key).isNotEqualTo(-1));
  }

  @Test
  void resultsInRedisAreATenthOfWhatWasFetched() {
    long in = 0;
    long kept = 0;
    for (String body : List.of(SIX, TIMETABLE)) {
      String id = http.job("fetch", body);
      http.awaitJob(id);
      for (JsonNode part : parts(id)) {
        String key = "celery-task-meta-" + part.path("task").asString();
        long fetched = part.path("report").path("bytesIn").asLong();
        long stored = Long.parseLong(redis.ctl("STRLEN", key));
        System.out.printf(
            "%-12s %,9d B fetched %,7d B in Redis%n",
            part.path("label").asString(), fetched, stored);
        in += fetched;
        kept += stored;
      }
    }
    System.out.printf("%-12s %,9d B fetched %,7d B in Redis%n", "all", in, kept);
    assertThat(in).isEqualTo(2_832_709);
    assertThat(in / kept).as("bytes fetched by byte stored").isGreaterThanOrEqualTo(10);
  }

  private List<JsonNode> parts(String id) {
    return http.get("/jobs/" + id + "/parts")
        .expect(200)
        .json()
        .path("parts")
        .valueStream()
        .toList();
  }

  private long pttl(String key) {
    return Long.parseLong(redis.ctl("PTTL", key));
  }
}
