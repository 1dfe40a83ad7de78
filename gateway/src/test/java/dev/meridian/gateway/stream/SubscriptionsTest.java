package dev.meridian.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.geo.Box;
import dev.meridian.geo.LonLat;
import dev.meridian.track.Crossed.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index of subscriptions says what asking each of them says, and asks few.
final class SubscriptionsTest {
  private static final Logger LOG = LoggerFactory.getLogger(SubscriptionsTest.class);
  private static final double[] EDGES = {-180, -179.5, -90, 0, 10, 90, 179.5, 180};

  /// A subscription without a client.
  private record Wish(int number, Filter filter) {}

  static Stream<Long> seeds() {
    return Stream.of(1L, 2L, 3L);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void indexFindsThoseThatFit(long seed) {
    Random random = new Random(seed);
    Subscriptions<Wish> index = new Subscriptions<>(Wish::filter);
    List<Wish> wishes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Wish wish = new Wish(i, filter(random));
      wishes.add(wish);
      index.add(wish);
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 1_000; i++) {
        Happening it = happening(random);
        assertThat(index.find(it))
            .as("%s, seed %d", it, seed)
            .containsExactlyInAnyOrderElementsOf(
                wishes.stream().filter(wish -> wish.filter.fits(it)).toList());
      }
      List<Wish> gone = List.copyOf(wishes.subList(0, wishes.size() / 2));
      gone.forEach(index::remove);
      wishes.removeAll(gone);
    }
    wishes.forEach(index::remove);
    for (int i = 0; i < 200; i++) {
      assertThat(index.find(happening(random))).isEmpty();
    }
  }

  private static Filter filter(Random random) {
    return new Filter(
        some(random, "f"),
        some(random, "g"),
        new Filter.Objects(
            some(random, "o"),
            random.nextInt(4) == 0 ? List.of("o" + random.nextInt(3)) : List.of()),
        random.nextInt(3) > 0 ? box(random) : null,
        random.nextInt(4) == 0 ? Set.of(Kind.EXIT, Kind.LOST) : Set.of());
  }

  private static Set<String> some(Random random, String letter) {
    Set<String> some = new HashSet<>();
    for (int i = random.nextInt(6) - 3; i > 0; i--) {
      some.add(letter + random.nextInt(20));
    }
    return some;
  }

  private static Box box(Random random) {
    double west = longitude(random);
    double south = Math.clamp(longitude(random) / 2, -90, 90);
    double size = random.nextInt(4) == 0 ? 0 : Math.pow(10, random.nextInt(5) - 2);
    double east = west + size > 180 ? west + size - 360 : west + size;
    return new Box(west, south, Math.clamp(east, -180, 180), Math.min(90, south + size));
  }

  private static double longitude(Random random) {
    return random.nextBoolean()
        ? EDGES[random.nextInt(EDGES.length)]
        : random.nextDouble() * 360 - 180;
  }

  private static Happening happening(Random random) {
    Kind[] kinds = Kind.values();
    double lat = random.nextInt(20) == 0 ? 90 : longitude(random) / 2;
    return new Happening(
        random.nextInt(5) == 0 ? null : "f" + random.nextInt(20),
        List.copyOf(some(random, "g")),
        "o" + random.nextInt(20),
        new LonLat(longitude(random), lat),
        kinds[random.nextInt(kinds.length)]);
  }

  @Test
  void onlyThoseConcernedAreLookedAt() {
    AtomicInteger filtersLookedAt = new AtomicInteger();
    Subscriptions<Wish> index =
        new Subscriptions<>(wish -> {
          filtersLookedAt.incrementAndGet();
          return wish.filter;
        });
    int many = 1_000;
    for (int i = 0; i < many; i++) {
      Filter filter =
          i % 2 == 0
              ? new Filter(Set.of("f" + i), Set.of(), Filter.Objects.ANY, null, Set.of())
              : new Filter(Set.of(), Set.of(), Filter.Objects.ANY, square(i), Set.of());
      index.add(new Wish(i, filter));
    }
    filtersLookedAt.set(0);
    int rounds = 20;
    long found = 0;
    long started = System.nanoTime();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < many; i++) {
        Box square = square(i | 1);
        found +=
            index.find(new Happening("f" + i, List.of(), "o", square.centre(), Kind.ENTER)).size();
      }
    }
    double micros = (System.nanoTime() - started) / 1e3 / rounds / many;
    double looks = filtersLookedAt.get() / (double) rounds / many;
    LOG.info("{} subscribers: {} us and {} looks a crossing", many, micros, looks);

    assertThat(found).isEqualTo(rounds * (many + many / 2L));
    assertThat(looks).isLessThan(5);
  }

  /// Boxes side by side in one city.
  private static Box square(int number) {
    double west = 8 + (number % 32) * 0.01;
    int row = number / 32;
    double south = 50 + row * 0.01;
    return new Box(west, south, west + 0.009, south + 0.009);
  }
}
