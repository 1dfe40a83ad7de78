package dev.meridian.gateway.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// All subscriptions, found by what happens: each is kept under the first that its filter names of
/// fences, groups, objects and box, so that few but those concerned are looked at. For one thread
/// at a time.
///
/// @param <S> the subscriptions
final class Subscriptions<S> {
  private final Function<S, Filter> filters;
  private final Map<String, Set<S>> byFence = new HashMap<>();
  private final Map<String, Set<S>> byGroup = new HashMap<>();
  private final Map<String, Set<S>> byObject = new HashMap<>();
  private final TreeMap<Integer, Map<String, Set<S>>> byBeginning = new TreeMap<>();
  private final BoxIndex<S> byBox = new BoxIndex<>();
  private final Set<S> others = new LinkedHashSet<>();

  Subscriptions(Function<S, Filter> filters) {
    this.filters = filters;
  }

  void add(S subscription) {
    Filter filter = filters.apply(subscription);
    if (filter.fences().isEmpty() && filter.groups().isEmpty() && filter.objects().isAny()) {
      if (filter.box() == null) {
        others.add(subscription);
      } else {
        byBox.add(filter.box(), subscription);
      }
    }
    places(filter).forEach(place -> place.add(subscription));
  }

  void remove(S subscription) {
    Filter filter = filters.apply(subscription);
    others.remove(subscription);
    if (filter.box() != null) {
      byBox.remove(filter.box(), subscription);
    }
    places(filter).forEach(place -> place.remove(subscription));
  }

  /// Those that want it.
  List<S> find(Happening it) {
    Set<S> candidates = new LinkedHashSet<>(others);
    if (it.fence() != null) {
      candidates.addAll(byFence.getOrDefault(it.fence(), Set.of()));
    }
    it.groups().forEach(group -> candidates.addAll(byGroup.getOrDefault(group, Set.of())));
    candidates.addAll(byObject.getOrDefault(it.object(), Set.of()));
    byBeginning
        .headMap(it.object().length(), true)
        .forEach((length, beginnings) ->
            candidates.addAll(beginnings.getOrDefault(it.object().substring(0, length), Set.of())));
    byBox.find(it.at(), candidates::add);
    List<S> found = new ArrayList<>();
    for (S candidate : candidates) {
      if (filters.apply(candidate).fits(it)) {
        found.add(candidate);
      }
    }
    return found;
  }

  /// A key of a map of sets, which goes when its set is empty.
  private record Slot<S>(Map<String, Set<S>> map, String key) {
    void add(S subscription) {
      map.computeIfAbsent(key, _ -> new HashSet<>()).add(subscription);
    }

    void remove(S subscription) {
      map.computeIfPresent(key, (_, set) -> set.remove(subscription) && set.isEmpty() ? null : set);
    }
  }

  private List<Slot<S>> places(Filter filter) {
    if (!filter.fences().isEmpty()) {
      return slots(byFence, filter.fences());
    }
    if (!filter.groups().isEmpty()) {
      return slots(byGroup, filter.groups());
    }
    List<Slot<S>> slots = new ArrayList<>(slots(byObject, filter.objects().ids()));
    for (String beginning : filter.objects().beginnings()) {
      var ofLength = byBeginning.computeIfAbsent(beginning.length(), _ -> new HashMap<>());
      slots.add(new Slot<>(ofLength, beginning));
    }
    return slots;
  }

  private List<Slot<S>> slots(Map<String, Set<S>> map, Collection<String> keys) {
    return keys.stream().map(key -> new Slot<>(map, key)).toList();
  }
}
