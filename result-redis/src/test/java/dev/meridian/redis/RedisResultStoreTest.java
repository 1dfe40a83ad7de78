package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.json.Json;
import dev.meridian.result.ResultStore;
import dev.meridian.result.Store;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.testing.RedisNode;
import dev.meridian.testing.ResultStoreContract;
import dev.meridian.testing.StoreFixture;
import dev.meridian.testing.TestServers;
import dev.meridian.wire.CeleryResults;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;

final class RedisResultStoreTest extends ResultStoreContract {
  private final RedisNode redis = TestServers.redis();
  private final Store store = connect();
  private final Store other = connect();

  private Store connect() {
    return RedisStore.connect(RedisConfig.defaults(redis.uri()), Clock.systemUTC());
  }

  @AfterEach
  void close() {
    store.close();
    other.close();
  }

  @Override
  public ResultStore store() {
    return store.results();
  }

  @Override
  public ResultStore otherStore() {
    return other.results();
  }

  /// As Celery does: SETEX and PUBLISH, with nothing of ours.
  @Override
  public void writeForeignResult(TaskId task, JsonNode value) {
    TaskResult result = TaskResult.successful(task, value, Json.object(), StoreFixture.now());
    String document = new String(CeleryResults.encode(result), UTF_8);
    String key = "celery-task-meta-" + task;
    redis.ctl("SETEX", key, "60", document);
    redis.ctl("PUBLISH", key, document);
  }
}
