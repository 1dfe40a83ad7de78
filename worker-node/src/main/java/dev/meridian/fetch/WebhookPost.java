package dev.meridian.fetch;

import dev.meridian.webhook.WebhookEndpoint;
import dev.meridian.webhook.WebhookEndpoints.Allowed;
import dev.meridian.webhook.WebhookSecret;
import java.io.IOException;
import java.time.Instant;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// One POST of a signed event; redirects are not followed. Used once, by one thread; [#abort] may
/// come from another.
final class WebhookPost {
  /// The most that is read of the answer, to keep the connection; nobody wants it.
  private static final int UNWANTED = 16_384;

  private static final ContentType JSON = ContentType.create("application/json");

  private final HttpPost request;

  /// What the receiver answered.
  ///
  /// @param retryAfter the header, empty if there is none
  record Answer(int status, String retryAfter) {}

  /// A message for a receiver, signed with each secret of its endpoint.
  ///
  /// @param id of the event
  /// @param time of this attempt
  /// @param body JSON
  WebhookPost(Allowed to, String id, Instant time, byte[] body) {
    request = new HttpPost(to.url());
    request.setConfig(config(to.endpoint()));
    request.setEntity(new ByteArrayEntity(body, JSON));
    request.setHeader(HttpHeaders.USER_AGENT, "Meridian/0.1");
    request.setHeader("webhook-id", id);
    request.setHeader("webhook-timestamp", Long.toString(time.getEpochSecond()));
    request.setHeader("webhook-signature", signatures(to.endpoint(), id, time, body));
  }

  private static String signatures(WebhookEndpoint endpoint, String id, Instant time, byte[] body) {
    return endpoint.secrets().stream()
        .map((WebhookSecret secret) -> secret.sign(id, time, body))
        .collect(Collectors.joining(" "));
  }

  @SuppressWarnings("deprecation") // the only connect timeout that can differ by request
  private static RequestConfig config(WebhookEndpoint endpoint) {
    Timeout whole = Timeout.of(endpoint.timeout());
    return RequestConfig.custom()
        .setConnectTimeout(Timeout.of(endpoint.connectTimeout()))
        .setConnectionRequestTimeout(whole)
        .setResponseTimeout(whole)
        .build();
  }

  /// Sends it and reads the answer.
  Answer send(CloseableHttpClient client) throws IOException {
    ClassicHttpResponse response = client.executeOpen(null, request, null);
    try {
      drain(response.getEntity());
      Header after = response.getFirstHeader(HttpHeaders.RETRY_AFTER);
      return new Answer(response.getCode(), after == null ? "" : String.valueOf(after.getValue()));
    } finally {
      Closer.closeQuietly(response);
    }
  }

  private void drain(@Nullable HttpEntity entity) throws IOException {
    if (entity != null && entity.getContent().readNBytes(UNWANTED + 1).length > UNWANTED) {
      request.cancel(); // or else closing would read all the rest
    }
  }

  /// Breaks off what is under way; [#send] throws soon after.
  void abort() {
    request.cancel();
  }
}
