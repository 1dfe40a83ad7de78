package dev.meridian.broker;

/// What became of one publication.
public sealed interface PublishOutcome {
  /// The broker keeps it.
  record Confirmed() implements PublishOutcome {
    /// The only instance needed.
    public static final Confirmed INSTANCE = new Confirmed();
  }

  /// It was not, or not surely, taken.
  record Failed(BrokerException reason) implements PublishOutcome {}
}
