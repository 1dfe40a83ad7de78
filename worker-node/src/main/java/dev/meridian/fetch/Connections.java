package dev.meridian.fetch;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.jspecify.annotations.Nullable;

/// The pools of connections that are kept open, one for public addresses and one for sources that
/// may live in private networks, so that a connection checked loosely is never used where the check
/// is strict. Made when first needed. Thread-safe.
final class Connections implements AutoCloseable {
  /// Attribute of the exchange's context: [System#nanoTime] when it had its connection.
  static final String CONNECTED = "meridian.connected";

  private static final int MAX_CONNECTIONS = 256;
  private static final int MAX_PER_HOST = 32;
  private static final int MAX_HEADER_LINE = 16_384;
  private static final int MAX_HEADERS = 200;

  private @Nullable CloseableHttpClient open;
  private @Nullable CloseableHttpClient guarded;
  private boolean closed;

  /// The client for a source.
  ///
  /// @param privateNetworks whether it may call addresses that are not public
  synchronized CloseableHttpClient client(boolean privateNetworks) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    if (privateNetworks) {
      open = open == null ? build(SystemDefaultDnsResolver.INSTANCE) : open;
      return open;
    }
    guarded = guarded == null ? build(new PublicAddresses()) : guarded;
    return guarded;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (open != null) {
      open.close(CloseMode.IMMEDIATE);
    }
    if (guarded != null) {
      guarded.close(CloseMode.IMMEDIATE);
    }
  }

  /// A client that does one exchange and nothing of its own accord: redirects, retries, cookies,
  /// decompression and proxies are off.
  private static CloseableHttpClient build(DnsResolver resolver) {
    var bounds =
        Http1Config.custom()
            .setMaxLineLength(MAX_HEADER_LINE)
            .setMaxHeaderCount(MAX_HEADERS)
            .build();
    var pool =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(resolver)
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder().http1Config(bounds).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setTimeToLive(TimeValue.ofMinutes(5))
                    .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                    .build())
            .setMaxConnTotal(MAX_CONNECTIONS)
            .setMaxConnPerRoute(MAX_PER_HOST)
            .build();
    return HttpClientBuilder.create()
        .setConnectionManager(pool)
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableCookieManagement()
        .disableContentCompression()
        .disableAuthCaching()
        .disableDefaultUserAgent()
        .addExecInterceptorBefore(
            ChainElement.MAIN_TRANSPORT.name(),
            CONNECTED,
            (request, scope, chain) -> {
              scope.clientContext.setAttribute(CONNECTED, System.nanoTime());
              return chain.proceed(request, scope);
            })
        .build();
  }
}
