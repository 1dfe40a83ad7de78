package dev.meridian.redis;

import static dev.meridian.testing.TrackSamples.START;
import static dev.meridian.testing.TrackSamples.position;
import static dev.meridian.testing.TrackSamples.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.geo.Box;
import dev.meridian.json.Json;
import dev.meridian.result.Store;
import dev.meridian.testing.ObjectStoreContract;
import dev.meridian.testing.TestServers;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Bounds;
import dev.meridian.track.ObjectStore.Kept;
import dev.meridian.track.ObjectStore.Outcome;
import dev.meridian.track.ObjectStore.Step;
import dev.meridian.track.PositionJson;
import dev.meridian.track.Tracking;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

final class RedisObjectsTest extends ObjectStoreContract {
  private final RedisConfig config =
      RedisConfig.defaults(TestServers.redis().uri())
          .withPrefix("objects-" + UUID.randomUUID() + ":");
  private final Store store = RedisStore.connect(config, Clock.systemUTC());

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected Tracking tracking() {
    return store.tracking();
  }

  @Test
  void walkOfAllObjectsFindsTheSameAsTheLookByPlace() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      for (int j = 0; j < 3; j++) {
        steps.add(step(position("o%d-%03d".formatted(j, i), 0, i * 0.1, j), 0));
      }
    }
    ObjectStore objects = store.tracking().objects();
    for (int from = 0; from < steps.size(); from += 1_000) {
      objects.commit("fra", steps.subList(from, from + 1_000), Bounds.STANDARD);
    }
    try (var commands = new Commands(config, new SecureRandom())) {
      String name = new Keys(config.prefix()).objects();
      Function<List<String>, List<Kept>> load =
          ids -> ids.stream().map(objects.load(ids)::get).filter(Objects::nonNull).toList();
      var walking = new ObjectSearch(commands, name + ":ids", name + ":at", load, 0);
      for (Box box :
          List.of(new Box(10, 0, 20, 2), new Box(99, 1.5, 100, 3), new Box(170, 0, 5, 1))) {
        List<Kept> expected = objects.within(box, null, 10_000);
        assertThat(expected).hasSizeGreaterThan(9);
        assertThat(walking.within(box, null, 10_000)).isEqualTo(expected);
        assertThat(walking.within(box, expected.get(4).id(), 5)).isEqualTo(expected.subList(5, 10));
        assertThat(objects.within(box, expected.get(4).id(), 5)).isEqualTo(expected.subList(5, 10));
      }
    }
  }

  @Test
  void forgottenObjectsLeaveNoKeys() {
    ObjectStore objects = store.tracking().objects();
    Step first = step(position("a", 0), 0, Set.of("x", "y"), Set.of(), List.of());
    objects.commit("fra", List.of(first), Bounds.STANDARD);
    objects.own("fra", "me", Duration.ofMinutes(1));
    try (Jedis redis = new Jedis(TestServers.redis().uri())) {
      assertThat(redis.ttl(config.prefix() + "track:a")).isPositive();
      assertThat(redis.ttl(config.prefix() + "owner:fra")).isPositive();
      assertThat(redis.keys(config.prefix() + "*")).hasSize(9);
      objects.forget("a", 1);
      assertThat(redis.keys(config.prefix() + "*"))
          .containsExactlyInAnyOrder(
              config.prefix() + "owner:fra", config.prefix() + "objects:forgotten");
    }
  }

  @Test
  void damagedObjectsStopNobodyAndAreMadeAnew() {
    ObjectStore objects = store.tracking().objects();
    String row = Json.text(PositionJson.row(position("newer", 1)).add("more"));
    Map<String, String> damaged =
        Map.of(
            "newer", "3 fra\n" + row + "\n{}",
            "cut", "7 fra\n[\"cut\"",
            "other", "7 fra\n[1]\n{}",
            "none", "?");
    Step good = step(position("good", 0), 0);
    objects.commit("fra", List.of(good), Bounds.STANDARD);
    try (Jedis redis = new Jedis(TestServers.redis().uri())) {
      redis.hset(config.prefix() + "objects", damaged);
      redis.rpush(config.prefix() + "track:good", "[", "[1]");
      redis.hset(config.prefix() + "objects:in", "cut", "[");
    }
    Map<String, Kept> found = objects.load(List.of("good", "newer", "cut", "other", "none"));
    assertThat(found.get("good")).isEqualTo(new Kept("good", 1, "fra", good.last(), good.state()));
    assertThat(found.get("newer"))
        .isEqualTo(new Kept("newer", 3, "fra", position("newer", 1), "{}"));
    assertThat(found.values()).extracting(Kept::last).containsNull();
    assertThat(objects.track("good", START, 10)).containsExactly(good.last());
    List<Step> steps =
        List.of(
            step(position("cut", 2), 7, Set.of("x"), Set.of(), List.of()),
            step(position("other", 2), 6),
            step(position("none", 2), 0));
    assertThat(objects.commit("fra", steps, Bounds.STANDARD))
        .containsExactly(
            new Outcome.Done(8),
            new Outcome.Refused(Optional.of(new Kept("other", 7, "fra", null, "{}"))),
            new Outcome.Done(1));
    assertThat(objects.inside("x", null, 10)).containsExactly("cut");
    assertThat(objects.forget("other", 7)).isTrue();
  }

  @Test
  void idsOfWhichNothingIsLeftAreDueUntilTheyAreDropped() {
    ObjectStore objects = store.tracking().objects();
    List<String> ids = List.of("gone", "moved", "damaged");
    objects.commit("gru", List.of(step(position("moved", 0), 0)), Bounds.STANDARD);
    try (Jedis redis = new Jedis(TestServers.redis().uri())) {
      redis.hset(config.prefix() + "objects", "damaged", "?");
      ids.forEach(id -> redis.zadd(config.prefix() + "due:fra", 1, id));
    }
    assertThat(objects.due("fra", START, 10)).containsExactlyInAnyOrderElementsOf(ids);
    objects.dropDue("fra", ids);
    assertThat(objects.due("fra", START, 10)).isEmpty();
  }
}
