package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.client.BulkReplay;
import dev.meridian.client.BulkReplay.Fate;
import dev.meridian.client.Replayer.Replay;
import dev.meridian.json.Json;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.LetterHead;
import dev.meridian.letter.LetterJson;
import dev.meridian.wire.Message;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Dead letters and what became of them, as clients see them.
final class LetterDocument {
  private LetterDocument() {}

  /// A letter without its message.
  static ObjectNode of(LetterHead head) {
    ObjectNode document = Json.object().put("id", head.id());
    if (head.request() != null) {
      document.put("jobID", head.request().value());
    }
    if (head.task() != null) {
      document.put("task", head.task().value());
    }
    if (head.type() != null) {
      document.put("type", head.type());
    }
    return document
        .put("region", head.region())
        .put("queue", head.queue().value())
        .put("reason", head.reason())
        .put("attempts", head.attempts())
        .put("died", JobDocument.time(head.died()));
  }

  /// A letter with its message; the body as JSON if it is, else in base 64.
  static ObjectNode of(DeadLetter letter) {
    Message sent = letter.message();
    ObjectNode message = Json.object().set("headers", LetterJson.headers(sent));
    message.put("contentType", sent.contentType()).put("contentEncoding", sent.contentEncoding());
    try {
      message.set("body", Json.read(sent.body()));
    } catch (InvalidValueException e) {
      message.put("bodyBase64", Base64.getEncoder().encodeToString(sent.body()));
    }
    return of(letter.head()).set("message", message);
  }

  /// What became of one letter.
  static ObjectNode of(Fate fate) {
    ObjectNode document = Json.object().put("letter", fate.letter().id());
    return switch (fate.replay()) {
      case null -> document;
      case Replay.Replayed(var request) -> document.put("jobID", request.value());
      case Replay.Refused(String reason) -> document.put("reason", reason);
    };
  }

  /// What became of an order.
  ///
  /// @param matched how many letters its filter meant
  static ObjectNode of(BulkReplay.Order order, long matched, List<Fate> fates) {
    ObjectNode document = Json.object().put("dryRun", order.dryRun()).put("matched", matched);
    ArrayNode replayed = Json.array();
    ArrayNode refused = Json.array();
    fates.forEach(
        fate -> (fate.replay() instanceof Replay.Refused ? refused : replayed).add(of(fate)));
    document.put("replayable", order.dryRun() ? replayed.size() : 0);
    document.set("replayed", order.dryRun() ? Json.array() : replayed);
    return document.set("refused", refused);
  }
}
