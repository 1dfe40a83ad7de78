package dev.meridian.control;

import dev.meridian.wire.Message;
import java.util.Optional;

/// How somebody who asks shows who he is, and how a node looks at that. Thread-safe.
public interface ControlSeal {
  /// Signs nothing and does not look at signatures, as Celery's own tools and nodes.
  ControlSeal NONE =
      new ControlSeal() {
        @Override
        public Message seal(Message request) {
          return request;
        }

        @Override
        public Optional<String> signer(Message request) {
          return Optional.empty();
        }
      };

  /// The message of a request as it is to travel.
  ///
  /// @throws dev.meridian.MeridianException if there is no key for that
  Message seal(Message request);

  /// The id of the key by which the message of a request is signed; none if it is not signed. Each
  /// message is good for one call.
  ///
  /// @throws dev.meridian.InvalidValueException if the signature is wrong, too old or was seen
  ///   before
  Optional<String> signer(Message request);
}
