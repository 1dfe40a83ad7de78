package dev.meridian.fence;

import dev.meridian.geo.LonLat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Fences, and exactly which of them contain a point: an immutable snapshot. Edits make a new one,
/// which shares the large tree and has a small one of what was edited; [#merged] makes one tree of
/// both. Thread-safe.
///
/// A point is answered from the cell it is in: most cells are wholly inside or outside of every
/// fence, in the others the few segments near the point are looked at. All coordinates are taken to
/// the nearest 1e-7 degrees; an edge belongs to its fence.
public final class FenceIndex {
  private static final FenceIndex EMPTY = of(List.of());

  private final List<Fence> base;
  private final Tree baseTree;
  private final boolean[] gone;
  private final Map<String, Fence> edited;
  private final List<Fence> delta;
  private final Tree deltaTree;
  private final Map<String, Integer> numbers;
  private final List<Surroundings> surroundings;
  private final @Nullable Watch watch;

  private FenceIndex(
      List<Fence> base,
      Tree baseTree,
      Map<String, Integer> numbers,
      boolean[] gone,
      Map<String, Fence> edited,
      @Nullable Watch watch) {
    this.base = base;
    this.baseTree = baseTree;
    this.numbers = numbers;
    this.gone = gone;
    this.edited = edited;
    this.watch = watch;
    this.delta = List.copyOf(edited.values());
    this.deltaTree = TreeBuilder.build(outlines(delta));
    var old = new Surroundings(baseTree, base, gone);
    this.surroundings =
        delta.isEmpty()
            ? List.of(old)
            : List.of(old, new Surroundings(deltaTree, delta, new boolean[0]));
  }

  /// No fences.
  public static FenceIndex empty() {
    return EMPTY;
  }

  /// The index of some fences; of two with the same id the later one counts.
  public static FenceIndex of(Collection<Fence> fences) {
    Map<String, Fence> byId = new LinkedHashMap<>();
    fences.forEach(fence -> byId.put(fence.id(), fence));
    return of(List.copyOf(byId.values()), Watch.of(byId.values()));
  }

  /// Without looking out for those far away.
  static FenceIndex bare(List<Fence> fences) {
    return of(fences, null);
  }

  private static FenceIndex of(List<Fence> base, @Nullable Watch watch) {
    Map<String, Integer> numbers = HashMap.newHashMap(base.size());
    for (int number = 0; number < base.size(); number++) {
      numbers.put(base.get(number).id(), number);
    }
    Tree tree = TreeBuilder.build(outlines(base));
    return new FenceIndex(base, tree, numbers, new boolean[0], Map.of(), watch);
  }

  /// The same with a fence added, or put in the place of the one with its id. Takes as long as the
  /// edits since the last merge are large.
  public FenceIndex with(Fence fence) {
    return edited(List.of(fence), List.of());
  }

  /// The same without a fence.
  public FenceIndex without(String id) {
    return edited(List.of(), List.of(id));
  }

  /// The same after several edits, which takes no longer than one.
  ///
  /// @param put fences to add, or to put in the place of those with their ids
  /// @param removed ids of fences to leave out
  public FenceIndex edited(Collection<Fence> put, Collection<String> removed) {
    Map<String, Fence> fences = new LinkedHashMap<>(edited);
    boolean[] without = Arrays.copyOf(gone, base.size());
    for (String id : removed) {
      fences.remove(id);
      leaveOut(id, without);
    }
    for (Fence fence : put) {
      fences.put(fence.id(), fence);
      leaveOut(fence.id(), without);
    }
    Watch watching = watch == null ? null : watch.edited(put, removed);
    return new FenceIndex(base, baseTree, numbers, without, fences, watching);
  }

  /// The same with all edits in the large tree. Takes as long as building it.
  public FenceIndex merged() {
    return of(fences());
  }

  /// The edits since the last merge: fences added or put in the place of others.
  public int edits() {
    return delta.size();
  }

