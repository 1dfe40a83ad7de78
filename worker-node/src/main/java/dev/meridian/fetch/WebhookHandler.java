package dev.meridian.fetch;

import dev.meridian.builtin.WebhookInput;
import dev.meridian.json.Json;
import dev.meridian.task.Attempt;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskHandler;
import dev.meridian.webhook.WebhookEndpoint;
import dev.meridian.webhook.WebhookEndpoints;
import dev.meridian.webhook.WebhookEndpoints.Allowed;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/// Runs tasks of the type [dev.meridian.builtin.Webhook]: sends one event to one configured address
/// (I7), with the headers of the Standard Webhooks specification. Thread-safe; keeps connections
/// open until closed.
///
/// Failures are [TaskException]s of these types. May pass: `WebhookUnavailable` (cannot be reached,
/// or any answer but 2xx and 410), `WebhookTimeout`. Permanent: `WebhookRefused` (policy),
/// `WebhookGone` (410), `WebhookTooLarge`. The report has `host`, `endpoint` and `httpStatus`.
public final class WebhookHandler implements TaskHandler<WebhookInput, JsonNode>, AutoCloseable {
  /// The largest event in bytes.
  public static final int LARGEST = 256 << 10;

  private static final int GONE = 410;

  private final Connections connections = new Connections();
  private final Supplier<WebhookEndpoints> endpoints;
  private final InstantSource clock;

  /// A handler that sends to these endpoints.
  ///
  /// @param endpoints asked at each attempt, so they may change
  /// @param clock for the time in what is signed
  public WebhookHandler(Supplier<WebhookEndpoints> endpoints, InstantSource clock) {
    this.endpoints = endpoints;
    this.clock = clock;
  }

  @Override
  public JsonNode run(WebhookInput input, Attempt attempt) throws InterruptedException {
    Allowed to =
        endpoints.get().find(input.url(), input.endpoint()).orElseThrow(WebhookHandler::unknown);
    byte[] body = Json.bytes(input.event());
    if (body.length > LARGEST) {
      throw TaskException.permanent(
          "WebhookTooLarge",
          "event: " + body.length + " bytes (expected: at most " + LARGEST + ")");
    }
    attempt.note("host", to.url().getHost());
    attempt.note("endpoint", to.endpoint().id());
    var post = new WebhookPost(to, input.id(), clock.instant(), body);
    int status = accepted(to.endpoint(), send(post, to.endpoint(), attempt), attempt);
    return Json.object().put("status", status);
  }

  /// Closes the connections; attempts under way fail.
  @Override
  public void close() {
    connections.close();
  }

  private WebhookPost.Answer send(WebhookPost post, WebhookEndpoint endpoint, Attempt attempt)
      throws InterruptedException {
    Duration left = attempt.remaining();
    Duration whole = endpoint.timeout().compareTo(left) < 0 ? endpoint.timeout() : left;
    var client = connections.client(endpoint.privateNetworks());
    try {
      return Watch.run(() -> post.send(client), post::abort, whole, attempt);
    } catch (TimeoutException e) {
      String words = endpoint + " took longer than " + whole.toMillis() + " ms.";
      throw TaskException.transientFailure("WebhookTimeout", words).because(e);
    } catch (ExecutionException e) {
      throw failure(endpoint, Objects.requireNonNull(e.getCause()));
    }
  }

  private static TaskException failure(WebhookEndpoint endpoint, Throwable cause) {
    return cause instanceof TaskException e // of the look at its address
        ? refused(String.valueOf(e.getMessage())).because(e)
        : unavailable(endpoint + " cannot be reached: " + cause.getMessage()).because(cause);
  }

  /// The status if it says that the event was taken.
  private int accepted(WebhookEndpoint endpoint, WebhookPost.Answer answer, Attempt attempt) {
    int status = answer.status();
    attempt.note("httpStatus", status);
    if (status / 100 == 2) {
      return status;
    }
    String words = endpoint + " answered with the status " + status + ".";
    if (status == GONE) {
      throw TaskException.permanent("WebhookGone", words);
    }
    Optional<Duration> asked =
        status == 429 || status == 503
            ? RetryAfter.parse(answer.retryAfter(), clock.instant())
            : Optional.empty();
    throw asked.map(unavailable(words)::after).orElseGet(() -> unavailable(words));
  }

  private static TaskException unknown() {
    return refused("url: not covered (expected: an address below one of webhooks)");
  }

  private static TaskException refused(String words) {
    return TaskException.permanent("WebhookRefused", words);
  }

  private static TaskException unavailable(String words) {
    return TaskException.transientFailure("WebhookUnavailable", words);
  }
}
