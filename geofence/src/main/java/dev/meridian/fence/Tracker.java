package dev.meridian.fence;

import dev.meridian.fence.Change.Times;
import dev.meridian.fence.Crossing.Cause;
import dev.meridian.fence.Crossing.Evidence;
import dev.meridian.fence.Crossing.Kind;
import dev.meridian.geo.GreatCircle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Concludes from the fixes of an object which fences it enters, leaves, passes and stays in. Pure:
/// the same state, fix and fences give the same answer. All times are those of the fixes.
/// Immutable, thread-safe.
///
/// A fix decides only if all places within its accuracy are on one side of the edge; to leave, all
/// must be farther from it than the exit buffer of the fence. What it does not decide stays as it
/// was. The first fix that decides tells where an object is, and is no crossing. Before a fix
/// counts, everything that was due until its time happens.
public final class Tracker {
  /// How far apart two fixes of one time may have been made.
  private static final double SAME_SECONDS = 10;

  private final ObjectRules rules;

  /// A tracker of objects of one class.
  public Tracker(ObjectRules rules) {
    this.rules = rules;
  }

  /// What it believes of its objects.
  public ObjectRules rules() {
    return rules;
  }

  /// What became of a fix.
  public enum Verdict {
    /// It counts.
    ACCEPTED,
    /// It says what the last fix said, or less.
    DUPLICATE,
    /// It is older than the last fix: it may add visits to the past, and changes nothing else.
    LATE,
    /// It is from the future.
    FUTURE,
    /// It is where the object can hardly be; counts when the next one agrees.
    SUSPECT
  }

  /// A state and what happened on the way to it.
  ///
  /// @param state the new state
  /// @param crossings in order
  /// @param verdict of the fix
  /// @param undecided of how many fences the fix did not decide; of more than 1,000 with an edge
  ///   within its accuracy, 1,000
  public record Step(ObjectState state, List<Crossing> crossings, Verdict verdict, int undecided) {
    static Step without(ObjectState state, Verdict verdict) {
      return new Step(state, List.of(), verdict, 0);
    }

    /// Both, of which the second begins where this one ends.
    private Step then(Step second) {
      List<Crossing> both = new ArrayList<>(crossings);
      both.addAll(second.crossings);
      return new Step(second.state, both, second.verdict, undecided + second.undecided);
    }
  }

  /// Takes one fix into account.
  ///
  /// @param now the time of its arrival
  public Step fix(ObjectState state, Fix fix, FenceIndex fences, Instant now) {
    if (fix.time().isAfter(now.plus(rules.skew()))) {
      return Step.without(state, Verdict.FUTURE);
    }
    Fix last = state.last();
    if (last != null && fix.time().isBefore(last.time())) {
      return Late.step(state, fix, fences, rules.maxGap());
    }
    if (last != null && fix.time().equals(last.time()) && !replaces(state, last, fix)) {
      return Step.without(state, Verdict.DUPLICATE);
    }
    Fix suspect = state.suspect();
    if (isPlausible(last, fix)) {
      return accept(state.withSuspect(null), fix, fences);
    }
    if (suspect == null || !fix.time().isAfter(suspect.time()) || !agree(suspect, fix)) {
      return Step.without(state.withSuspect(fix), Verdict.SUSPECT);
    }
    Step first = accept(state.withSuspect(null), suspect, fences);
    Step second = accept(first.state(), fix, fences);
    return first.then(second);
  }

  /// What is due until a time: dwells, windows that open or close round the object, and its loss if
  /// it is silent. Of a lost object no windows are told.
  public Step until(ObjectState state, Instant time) {
    var change = new Change(state);
    Fix last = state.last();
    if (last != null) {
      due(change, time, last);
      Instant lost = last.time().plus(rules.ttl());
      if (!state.lost() && !lost.isAfter(time)) {
        lose(change, lost, last);
      }
    }
    return change.inOrderOfTime().step(0);
  }

  /// Tells what is due until a time, or until the object is lost.
  private void due(Change change, Instant time, Fix last) {
    Instant lost = last.time().plus(rules.ttl());
    boolean isLost = !change.isLost() && !lost.isAfter(time);
    dwells(change, change.stays(), isLost && rules.exitWhenLost() ? lost : time, last);
    if (!change.isLost()) {
      new Openings(change, last).tell(change.stays(), isLost ? lost : time);
    }
  }

  /// When [#until] next has something to say; empty if never.
  public Optional<Instant> due(ObjectState state) {
    return Optional.ofNullable(nextDue(state));
  }

  private boolean isDue(ObjectState state, Instant time) {
    Instant due = nextDue(state);
    return due != null && !due.isAfter(time);
  }

