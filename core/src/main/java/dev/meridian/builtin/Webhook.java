package dev.meridian.builtin;

import dev.meridian.json.JsonSchema;
import dev.meridian.retry.Backoff;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.task.Schemas;
import dev.meridian.task.TaskType;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// The task type `webhook`: sends one event to one configured address, signed after the Standard
/// Webhooks specification. Gateways do not offer it to clients, who could otherwise have whatever
/// they like signed; the actions of fences start it.
public final class Webhook {
  /// How often it is tried if nothing else is said.
  public static final int ATTEMPTS = 5;

  private static final Duration FIRST_WAIT = Duration.ofSeconds(15);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(30);

  /// The type: five attempts 15 s, 30 s, 1 min and 2 min apart, each wait up to a half shorter;
  /// later if the receiver asks for that, up to 30 minutes.
  public static final TaskType<WebhookInput, JsonNode> TYPE =
      TaskType.of("webhook", WebhookInput.class, JsonNode.class)
          .with(
              new TaskType.About(
                  "Webhook", "Sends a signed event to a configured address.", "1.0.0"))
          .with(new Schemas(JsonSchema.parse(input()), JsonSchema.parse(output()), "result"))
          .with(
              new RetryPolicy(
                  ATTEMPTS,
                  Backoff.exponential(FIRST_WAIT, LONGEST_WAIT).withJitter(0.5),
                  LONGEST_ASKED));

  private Webhook() {}

  private static String input() {
    return """
    {
      "type": "object",
      "required": ["url", "event", "id"],
      "additionalProperties": false,
      "properties": {
        "url": {"title": "Address", "type": "string", "minLength": 1, "maxLength": 2000},
        "event": {"title": "What to send", "type": "object"},
        "id": {"title": "Id of the event", "type": "string", "pattern": "^[A-Za-z0-9_-]{1,128}$"},
        "endpoint": {"title": "Whose secrets sign it", "type": "string", "maxLength": 64}
      }
    }
    """;
  }

  private static String output() {
    return """
    {"type": "object", "required": ["status"],
     "properties": {"status": {"type": "integer", "description": "The receiver's answer."}}}
    """;
  }
}
