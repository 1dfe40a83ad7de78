package dev.meridian.cli;

import dev.meridian.MeridianException;
import dev.meridian.carousel.Subscriber;
import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.wait.WakeUpCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Objects that stay in a fence, long enough to dwell or not, and fall silent, for long enough to
/// be lost or not. What has to be told of each is known beforehand, in its order, and is the same
/// whether a fix or a timer shows it. Only where silence would be broken in time, but the gateway
/// took the next fix too late, nobody can know: such an object is open, and nothing is said of it.
final class Stays implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Stays.class);

  /// What `regions.yaml` has to say of them.
  static final String CLASSES =
      """
      objects:
        - {match: ["stay-shy-*"], maxSpeed: 1000, ttl: 10s, exitWhenLost: true}
        - {match: ["stay-*"], maxSpeed: 1000}
      """;

  private static final double DWELL = 5;
  private static final double TTL = 10;
  private static final double PAST = 60;
  private static final double LON = 20;
  private static final double LAT = 60;
  private static final double BESIDE = 0.01; // half a kilometre
  private static final String STAY = "enter dwell exit";
  private static final String LOSS = "enter dwell lost exit";
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Comparator<Fix> IN_TURN = Comparator.comparingDouble(Fix::sent);

  private static final List<Plan> PLANS =
      List.of(
          // Falls silent inside.
          Plan.live("stay-parks-", "enter dwell", out(0), in(1)),
          // Is heard of for all of its stay.
          Plan.live("stay-works-", STAY, out(0), in(1), in(3), in(5), in(7), out(9)),
          // Is gone long before the dwell is due.
          Plan.live("stay-calls-", "enter exit", out(0), in(1), out(2).by(0 + DWELL)),
          // What happened while it had no connection comes at once.
          Plan.past("stay-called-", "enter exit", 0, out(0), in(1), out(2)),
          Plan.past("stay-worked-", STAY, 0, out(0), in(1), out(2 + DWELL)),
          // Falls silent, and is lost.
          Plan.live("stay-shy-parks-", LOSS, out(0), in(1).by(0 + TTL)),
          // The same, but is heard of for a while.
          Plan.live(
              "stay-shy-works-",
              LOSS,
              out(0),
              in(1).by(0 + TTL),
              in(4).by(1 + TTL),
              in(7).by(4 + TTL)),
          // Is lost twice; whether timers or the next fixes show the first time is all the same.
          Plan.past("stay-shy-again-", LOSS + " " + LOSS, 4, out(0), in(1), out(20), in(21)));

  private final GatewayClient gateway;
  private final Subscriber subscriber;
  private final List<Fix> fixes = new ArrayList<>();
  private final Map<String, String> owed = new TreeMap<>();
  private final ConcurrentMap<String, List<JsonNode>> told = new ConcurrentHashMap<>();
  private final Set<String> open = ConcurrentHashMap.newKeySet();

  /// Where it is at a time.
  ///
  /// @param by when the gateway must have taken it, so that it breaks the silence in time
  private record Spot(double seconds, boolean inside, double by) {
    Spot by(double latest) {
      return new Spot(seconds, inside, latest);
    }
  }

  /// What objects of one kind do.
  ///
  /// @param name what theirs begin with
  /// @param owed what has to be told, in order
  /// @param delay by how many seconds its fixes are sent too late
  /// @param pause that is made in the middle of what is sent too late
  private record Plan(String name, String owed, double delay, double pause, List<Spot> spots) {
    static Plan live(String name, String owed, Spot... spots) {
      return new Plan(name, owed, 0, 0, List.of(spots));
    }

    static Plan past(String name, String owed, double pause, Spot... spots) {
      return new Plan(name, owed, PAST, pause, List.of(spots));
    }

    Fix fix(String object, int spot, double begin) {
      Spot at = spots.get(spot);
      double late = begin + (2 * spot < spots.size() ? 0 : pause);
      double sent = delay == 0 ? begin + at.seconds : late;
      return new Fix(object, begin - delay + at.seconds, sent, begin + at.by, at.inside);
    }
  }

  /// A position.
  ///
  /// @param time in seconds after the start of all
  /// @param sent when it is due to be sent
  /// @param by when the gateway must have taken it
  private record Fix(String object, double time, double sent, double by, boolean inside) {
    ObjectNode json(Instant start) {
      return Json.object()
          .put("object", object)
          .put("time", start.plusMillis(Math.round(time * 1_000)).toString())
          .put("lon", LON + (inside ? 0 : BESIDE))
          .put("lat", LAT);
    }
  }

  private static Spot in(double seconds) {
    return new Spot(seconds, true, Double.MAX_VALUE);
  }

  private static Spot out(double seconds) {
    return new Spot(seconds, false, Double.MAX_VALUE);
  }

  /// Puts their fence, and listens.
  ///
  /// @param url of the gateway
  /// @param each how many objects there are of each kind
  /// @param spread the time within which they begin, one after another
  Stays(String url, int each, Duration spread) throws InterruptedException {
    gateway = new GatewayClient(url);
    for (int number = 0; number < each; number++) {
      for (int kind = 0; kind < PLANS.size(); kind++) {
        double turn = (number + kind / (double) PLANS.size()) / each;
        plan(PLANS.get(kind), number, turn * spread.toSeconds());
      }
    }
    fixes.sort(IN_TURN);
    var _ = gateway.post("/fences", fence());
    subscriber = new Subscriber(url, "stay-*", this::hear);
  }

  private void plan(Plan plan, int number, double begin) {
    String object = plan.name() + number;
    owed.put(object, plan.owed());
    for (int spot = 0; spot < plan.spots().size(); spot++) {
      fixes.add(plan.fix(object, spot, begin));
    }
  }

  private static ObjectNode fence() {
    ObjectNode feature = Json.object().put("type", "Feature").put("id", "stay");
    ObjectNode point = feature.putObject("geometry").put("type", "Point");
    point.putArray("coordinates").add(LON).add(LAT);
    feature.putObject("properties").put("radius", 300).put("dwell", DWELL);
    ObjectNode collection = Json.object().put("type", "FeatureCollection");
    collection.putArray("features").add(feature);
    return collection;
  }

  private void hear(JsonNode crossing) {
    String object = crossing.path("object").asString();
    told.computeIfAbsent(object, _ -> new CopyOnWriteArrayList<>()).add(crossing);
  }

  /// Sends each position when it is due, in the order of each object, until it is taken; then
  /// returns.
  Void send() throws InterruptedException {
    Instant start = Instant.now();
    long begun = System.nanoTime();
    int sent = 0;
    while (sent < fixes.size()) {
      double now = (System.nanoTime() - begun) / 1e9;
      List<Fix> due =
          fixes.subList(sent, fixes.size()).stream().takeWhile(fix -> fix.sent <= now).toList();
      if (!due.isEmpty()) {
        send(due, start);
        double taken = (System.nanoTime() - begun) / 1e9;
        due.stream().filter(fix -> taken > fix.by).forEach(fix -> open.add(fix.object));
        sent += due.size();
      }
      WakeUpCalls.park(this, TICK.toNanos());
    }
    return null;
  }

  private void send(List<Fix> due, Instant start) throws InterruptedException {
    ArrayNode positions = Json.array();
    due.forEach(fix -> positions.add(fix.json(start)));
    while (!isTaken(positions)) {
      WakeUpCalls.park(this, TICK.toNanos());
    }
  }

  private boolean isTaken(ArrayNode positions) throws InterruptedException {
    try {
      return gateway.post("/positions", positions).path("refused").isEmpty();
    } catch (MeridianException e) {
      return false; // the gateway, or what is behind it, is away
    }
  }

  /// Waits until all that is owed has been told.
  void await(Duration patience) {
    try {
      Await.until("all stays", patience, () -> owed.keySet().stream().noneMatch(this::isMissing));
    } finally {
      LOG.info("{} objects, {} of them open, wrong: {}", owed.size(), open.size(), wrong());
    }
  }

  private boolean isMissing(String object) {
    return !open.contains(object)
        && story(object).length() < owed.getOrDefault(object, "").length();
  }

  /// The objects of which something else was told than is owed, and what.
  List<String> wrong() {
    Set<String> objects = new TreeSet<>(owed.keySet());
    objects.addAll(told.keySet());
    return objects.stream()
        .filter(object -> !open.contains(object) && !story(object).equals(owed.get(object)))
        .map(object -> object + ": " + story(object))
        .toList();
  }

  /// What else was heard.
  Subscriber.Counts counts() {
    return subscriber.counts();
  }

  /// What was told of an object. A dwell is told of the time it is due, whenever that was seen.
  private String story(String object) {
    StringBuilder story = new StringBuilder();
    Instant entered = Instant.EPOCH;
    for (JsonNode crossing : told.getOrDefault(object, List.of())) {
      String kind = crossing.path("kind").asString();
      Instant time = Instant.parse(crossing.path("time").asString());
      entered = kind.equals("enter") ? time : entered;
      Instant due = entered.plusMillis(Math.round(DWELL * 1_000));
      boolean isRight = !kind.equals("dwell") || time.equals(due);
      story.append(story.isEmpty() ? "" : " ").append(isRight ? kind : kind + " at " + time);
    }
    return story.toString();
  }

  @Override
  public void close() {
    subscriber.close();
    gateway.close();
  }
}
