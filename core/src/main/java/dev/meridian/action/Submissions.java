package dev.meridian.action;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.builtin.Webhook;
import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.client.PlannedTask;
import dev.meridian.client.Submission;
import dev.meridian.client.Submission.Conditions;
import dev.meridian.client.Submission.Options;
import dev.meridian.json.Json;
import dev.meridian.json.JsonSchema;
import dev.meridian.json.JsonSchema.Violation;
import dev.meridian.route.Target;
import dev.meridian.track.Crossed;
import dev.meridian.track.CrossedJson;
import dev.meridian.webhook.WebhookEndpoints;
import dev.meridian.webhook.WebhookEndpoints.Allowed;
import dev.meridian.wire.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// Makes requests of actions: what is started, near where it was crossed. Thread-safe.
final class Submissions {
  /// How long a webhook may take with all its attempts, at least.
  static final Duration TERM = Duration.ofHours(1);

  private static final String CROSSING = "crossing";

  private final Supplier<Catalogue> catalogue;
  private final Supplier<WebhookEndpoints> webhooks;

  Submissions(Supplier<Catalogue> catalogue, Supplier<WebhookEndpoints> webhooks) {
    this.catalogue = catalogue;
    this.webhooks = webhooks;
  }

  /// The request for a task.
  ///
  /// @throws InvalidValueException if there is no such type, or it does not take the inputs
  Submission of(Todo todo, Action.Start start) {
    Catalogue offers = catalogue.get();
    Offer offer = offers.find(start.type()).orElseThrow(() -> unknown(offers, start.type()));
    JsonSchema schema = offer.type().schemas().input();
    ObjectNode inputs = start.inputs().deepCopy();
    if (takesCrossing(schema)) {
      inputs.set(CROSSING, CrossedJson.write(todo.crossed()));
    }
    List<Violation> violations = schema.check(inputs);
    if (!violations.isEmpty()) {
      Violation first = violations.getFirst();
      throw new InvalidValueException(
          "/inputs" + first.pointer(), inputs.at(first.pointer()), first.message());
    }
    List<PlannedTask> tasks = offer.planner().plan(inputs, near(todo.crossed()));
    return new Submission(start.type(), tasks, offers.terms(), Conditions.of(offer.type()));
  }

  /// Types that list their inputs and no `crossing` among them, like `fetch`, do without.
  private static boolean takesCrossing(JsonSchema schema) {
    return schema.document().path("properties").has(CROSSING)
        || schema.document().path("additionalProperties").asBoolean(true);
  }

  private static InvalidValueException unknown(Catalogue offers, String type) {
    List<String> names = offers.offers().stream().map(offer -> offer.type().name()).toList();
    return new InvalidValueException("/task", type, NearNames.expectation(type, names));
  }

  /// The request for a webhook, whose event has `type`, `timestamp` and `data` as the Standard
  /// Webhooks specification proposes.
  ///
  /// @throws InvalidValueException if the address may not be called
  Submission of(Todo todo, Action.Send send) {
    Allowed to =
        webhooks
            .get()
            .find(send.url(), send.endpoint())
            .orElseThrow(() ->
                new InvalidValueException(
                    "/webhook", "its address", "one below an endpoint of webhooks"));
    Crossed crossed = todo.crossed();
    ObjectNode event =
        Json.object()
            .put("type", "crossing." + crossed.kind().word())
            .put("timestamp", crossed.time().toString());
    event.set("data", CrossedJson.write(crossed));
    ObjectNode inputs =
        Json.object()
            .put("url", send.url())
            .put("id", "msg_" + todo.id())
            .put("endpoint", to.endpoint().id());
    inputs.set("event", event);
    Map<String, Object> headers = Map.of(Envelope.MAX_ATTEMPTS, to.endpoint().maxAttempts());
    return new Submission(
        Webhook.TYPE.name(),
        List.of(new PlannedTask("0", inputs, near(crossed))),
        terms(),
        new Conditions(null, null, null, false, headers));
  }

  private Options terms() {
    Options terms = catalogue.get().terms();
    return terms.deadline().compareTo(TERM) < 0 ? terms.withDeadline(TERM) : terms;
  }

  private static Target near(Crossed crossed) {
    return new Target.Near(crossed.at());
  }
}
