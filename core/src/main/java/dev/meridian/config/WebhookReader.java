package dev.meridian.config;

import dev.meridian.builtin.Webhook;
import dev.meridian.webhook.WebhookEndpoint;
import dev.meridian.webhook.WebhookSecret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// Reads the addresses that webhooks may be sent to.
final class WebhookReader {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration WHOLE = Duration.ofSeconds(15);
  private static final int MOST_ATTEMPTS = 100;
  private static final WebhookSecret STAND_IN = new WebhookSecret("whsec_" + "A".repeat(32));

  private final Parser<String> id =
      Parsers.once(
          Parsers.matching(
              Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}"), "an id of a-z, 0-9, dots and dashes"));

  WebhookEndpoint read(Value value) {
    Fields fields = value.fields(Section.WEBHOOK);
    return new WebhookEndpoint(
        fields.require("id", id, "missing", "an id such as dispatch"),
        fields.require("url", WebhookReader::url, URI.create("https://x"), WebhookEndpoint.FORM),
        fields.require("secrets", WebhookReader::secrets, List.of(STAND_IN), "at least one"),
        fields.read("connectTimeout", Parsers::positiveDuration, CONNECT),
        fields.read("timeout", Parsers::positiveDuration, WHOLE),
        fields.read("maxAttempts", v -> v.integer(1, MOST_ATTEMPTS), Webhook.ATTEMPTS),
        fields.read("allowPrivateNetworks", Value::flag, false));
  }

  private static URI url(Value value) {
    try {
      return new URI(value.text());
    } catch (URISyntaxException e) {
      throw value.refuse(WebhookEndpoint.FORM);
    }
  }

  private static List<WebhookSecret> secrets(Value value) {
    Value hidden = value.secret();
    List<WebhookSecret> secrets = hidden.each(item -> new WebhookSecret(item.text()));
    if (hidden.items().isEmpty() || hidden.items().size() > WebhookEndpoint.MOST_SECRETS) {
      throw hidden.refuse("1.." + WebhookEndpoint.MOST_SECRETS + " secrets");
    }
    return secrets.isEmpty() ? List.of(STAND_IN) : secrets;
  }
}
