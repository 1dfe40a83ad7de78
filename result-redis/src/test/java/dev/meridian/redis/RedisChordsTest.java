package dev.meridian.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.json.Json;
import dev.meridian.result.Chords;
import dev.meridian.result.Chords.Part;
import dev.meridian.result.Store;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.testing.ChordsContract;
import dev.meridian.testing.TestServers;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

final class RedisChordsTest extends ChordsContract {
  private final Store store =
      RedisStore.connect(RedisConfig.defaults(TestServers.redis().uri()), Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Chords chords() {
    return store.chords();
  }

  @Test
  void partThatPythonCountedIsNotCountedAgain() {
    chords().open(chord, 2, null, LONG);
    String key = "celery-taskset-meta-" + chord.group() + ".j";
    try (Jedis python = new Jedis(TestServers.redis().uri())) {
      python.zadd(key, 0, "[1, \"part-0\", \"SUCCESS\", NaN]");
      assertThat(chords().add(chord, part(0, 7), LONG)).isFalse();
      assertThat(python.zcard(key)).isEqualTo(1);
    }
  }

  @Test
  void everyKeyHasATimeToLive() {
    chords().open(chord, 2, Json.read("[[\"a\"],\"b\"]"), LONG);
    chords().add(chord, part(0, 7), LONG);
    try (Jedis redis = new Jedis(TestServers.redis().uri())) {
      assertThat(redis.keys("*" + chord.group() + "*"))
          .hasSize(4)
          .allMatch(key -> redis.ttl(key) > 0);
      assertThat(redis.ttl("meridian:chords")).isPositive();
    }
  }

  @Test
  void taskWithoutAnIndexIsCountedOnce() {
    chords().open(chord, 2, null, LONG);
    TaskResult result =
        TaskResult.successful(new TaskId("x"), Json.of(1), Json.object(), Instant.EPOCH);
    assertThat(chords().add(chord, new Part(null, result), LONG)).isFalse();
    assertThat(chords().add(chord, new Part(null, result), LONG)).isFalse();
  }
}