  private @Nullable Instant nextDue(ObjectState state) {
    Instant due =
        state.last() == null || state.lost() ? null : state.last().time().plus(rules.ttl());
    for (Stay stay : state.stays().values()) {
      due = earlier(due, stay.dwellDue());
      due = state.lost() ? due : earlier(due, stay.told().change());
    }
    return due;
  }

  private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
    return a == null || (b != null && b.isBefore(a)) ? b : a;
  }

  /// Looks at the last fix again after a fence was edited, added or removed. Where an object is of
  /// a new fence is no crossing. An edit counts no earlier than the last fix, at which whoever is
  /// inside of it now entered; before it counts, what was due of the fence until that fix happens.
  /// What was due later is left to [#until], as fixes may be on their way: a visit that goes on has
  /// its dwell then, and of one that ends nobody knows whether it lasted.
  ///
  /// @param before the fence as it was; null if it is new
  /// @param after the fence as it is; null if it is no more
  /// @param at when
  public Step edited(ObjectState state, @Nullable Fence before, @Nullable Fence after, Instant at) {
    Fix last = state.last();
    if (last == null) {
      return Step.without(state, Verdict.ACCEPTED);
    }
    Instant counts = at.isBefore(last.time()) ? last.time() : at;
    var change = new Change(state);
    Fence either = after == null ? before : after;
    Stay stay = either == null ? null : change.stay(either.id());
    if (stay != null) {
      dwells(change, List.of(stay), last.time(), last);
    }
    Step due = change.inOrderOfTime().step(0);
    var edit = new Edit(new Change(due.state()), last, counts);
    if (after == null) {
      edit.removed(before);
    } else {
      edit.changed(before == null || !before.rules().scope().concerns(state.object()), after);
    }
    return due.then(edit.change().step(0));
  }

  private Step accept(ObjectState state, Fix fix, FenceIndex fences) {
    if (!isDue(state, fix.time())) {
      Course course = Course.after(state.course(), state.last(), fix);
      if (new Calm(state, fix, course, fences).isSure()) {
        return Step.without(state.after(fix, course), Verdict.ACCEPTED);
      }
    }
    Step due = until(state, fix.time());
    var change = new Change(due.state());
    Fix last = due.state().last();
    Course course = Course.after(due.state().course(), last, fix);
    var decision = new Decision(change, fences, change.isVague() ? null : last, fix, course);
    decision.decide(rules.maxGap());
    change.arrive(fix, course);
    return due.then(change.step(decision.undecided()));
  }

  private static void dwells(Change change, Collection<Stay> stays, Instant until, Fix last) {
    for (Stay stay : stays) {
      Instant due = stay.dwellDue();
      if (due != null && !due.isAfter(until)) {
        change.put(stay.afterDwell());
        var evidence = new Evidence(null, last, Double.NaN);
        change.tell(Kind.DWELL, stay, Cause.TIME_PASSED, new Times(due, due), evidence);
      }
    }
  }

  private void lose(Change change, Instant at, Fix last) {
    change.lose(at, last);
    if (rules.exitWhenLost()) {
      for (Stay stay : change.stays()) {
        if (stay.isInside()) {
          var evidence = new Evidence(null, last, Double.NaN);
          change.leave(stay, Cause.OBJECT_LOST, new Times(at, at), evidence);
        } else {
          change.remove(stay.fence().id());
        }
      }
    }
  }

  private static boolean replaces(ObjectState state, Fix last, Fix fix) {
    if (state.replaced() || fix.at().equals(last.at())) {
      return false;
    }
    return fix.seq() != last.seq() ? fix.seq() > last.seq() : fix.accuracy() < last.accuracy();
  }

  private boolean isPlausible(@Nullable Fix last, Fix fix) {
    boolean nowhere = fix.at().lon() == 0 && fix.at().lat() == 0;
    return !nowhere && (last == null || agree(last, fix) || mayBeTheSame(last, fix));
  }

  /// Whether the object can have gone from one to the other.
  private boolean agree(Fix from, Fix to) {
    double seconds = Duration.between(from.time(), to.time()).toMillis() / 1000.0;
    return GreatCircle.distance(from.at(), to.at()) <= rules.maxSpeed() * seconds;
  }

  /// Whether two fixes of one time can both be of the object, as clocks and accuracies are.
  private boolean mayBeTheSame(Fix last, Fix fix) {
    double metres = rules.maxSpeed() * SAME_SECONDS + last.accuracy() + fix.accuracy();
    return last.time().equals(fix.time()) && GreatCircle.distance(last.at(), fix.at()) <= metres;
  }
}
