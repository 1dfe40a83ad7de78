package dev.meridian.gateway.stream;

/// One wish of one client. Equal to itself only.
final class Subscription {
  private final String id;
  private final Filter filter;
  private final Recipient recipient;
  private volatile boolean ended;

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

  /// Nothing more is wanted.
  void end() {
    ended = true;
  }

  boolean ended() {
    return ended;
  }
}
