package dev.meridian.wire;

import org.jspecify.annotations.Nullable;

/// What protects messages on their way: put on each that a [CeleryCodec] writes, taken off each
/// that it reads. Only who writes a message seals it; who passes it on passes the seal on.
/// Implementations are thread-safe.
public interface Seal {
  /// The header with the id of the key that signed.
  String KEY = "meridian-key";

  /// The header with the signature.
  String SIGNATURE = "meridian-signature";

  /// The header with the name of the encryption; absent if the body is plain.
  String ENCRYPTION = "meridian-encryption";

  /// The header with the id of the key that encrypted.
  String ENCRYPTION_KEY = "meridian-encryption-key";

  /// Changes and refuses nothing.
  Seal NONE =
      new Seal() {
        @Override
        public Message seal(Message message, @Nullable String region) {
          return message;
        }

        @Override
        public Message open(Message message, @Nullable String region) {
          return message;
        }
      };

  /// The message as it is to travel.
  ///
  /// @param region it goes to; null if it goes to none of ours
  /// @throws dev.meridian.MeridianException if no key may be used for that
  Message seal(Message message, @Nullable String region);

  /// The message as it was before it was sealed.
  ///
  /// @param region where it arrived; null to take keys of any region
  /// @throws MalformedMessageException if it is not to be trusted. It names no task: who forged a
  ///   message must not end a task by its id
  Message open(Message message, @Nullable String region);
}
