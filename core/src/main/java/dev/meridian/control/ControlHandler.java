package dev.meridian.control;

import dev.meridian.wire.Message;
import tools.jackson.databind.JsonNode;

/// Does what requests ask a node for.
@FunctionalInterface
public interface ControlHandler {
  /// Does it and says what came of it; a JSON null if there is nothing to say. What it throws
  /// becomes the reply, see [ControlReply#by].
  JsonNode reply(ControlRequest request);

  /// The same for the request of a message, once `seal` has found out who signed it.
  default ControlHandler after(ControlSeal seal, Message message) {
    return request -> reply(request.signedBy(seal.signer(message)));
  }
}
