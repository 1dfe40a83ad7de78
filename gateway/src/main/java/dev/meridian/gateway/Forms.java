package dev.meridian.gateway;

import dev.meridian.cache.SharedCache;
import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.task.RequestId;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Remembers what the answers of jobs are to look like, for all gateways, as long as their results
/// are kept. The standard form needs no memory; should the cache lose another one, the answer comes
/// in the standard form. Thread-safe.
final class Forms {
  private static final String PREFIX = "form:";

  private final SharedCache cache;

  Forms(SharedCache cache) {
    this.cache = cache;
  }

  /// Remembers the form of a new job.
  void keep(RequestRecord request, AnswerForm form) {
    if (form.equals(AnswerForm.STANDARD)) {
      return;
    }
    ArrayNode outputs = Json.array();
    form.outputs().forEach(outputs::add);
    JsonNode document =
        Json.object()
            .put("document", form.document())
            .put("list", form.list())
            .set("outputs", outputs);
    cache.put(PREFIX + request.id(), Json.bytes(document), Jobs.lifetime(request));
  }

  /// The form of a job.
  AnswerForm of(RequestId job) {
    return cache.get(PREFIX + job).map(Json::read).map(Forms::read).orElse(AnswerForm.STANDARD);
  }

  private static AnswerForm read(JsonNode document) {
    return new AnswerForm(
        document.path("outputs").valueStream().map(JsonNode::asString).toList(),
        document.path("document").asBoolean(),
        document.path("list").asBoolean());
  }
}
