package dev.meridian.tracking;

import dev.meridian.fence.Crossing;
import dev.meridian.fence.Fence;
import dev.meridian.fence.FenceIndex;
import dev.meridian.fence.Fix;
import dev.meridian.fence.ObjectRules;
import dev.meridian.fence.ObjectState;
import dev.meridian.fence.Stay;
import dev.meridian.fence.Tracker;
import dev.meridian.fence.Tracker.Verdict;
import dev.meridian.fence.Trackers;
import dev.meridian.geo.Gazetteer;
import dev.meridian.track.Crossed;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Position;
import dev.meridian.track.Position.Motion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens to one object from one step in the store to the next: each call lets the engine go
/// on from where the last one ended. Not thread-safe.
final class Course {
  private static final Logger LOG = LoggerFactory.getLogger(Course.class);
  private static final Duration SOON = Duration.ofHours(1);

  private final Known from;
  private final Terms terms;
  private final String object;
  private final Trackers.Choice choice;
  private final Tracker tracker;
  private final Function<ObjectRules, Past> pastIfNeeded;
  private final Crossings words;
  private final List<Crossed> crossings = new ArrayList<>();
  private final List<Position> accepted = new ArrayList<>();
  private final List<Position> track = new ArrayList<>();
  private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
  private ObjectState state;
  private @Nullable Position last;
  private @Nullable Instant heard;
  private @Nullable Instant reviewed;
  private @Nullable Past past;
  private double heading;
  private long undecided;

  /// By what an object is judged.
  ///
  /// @param region whose workers do it
  /// @param trackers the engine
  /// @param places that crossings are told near of
  /// @param retention how long after it was lost an object is forgotten
  /// @param fences as they are
  /// @param unreadable whether a fence that is not among them is not gone
  /// @param now the time
  record Terms(
      String region,
      Trackers trackers,
      Gazetteer places,
      Duration retention,
      FenceIndex fences,
      Predicate<String> unreadable,
      Instant now) {}

  /// @param from where it begins
  /// @param pastIfNeeded finds out about its track; called when a position comes late
  Course(String object, Known from, Terms terms, Function<ObjectRules, Past> pastIfNeeded) {
    this.object = object;
    this.from = from;
    this.terms = terms;
    this.choice = terms.trackers().choose(object, from.choice());
    this.tracker = choice.tracker();
    this.pastIfNeeded = pastIfNeeded;
    this.words = new Crossings(terms.region(), object, terms.places());
    this.state = from.state();
    this.last = from.last();
    this.heard = from.heard();
    this.heading = from.heading();
  }

  /// Takes positions into account, in the order of their times, after the edits that were made
  /// while the object was silent: those count before the first position that is news.
  void positions(List<Position> positions) {
    Fix known = state.last();
    Instant first =
        positions.stream()
            .map(Position::time)
            .filter(time -> known == null || time.isAfter(known.time()))
            .findFirst()
            .orElse(terms.now());
    edits(first.isBefore(terms.now()) ? first : terms.now());
    positions.forEach(this::position);
  }

  /// Looks again at the fences that are no longer as they were when the object was last looked at.
  ///
  /// @param at when that counts
  private void edits(Instant at) {
    for (Stay stay : List.copyOf(state.stays().values())) {
      Fence now = terms.fences().fence(stay.fence().id()).orElse(null);
      if (isOther(stay, now)) {
        follow(tracker.edited(state, stay.fence(), now, at), Motion.UNKNOWN);
      }
    }
  }

  /// Whether the fence is no longer as it was, which is not known of one that cannot be read.
  private boolean isOther(Stay stay, @Nullable Fence now) {
    Fence known = stay.fence();
    return now == null ? !terms.unreadable().test(known.id()) : now.version() > known.version();
  }

  /// Looks again at one fence that was edited.
  ///
  /// @param before as it was; null if it is new
  /// @param at when
  void edited(String fence, @Nullable Fence before, Instant at) {
    Fence now = terms.fences().fence(fence).orElse(null);
    Stay stay = state.stays().get(fence);
    Fence known = stay == null ? before : stay.fence();
    boolean isKnown = stay != null && !isOther(stay, now);
    if (!isKnown && (now != null || stay != null)) {
      follow(tracker.edited(state, known, now, at), Motion.UNKNOWN);
    }
  }

  /// Takes into account that time passed, after the edits that nobody looked at it for.
  void until(Instant time) {
    edits(time);
    follow(tracker.until(state, time), Motion.UNKNOWN);
    reviewed = time;
  }

  private void position(Position position) {
    if (state.last() == null && state.visits() == 0) {
      state = born(state, position.time());
    }
    Fix fix = Fixes.of(position);
    ObjectState before = state;
    Tracker.Step step = tracker.fix(before, fix, terms.fences(), terms.now());
    Verdict verdict = step.verdict();
    switch (verdict) {
      case ACCEPTED -> accept(before, position, fix, step);
      case LATE -> verdict = late(position, fix, step);
      case SUSPECT -> state = step.state();
      case DUPLICATE, FUTURE -> {}
    }
    verdicts.merge(verdict, 1L, Long::sum);
    if (verdict != Verdict.ACCEPTED) {
      LOG.debug("object {}: position of {} is {}", object, position.time(), verdict);
    }
  }

