package dev.meridian.seal;

import dev.meridian.InvalidValueException;
import dev.meridian.seal.MessageKey.Purpose;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys of a node. Immutable; its text shows no secret.
///
/// @param keys each with an id of its own, at most [#MAX_KEYS]
public record Keyring(List<MessageKey> keys) {
  /// The most keys.
  public static final int MAX_KEYS = 1_000;

  /// Copies the list and checks it.
  public Keyring {
    keys = List.copyOf(keys);
    if (keys.size() > MAX_KEYS) {
      throw new InvalidValueException("keys", keys.size(), "at most " + MAX_KEYS);
    }
    Set<String> ids = new HashSet<>();
    for (MessageKey key : keys) {
      if (!ids.add(key.id())) {
        throw new InvalidValueException("key id", key.id(), "an id used once");
      }
    }
  }

  /// The key that seals messages for a region: of those in force, the one that began last; of those
  /// that began together, the one that stands last.
  ///
  /// @param region null for messages that go to none of ours
  public Optional<MessageKey> sealing(Purpose purpose, @Nullable String region, Instant now) {
    return keys.stream()
        .filter(key -> key.purpose() == purpose && key.seals(region, now))
        .reduce((best, next) -> next.begin().isBefore(best.begin()) ? best : next);
  }

  /// The key of an id, if it has this purpose.
  public Optional<MessageKey> find(Purpose purpose, String id) {
    return keys.stream().filter(key -> key.purpose() == purpose && key.id().equals(id)).findFirst();
  }

  /// The ids of the keys by which messages of a region may be sealed.
  List<String> ids(Purpose purpose, @Nullable String region, Instant now) {
    return keys.stream()
        .filter(key -> key.purpose() == purpose && !key.isOver(now))
        .filter(key -> region == null || key.isFor(region))
        .map(MessageKey::id)
        .toList();
  }
}
