package dev.meridian.gateway.stream;

import dev.meridian.gateway.stream.Frame.Told;
import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The subscriptions that have joined the live flow: each hears at once of what it wants. For one
/// thread at a time.
final class Audience {
  private final Subscriptions<Subscription> index = new Subscriptions<>(Subscription::filter);
  private final Map<Recipient, Set<Subscription>> members = new HashMap<>();

  /// Those of one client whose cursor is the same.
  private record Group(Recipient recipient, Map<String, Place> ahead) {
    static Group of(Subscription one) {
      return new Group(one.recipient(), one.ahead());
    }

    String cursor(Map<String, Place> passed) {
      Map<String, Place> places = new HashMap<>(passed);
      ahead.forEach(
          (region, place) -> places.merge(region, place, (a, b) -> a.compareTo(b) < 0 ? b : a));
      return Cursor.text(places);
    }
  }

  void add(Subscription subscription) {
    index.add(subscription);
    members.computeIfAbsent(subscription.recipient(), _ -> new LinkedHashSet<>()).add(subscription);
  }

  void remove(Subscription subscription) {
    index.remove(subscription);
    members.computeIfPresent(
        subscription.recipient(),
        (_, those) -> those.remove(subscription) && those.isEmpty() ? null : those);
  }

  /// Tells those who want it of a crossing.
  ///
  /// @param passed how far the crossings are with it
  void tell(Told told, Map<String, Place> passed) {
    Entry entry = told.entry();
    List<Subscription> found = new ArrayList<>(index.find(Happening.of(entry.crossing())));
    found.removeIf(one -> one.knows(entry));
    if (found.isEmpty()) {
      return;
    }
    String common = Cursor.text(passed);
    groups(found)
        .forEach((group, ids) -> {
          String cursor = group.ahead().isEmpty() ? common : group.cursor(passed);
          group.recipient().offer(new Frame.Crossing(ids, cursor, told));
        });
  }

  /// Tells all that crossings of a region are missing.
  void tellGap(String region) {
    members.forEach((recipient, those) ->
        recipient.offer(new Frame.Gap(those.stream().map(Subscription::id).toList(), region)));
  }

  /// Tells a client how far its subscriptions are, if it has room.
  void tellPassed(Recipient recipient, Map<String, Place> passed) {
    groups(members.getOrDefault(recipient, Set.of()))
        .forEach((group, ids) ->
            recipient.offerIfRoom(List.of(new Frame.Passed(ids, group.cursor(passed)))));
  }

  private static Map<Group, List<String>> groups(Collection<Subscription> those) {
    Map<Group, List<String>> groups = new LinkedHashMap<>();
    those.forEach(
        one -> groups.computeIfAbsent(Group.of(one), _ -> new ArrayList<>(1)).add(one.id()));
    return groups;
  }
}
