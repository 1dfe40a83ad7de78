package dev.meridian.fence;

import dev.meridian.geo.LonLat;
import dev.meridian.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How long 100,000 fences take from GeoJSON to a first answer, and how many positions a second of
/// one processor the tracker takes in: of 100,000 objects that move at 5 to 30 m/s where people
/// live, each once a second, over 10,000 fences, half circles and half polygons, round cities.
final class TrackerBench {
  private static final int LOADED = 100_000;
  private static final int FENCES = 10_000;
  private static final int OBJECTS = 100_000;
  private static final int ROUNDS = 30;
  private static final long SEED = 20261122;
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final double[] lons = new double[OBJECTS];
  private final double[] lats = new double[OBJECTS];
  private final double[] headings = random.doubles(OBJECTS, 0, 2 * Math.PI).toArray();
  private final double[] speeds = random.doubles(OBJECTS, 5, 30).toArray();

  private TrackerBench() {}

  static void run(List<RealSets.City> cities) {
    load(cities);
    new TrackerBench().track(cities);
  }

  private static void load(List<RealSets.City> cities) {
    var random = new SplittableRandom(SEED);
    List<byte[]> documents = new ArrayList<>();
    for (int i = 0; i < LOADED; i++) {
      documents.add(Json.bytes(feature("f" + i, RealSets.circle(cities.get(i), random))));
    }
    for (int round = 0; round < 2; round++) {
      long started = FenceBench.cpu();
      List<Fence> fences = new ArrayList<>();
      documents.forEach(document -> fences.add(FenceReader.feature(Json.read(document))));
      double read = (FenceBench.cpu() - started) / 1e9;
      FenceIndex index = FenceIndex.of(fences);
      double all = (FenceBench.cpu() - started) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%,d fences of 64 corners loaded in %.2f CPU-s, %.2f of them read and checked%s%n",
          index.fences().size(),
          all,
          read,
          round == 0 ? " (first time)" : "");
    }
  }

  private static ObjectNode feature(String id, PolygonOutline outline) {
    ObjectNode feature = Json.object().put("type", "Feature").put("id", id);
    feature.putObject("properties");
    ArrayNode ring =
        feature.putObject("geometry").put("type", "Polygon").putArray("coordinates").addArray();
    int[] xy = outline.xy();
    for (int i = 0; i < 2 * outline.firstCorner(1); i += 2) {
      ring.addArray().add(Grid.degrees(xy[i])).add(Grid.degrees(xy[i + 1]));
    }
    return feature;
  }

  private void track(List<RealSets.City> cities) {
    FenceIndex fences = fences(cities);
    var people = new RealSets.People(cities);
    ObjectState[] states = new ObjectState[OBJECTS];
    for (int i = 0; i < OBJECTS; i++) {
      long at = people.near(random);
      lons[i] = Grid.degrees((int) (at >> 32));
      lats[i] = Grid.degrees((int) at);
      states[i] = ObjectState.of("object-" + i);
    }
    var tracker = new Tracker(ObjectRules.STANDARD);
    long spent = 0;
    long crossings = 0;
    for (int round = -ROUNDS; round < ROUNDS; round++) {
      Fix[] fixes = drive(round);
      crossings = round == 0 ? 0 : crossings;
      long started = FenceBench.cpu();
      for (int i = 0; i < OBJECTS; i++) {
        Tracker.Step step = tracker.fix(states[i], fixes[i], fences, fixes[i].time());
        states[i] = step.state();
        crossings += step.crossings().size();
      }
      spent += round < 0 ? 0 : FenceBench.cpu() - started;
    }
    System.out.printf(
        Locale.ROOT,
        "tracker: %,d positions per CPU-s (%,d objects, %,d fences, %,d crossings)%n",
        Math.round(ROUNDS * (double) OBJECTS / spent * 1e9),
        OBJECTS,
        FENCES,
        crossings);
  }

  private FenceIndex fences(List<RealSets.City> cities) {
    List<Fence> fences = new ArrayList<>();
    for (int i = 0; i < FENCES; i++) {
      RealSets.City city = cities.get(random.nextInt(cities.size()));
      Outline outline =
          i % 2 == 0
              ? CircleOutline.of(city.at(), random.nextDouble(1_000, 20_000))
              : RealSets.circle(city, random);
      fences.add(new Fence("f" + i, 1, outline, FenceRules.STANDARD));
    }
    return FenceIndex.of(fences);
  }

  private Fix[] drive(int round) {
    Fix[] fixes = new Fix[OBJECTS];
    for (int i = 0; i < OBJECTS; i++) {
      headings[i] += random.nextDouble(-0.05, 0.05);
      double degrees = speeds[i] / Metres.PER_DEGREE;
      lats[i] = Math.clamp(lats[i] + degrees * Math.cos(headings[i]), -89, 89);
      lons[i] += degrees * Math.sin(headings[i]) / Math.cos(Math.toRadians(lats[i]));
      lons[i] -= 360 * Math.rint(lons[i] / 360);
      var at = new LonLat(lons[i], lats[i]);
      fixes[i] = new Fix(START.plusSeconds(round), at, 8, round, null);
    }
    return fixes;
  }
}
