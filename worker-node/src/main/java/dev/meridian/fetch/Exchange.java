package dev.meridian.fetch;

import dev.meridian.geo.Source;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// One GET, redirects included. Used once, by one thread; [#abort] may come from another.
final class Exchange {
  /// The most that is read of a body nobody wants, to keep the connection.
  private static final int UNWANTED = 16_384;

  private final Source source;
  private final CloseableHttpClient client;
  private final Map<String, String> conditions;
  private final Timings timings;
  private volatile @Nullable HttpGet current;
  private volatile boolean aborted;

  /// An exchange with a source.
  ///
  /// @param conditions headers that make the request conditional; may be empty
  Exchange(
      Source source, CloseableHttpClient client, Map<String, String> conditions, Timings timings) {
    this.source = source;
    this.client = client;
    this.conditions = conditions;
    this.timings = timings;
  }

  /// What the source answered in the end.
  ///
  /// @param headers by name in any case
  /// @param body as it came over the network, still compressed
  @SuppressWarnings("ArrayRecordComponent") // bodies are handed on, never compared
  record Answer(URI url, int status, Map<String, String> headers, byte[] body) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /// Calls the URL and follows redirects as far as [Redirects] allows.
  Answer call(URI start) throws IOException {
    var redirects = new Redirects(source, start);
    URI url = start;
    while (true) {
      Answer answer = hop(url, redirects.sameOrigin(url));
      if (!Redirects.isRedirect(answer.status())) {
        return answer;
      }
      url = redirects.next(url, answer.header(HttpHeaders.LOCATION));
    }
  }

  /// Breaks off what is under way; [#call] throws soon after.
  void abort() {
    aborted = true;
    HttpGet request = current;
    if (request != null) {
      request.cancel();
    }
  }

  private Answer hop(URI url, boolean sameOrigin) throws IOException {
    HttpGet request = request(url, sameOrigin);
    current = request;
    if (aborted) {
      throw new IOException("aborted");
    }
    var context = HttpClientContext.create();
    long start = System.nanoTime();
    ClassicHttpResponse response = client.executeOpen(null, request, context);
    try {
      if (context.getAttribute(Connections.CONNECTED) instanceof Long connected) {
        timings.add("connectMs", connected - start);
      }
      timings.add("firstByteMs", System.nanoTime() - start);
      long reading = System.nanoTime();
      Answer answer = answer(url, request, response);
      timings.add("readMs", System.nanoTime() - reading);
      return answer;
    } finally {
      Closer.closeQuietly(response);
    }
  }

  @SuppressWarnings("deprecation") // the only connect timeout that can differ by request
  private HttpGet request(URI url, boolean sameOrigin) {
    var request = new HttpGet(url);
    Timeout whole = Timeout.of(source.politeness().timeout());
    request.setConfig(
        RequestConfig.custom()
            .setConnectTimeout(Timeout.of(source.politeness().connectTimeout()))
            .setConnectionRequestTimeout(whole)
            .setResponseTimeout(whole)
            .build());
    request.setHeader(HttpHeaders.USER_AGENT, "Meridian/0.1");
    request.setHeader(HttpHeaders.ACCEPT, "*/*");
    if (sameOrigin) {
      source.headers().forEach(request::setHeader);
    }
    request.setHeader(HttpHeaders.ACCEPT_ENCODING, "gzip, deflate");
    conditions.forEach(request::setHeader);
    return request;
  }

  private Answer answer(URI url, HttpGet request, ClassicHttpResponse response) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (var header : response.getHeaders()) {
      headers.putIfAbsent(header.getName(), String.valueOf(header.getValue()).strip());
    }
    int status = response.getCode();
    boolean wanted = status / 100 == 2;
    long most = wanted ? Math.min(source.politeness().maxBytes(), Unpacking.MOST) : UNWANTED;
    Optional<byte[]> body = body(response.getEntity(), most);
    if (body.isEmpty()) {
      request.cancel(); // or else closing would read all the rest
      if (wanted) {
        throw Failures.tooLarge(source.id() + " sent more than its " + most + " bytes.");
      }
    }
    return new Answer(url, status, headers, body.orElse(new byte[0]));
  }

  /// The body; empty if it is too large.
  private static Optional<byte[]> body(@Nullable HttpEntity entity, long most) throws IOException {
    if (entity == null) {
      return Optional.of(new byte[0]);
    }
    if (entity.getContentLength() > most) {
      return Optional.empty();
    }
    byte[] body = entity.getContent().readNBytes((int) most + 1);
    return Optional.of(body).filter(b -> b.length <= most);
  }
}
