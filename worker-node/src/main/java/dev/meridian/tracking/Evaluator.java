package dev.meridian.tracking;

import dev.meridian.InvalidValueException;
import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.ObjectRules;
import dev.meridian.fence.ObjectState;
import dev.meridian.fence.StateJson;
import dev.meridian.fence.Trackers;
import dev.meridian.result.StoreException;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Kept;
import dev.meridian.track.ObjectStore.Outcome;
import dev.meridian.track.Position;
import dev.meridian.track.Tracking;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the engine judge objects of one region, and keeps what follows: the new state of each object
/// together with its crossings, or neither (I8). If somebody else changed an object meanwhile, it
/// is loaded and judged again. Thread-safe.
final class Evaluator {
  /// The most objects of one call, and the most positions that are told at a time.
  static final int MOST = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);
  private static final int TRIES = 20;
  private static final Comparator<Position> IN_TIME =
      Comparator.comparing(Position::time).thenComparingLong(Position::seq);

  private final String region;
  private final TrackingConfig config;
  private final Parts with;
  private volatile Trackers trackers;

  /// What it works with.
  ///
  /// @param tracking where objects are kept
  /// @param fences to judge by
  /// @param cache of what is known of objects
  /// @param tally what became of the positions
  /// @param clock of arrivals
  record Parts(
      Tracking tracking,
      Snapshots fences,
      StateCache cache,
      Tally.Running tally,
      InstantSource clock) {}

  Evaluator(String region, TrackingConfig config, Parts with) {
    this.region = region;
    this.config = config;
    this.with = with;
    this.trackers = new Trackers(config.classes().get());
  }

  /// Takes positions into account: those of one object in the order of their times.
  ///
  /// @param positions up to [#MOST]
  /// @throws StoreException if it is down, or others change an object all the time; then some
  ///   objects may have been kept, and all may be given again
  void evaluate(List<Position> positions) {
    Map<String, List<Position>> byObject = new LinkedHashMap<>();
    for (Position position : positions) {
      byObject.computeIfAbsent(position.object(), _ -> new ArrayList<>()).add(position);
    }
    byObject.values().forEach(all -> all.sort(IN_TIME));
    List<Position> accepted = new ArrayList<>();
    keep(
        cached(byObject.keySet()),
        course -> course.positions(byObject.getOrDefault(course.object(), List.of())),
        course -> {
          with.tally.count(course);
          accepted.addAll(course.accepted());
        });
    for (int from = 0; from < accepted.size(); from += MOST) {
      int to = Math.min(accepted.size(), from + MOST);
      with.tracking.positions().tell(List.copyOf(accepted.subList(from, to)));
    }
  }

  /// Looks again at objects of this region, whatever the cache says of them. Those that were lost
  /// so long ago that they are over are forgotten, and those of which nothing can be read. One that
  /// can be read in part, as it is damaged or a newer worker wrote it, is left as it is: its next
  /// position makes it anew.
  ///
  /// @param ids up to [#MOST]; those that are not known, or belong to another region, are left out
  /// @return the ids of the objects it failed of, each by itself, whatever the others are, and of
  ///   those it left as they are
  /// @throws StoreException if it is down, like [#evaluate]
  List<String> review(Collection<String> ids, Consumer<Course> look) {
    try {
      return reviewAll(ids, look);
    } catch (RuntimeException e) {
      if (Stop.mayPass(e)) {
        throw e;
      }
      return ids.stream().filter(id -> !isReviewed(id, look)).toList();
    }
  }

  private boolean isReviewed(String id, Consumer<Course> look) {
    try {
      return reviewAll(List.of(id), look).isEmpty();
    } catch (RuntimeException e) {
      if (Stop.mayPass(e)) {
        throw e;
      }
      LOG.error("region {}: object {} could not be looked at", region, id, e);
      return false;
    }
  }

  private List<String> reviewAll(Collection<String> ids, Consumer<Course> look) {
    Map<String, Known> mine = loaded(ids);
    mine.values().removeIf(known -> !known.region().equals(region) && !known.region().isEmpty());
    List<String> others = ids.stream().filter(id -> !mine.containsKey(id)).toList();
    if (!others.isEmpty()) {
      with.tracking.objects().dropDue(region, others);
    }
    Map<String, Known> unread = new HashMap<>(mine);
    unread.values().removeIf(known -> !known.isNothing() && !known.isPart());
    mine.keySet().removeAll(unread.keySet());
    keep(mine, look, with.tally::count);
    unread.entrySet().removeIf(one -> isForgotten(one.getKey(), one.getValue()));
    return List.copyOf(unread.keySet());
  }

  private boolean isForgotten(String id, Known known) {
    if (known.isNothing()) {
      forget(id, known.version());
    }
    return known.isNothing();
  }

  private void keep(Map<String, Known> objects, Consumer<Course> judge, Consumer<Course> kept) {
    Map<String, Known> open = objects;
    for (int tries = 0; !open.isEmpty(); tries++) {
      if (tries == TRIES) {
        String one = open.keySet().iterator().next();
        String words = "object " + one + ": changed by others " + TRIES + " times in a row";
        throw new StoreException(StoreException.Kind.CONFLICT, words, null);
      }
      open = tryToKeep(open, judge, kept);
    }
  }

  /// Returns the objects that somebody else changed, as they are now.
  private Map<String, Known> tryToKeep(
      Map<String, Known> objects, Consumer<Course> judge, Consumer<Course> kept) {
    List<ObjectState> states = objects.values().stream().map(Known::state).toList();
    FenceIndex fences = with.fences.upToDateFor(states);
    Course.Terms terms = terms(fences);
    List<Course> courses = new ArrayList<>();
    List<ObjectStore.Step> steps = new ArrayList<>();
    objects.forEach((id, known) -> {
      Course course = new Course(id, known.knowing(fences), terms, rules -> past(id, rules));
      judge.accept(course);
      ObjectStore.Step step = course.isOver() ? null : course.step();
      if (course.isOver()) {
        forget(id, known.version());
        kept.accept(course);
      } else if (step == null) {
        remember(course, known.version());
        kept.accept(course);
      } else {
        courses.add(course);
        steps.add(step);
      }
    });
    return steps.isEmpty() ? Map.of() : commit(courses, steps, kept);
  }

  private void forget(String id, long version) {
    boolean forgotten = with.tracking.objects().forget(id, version);
    with.cache.drop(id);
    LOG.debug("object {}: forgotten: {}", id, forgotten);
  }

  private Map<String, Known> commit(
      List<Course> courses, List<ObjectStore.Step> steps, Consumer<Course> kept) {
    List<Outcome> outcomes = with.tracking.objects().commit(region, steps, config.kept());
    Map<String, Known> refused = new LinkedHashMap<>();
    for (int i = 0; i < outcomes.size(); i++) {
      Course course = courses.get(i);
      switch (outcomes.get(i)) {
        case Outcome.Done(long version) -> {
          remember(course, version);
          kept.accept(course);
        }
        case Outcome.Refused(var now) -> {
          with.tally.count(Tally.Count.CONTESTED, 1);
          String id = course.object();
          refused.put(id, now.map(this::known).orElseGet(() -> Known.nothing(id)));
        }
      }
    }
    return refused;
  }

  private void remember(Course course, long version) {
    with.cache.put(course.object(), course.known(version));
  }

  private Course.Terms terms(FenceIndex fences) {
    Trackers now = trackers.with(config.classes().get());
    trackers = now;
    return new Course.Terms(
        region,
        now,
        config.places(),
        config.retention(),
        fences,
        with.fences()::isUnreadable,
        with.clock.instant());
  }

  private Past past(String object, ObjectRules rules) {
    int most = Math.min(ObjectStore.MAX_PAGE, Math.max(1, config.kept().trackLength()));
    List<Position> track = with.tracking.objects().track(object, Instant.EPOCH, most);
    return new Past(track, config.kept().trackLength(), rules.maxSpeed());
  }

  private Map<String, Known> cached(Collection<String> ids) {
    Map<String, Known> found = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (String id : ids) {
      Known known = with.cache.find(id);
      if (known == null) {
        missing.add(id);
        known = Known.nothing(id);
      }
      found.put(id, known);
    }
    if (!missing.isEmpty()) {
      found.putAll(loaded(missing));
    }
    return found;
  }

  private Map<String, Known> loaded(Collection<String> ids) {
    Map<String, Known> found = new HashMap<>();
    with.tracking.objects().load(ids).forEach((id, kept) -> found.put(id, known(kept)));
    return found;
  }

  /// What cannot be read is begun anew: one damaged object must not stop its partition.
  private Known known(Kept kept) {
    ObjectState state;
    Set<String> inside = Set.of();
    try {
      state = StateJson.read(kept.state(), with.fences.latest());
    } catch (InvalidValueException e) {
      LOG.error("object {}: its state cannot be read: {}", kept.id(), e.getMessage());
      state = ObjectState.of(kept.id());
      inside = inside(kept.id());
    }
    Instant heard = StateText.heard(kept.state());
    return new Known(
        kept.version(), kept.region(), state, kept.last(), heard, inside, null, Double.NaN);
  }

  private Set<String> inside(String id) {
    try {
      return Set.copyOf(with.tracking.objects().fences(id));
    } catch (InvalidValueException e) {
      LOG.error("object {}: the fences it is in cannot be read: {}", id, e.getMessage());
      return Set.of();
    }
  }
}