  /// The visits of an object that was forgotten are not to be numbered like those before.
  private static ObjectState born(ObjectState state, Instant time) {
    return new ObjectState(
        state.object(),
        null,
        state.replaced(),
        state.suspect(),
        null,
        state.lost(),
        state.vague(),
        Math.max(0, time.toEpochMilli()),
        state.stays(),
        state.history());
  }

  private void accept(ObjectState before, Position position, Fix fix, Tracker.Step step) {
    Fix suspect = before.suspect();
    if (suspect != null && !isBelievable(before.last(), fix)) {
      accepted.add(Fixes.position(object, suspect));
      track.add(Fixes.position(object, suspect));
    }
    follow(step, position.motion());
    undecided += step.undecided();
    accepted.add(position);
    track.add(position);
    Fix previous = before.last();
    if (previous != null) {
      heading = Movement.between(previous, fix, heading).heading();
    }
    last = position;
    heard = fix.time().isBefore(terms.now().minus(SOON)) ? terms.now() : null;
  }

  /// Whether the engine believed a fix for itself, without a suspect one before it.
  private boolean isBelievable(@Nullable Fix before, Fix fix) {
    boolean nowhere = fix.at().lon() == 0 && fix.at().lat() == 0;
    return !nowhere
        && (before == null
            || before.time().equals(fix.time())
            || Movement.isPossible(before, fix, tracker.rules().maxSpeed()));
  }

  private Verdict late(Position position, Fix fix, Tracker.Step step) {
    Past known = past();
    Verdict verdict = known.judge(fix);
    if (verdict == Verdict.LATE && known.reachesBackTo(fix)) {
      known.add(fix);
      track.add(position);
      follow(step, position.motion());
    }
    return verdict;
  }

  private Past past() {
    Past known = past;
    if (known == null) {
      known = pastIfNeeded.apply(tracker.rules());
      past = known;
    }
    return known;
  }

  private void follow(Tracker.Step step, Motion device) {
    tell(step.crossings(), device);
    state = step.state();
  }

  private void tell(List<Crossing> concluded, Motion device) {
    for (Crossing crossing : concluded) {
      crossings.add(words.of(crossing, heading, device));
    }
  }

  /// The crossings so far, in order.
  List<Crossed> crossings() {
    return crossings;
  }

  /// The positions accepted so far.
  List<Position> accepted() {
    return accepted;
  }

  /// How many positions were judged like what.
  Map<Verdict, Long> verdicts() {
    return verdicts;
  }

  /// How many fences the accepted positions did not decide, added up.
  long undecided() {
    return undecided;
  }

  String object() {
    return object;
  }

  Known from() {
    return from;
  }

  /// Whether it was lost so long ago that it is to be forgotten.
  boolean isOver() {
    Instant end = end();
    return end != null && !end.isAfter(terms.now()) && crossings.isEmpty();
  }

  /// The step to keep; null if there is nothing new, or nothing that is believed yet.
  ObjectStore.@Nullable Step step() {
    Position position = last;
    Instant due = due();
    boolean isNew = !track.isEmpty() || !crossings.isEmpty() || !state.equals(from.state());
    if (position == null || !(isNew || isPutOff(due))) {
      return null;
    }
    Set<String> before = inside(from.state());
    before.addAll(from.inside());
    Set<String> after = inside(state);
    Set<String> left = new HashSet<>(before);
    left.removeAll(after);
    after.removeAll(before);
    return new ObjectStore.Step(
        object,
        from.version(),
        StateText.write(state, heard),
        position,
        due,
        List.copyOf(track),
        after,
        left,
        List.copyOf(crossings));
  }

  /// What is known of it after it was kept as that version.
  Known known(long version) {
    String region = version == 0 ? "" : terms.region();
    return new Known(version, region, state, last, heard, Set.of(), choice, heading);
  }

  /// Whether it was looked at too early, as its class changed: else it would be looked at for ever.
  private boolean isPutOff(@Nullable Instant due) {
    return reviewed != null && due != null && due.isAfter(reviewed);
  }

  private @Nullable Instant due() {
    Instant due = tracker.due(state).orElse(null);
    Instant end = end();
    return due == null || (end != null && end.isBefore(due)) ? end : due;
  }

  private @Nullable Instant end() {
    Fix fix = state.last();
    if (fix == null || !state.lost()) {
      return null;
    }
    Instant known = heard == null ? fix.time() : heard;
    return known.plus(tracker.rules().ttl()).plus(terms.retention());
  }

  private static Set<String> inside(ObjectState state) {
    Set<String> inside = new HashSet<>();
    for (Stay stay : state.stays().values()) {
      if (stay.state() == Stay.State.INSIDE) {
        inside.add(stay.fence().id());
      }
    }
    return inside;
  }
}
