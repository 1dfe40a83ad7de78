package dev.meridian.ingest;

import dev.meridian.ingest.PositionIntake.Receipt;
import dev.meridian.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Receipts as JSON, as clients read them.
public final class ReceiptJson {
  private ReceiptJson() {}

  /// `accepted`, `refused`, and `more` if more were refused than are told.
  public static ObjectNode write(Receipt receipt) {
    ObjectNode document = Json.object().put("accepted", receipt.accepted());
    document.set("refused", refused(receipt));
    if (receipt.untold() > 0) {
      document.put("more", receipt.untold());
    }
    return document;
  }

  /// What was refused, each with its `index`, the `object` if it is known, and the `reason`.
  public static ArrayNode refused(Receipt receipt) {
    ArrayNode list = Json.array();
    receipt
        .refused()
        .forEach(one -> {
          ObjectNode entry = list.addObject().put("index", one.index());
          if (one.object() != null) {
            entry.put("object", one.object());
          }
          entry.put("reason", one.reason());
        });
    return list;
  }
}