  /// All fences, in no order.
  public List<Fence> fences() {
    List<Fence> all = new ArrayList<>(base.size() + delta.size());
    for (int number = 0; number < base.size(); number++) {
      if (number >= gone.length || !gone[number]) {
        all.add(base.get(number));
      }
    }
    all.addAll(delta);
    return all;
  }

  /// How many fences there are.
  public int size() {
    int left = base.size() + delta.size();
    for (boolean one : gone) {
      left -= one ? 1 : 0;
    }
    return left;
  }

  /// The fence of that id.
  public Optional<Fence> fence(String id) {
    Fence now = edited.get(id);
    if (now != null) {
      return Optional.of(now);
    }
    Integer number = numbers.get(id);
    return number == null || (number < gone.length && gone[number])
        ? Optional.empty()
        : Optional.of(base.get(number));
  }

  /// The fences that contain a point, in the order of their ids. Those who ask often take a
  /// [#probe].
  public List<Fence> containing(LonLat point) {
    Probe probe = probe();
    int count = probe.find(point.lon(), point.lat());
    List<Fence> found = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      found.add(probe.fence(i));
    }
    found.sort(Comparator.comparing(Fence::id));
    return found;
  }

  /// A new probe: for one thread, and best for one object or for points that lie close together.
  public Probe probe() {
    return new Probe(this);
  }

  /// The bytes of corners and cells.
  public long bytes() {
    return baseTree.bytes() + deltaTree.bytes();
  }

  /// How a fix lies to the fences round it. However large its accuracy, few edges are looked at.
  Sights sights(Fix fix) {
    Map<Fence, Double> edges =
        fix.accuracy() > 0 ? edges(fix.at(), fix.accuracy(), Sights.MOST + 1) : Map.of();
    boolean vague = edges.size() > Sights.MOST;
    Map<String, Sight> near = new HashMap<>();
    if (!vague) {
      edges.forEach((fence, edge) -> near.put(fence.id(), Sight.of(fence, fix, false, edge)));
    }
    for (Fence fence : containing(fix.at())) {
      double edge =
          vague
              ? fence.outline().edgeDistance(fix.at())
              : edges.getOrDefault(fence, Double.POSITIVE_INFINITY);
      near.put(fence.id(), Sight.of(fence, fix, true, edge));
    }
    return new Sights(near, vague);
  }

  /// The metres to the nearest edge of each fence that has one within a radius.
  Map<Fence, Double> edges(LonLat at, double radius) {
    return edges(at, radius, Integer.MAX_VALUE);
  }

  private Map<Fence, Double> edges(LonLat at, double radius, int most) {
    Map<Fence, Double> edges = new HashMap<>();
    for (Surroundings all : surroundings) {
      edges.putAll(all.edges(at, radius, most - edges.size()));
    }
    return edges;
  }

  /// What it is to look out for.
  Watch watch() {
    return Objects.requireNonNull(watch, "a bare index");
  }

  /// By id, the fences whose edge the way between two points may meet; of circles only those that
  /// it begins and ends outside of.
  SortedMap<String, Fence> along(LonLat from, LonLat to) {
    SortedMap<String, Fence> found = new TreeMap<>();
    surroundings.forEach(all -> all.along(from, to, found));
    return found;
  }

  /// Whether surely no edge is within a radius of `to`, or meets the way there.
  boolean isClear(LonLat from, LonLat to, double radius) {
    for (Surroundings all : surroundings) {
      if (!all.isClear(from, to, radius)) {
        return false;
      }
    }
    return true;
  }

  TreeProbe baseProbe() {
    return new TreeProbe(baseTree, gone);
  }

  @Nullable TreeProbe deltaProbe() {
    return delta.isEmpty() ? null : new TreeProbe(deltaTree, new boolean[0]);
  }

  Fence baseFence(int number) {
    return base.get(number);
  }

  Fence deltaFence(int number) {
    return delta.get(number);
  }

  private void leaveOut(String id, boolean[] without) {
    Integer number = numbers.get(id);
    if (number != null) {
      without[number] = true;
    }
  }

  private static List<Outline> outlines(List<Fence> fences) {
    return fences.stream().map(Fence::outline).toList();
  }
}
