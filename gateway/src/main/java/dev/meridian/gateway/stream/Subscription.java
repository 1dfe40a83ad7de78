package dev.meridian.gateway.stream;

import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.Place;
import java.util.Map;

/// One wish of one client. Equal to itself only.
final class Subscription {
  private final String id;
  private final Filter filter;
  private final Recipient recipient;
  private volatile boolean ended;
  private volatile Map<String, Place> ahead = Map.of();

  Subscription(String id, Filter filter, Recipient recipient) {
    this.id = id;
    this.filter = filter;
    this.recipient = recipient;
  }

  /// The name its client gave it.
  String id() {
    return id;
  }

  Filter filter() {
    return filter;
  }

  Recipient recipient() {
    return recipient;
  }

  /// The places its client came with of regions that this gateway does not know, or did not when it
  /// joined: they stay in its cursor.
  Map<String, Place> ahead() {
    return ahead;
  }

  void ahead(Map<String, Place> places) {
    ahead = Map.copyOf(places);
  }

  /// Whether its client knows a crossing because of where it was before.
  boolean knows(Entry entry) {
    Place place = ahead.get(entry.crossing().region());
    return place != null && place.compareTo(Place.of(entry.place())) >= 0;
  }

  /// Nothing more is wanted.
  void end() {
    ended = true;
    recipient.wake();
  }

  boolean ended() {
    return ended;
  }
}
