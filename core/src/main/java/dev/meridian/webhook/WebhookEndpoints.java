package dev.meridian.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All addresses that webhooks may be sent to; nothing else is called (I7). Immutable.
///
/// @param all in the order of the file
public record WebhookEndpoints(List<WebhookEndpoint> all) {
  /// None: no webhook is sent.
  public static final WebhookEndpoints NONE = new WebhookEndpoints(List.of());

  /// Copies the list.
  public WebhookEndpoints {
    all = List.copyOf(all);
  }

  /// Where a webhook may be sent.
  ///
  /// @param url to call
  /// @param endpoint it belongs to
  public record Allowed(URI url, WebhookEndpoint endpoint) {}

  /// The endpoint that covers a URL, the one with the longest path if several do; empty if the URL
  /// may not be called, or is none.
  ///
  /// @param id of the only endpoint that will do; null for any
  public Optional<Allowed> find(String url, @Nullable String id) {
    URI target;
    try {
      target = new URI(new URI(url).toASCIIString());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    return all.stream()
        .filter(endpoint -> id == null || endpoint.id().equals(id))
        .filter(endpoint -> endpoint.covers(target))
        .max(Comparator.comparingInt(WebhookEndpoint::length))
        .map(endpoint -> new Allowed(target, endpoint));
  }
}
