package dev.meridian.gateway;

import dev.meridian.MeridianException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/// The HTTP/1.1 server: hands each request to a function on a virtual thread of its own and writes
/// what it returns. All that the gateway knows of Jetty is in here and in [JettyStreams].
/// Thread-safe.
final class JettyServer implements AutoCloseable {
  /// How many times the largest body is read of one that is too large, so that its client hears of
  /// it.
  private static final int DRAINED = 8;

  /// Ids of objects may have signs that mean something in file systems and shells; each segment of
  /// a path is decoded once it is known to be one.
  private static final UriCompliance IDS =
      UriCompliance.DEFAULT.with(
          "IDS",
          UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
          UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS);

  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final int SPARE_CONNECTIONS = 5_000;
  private static final int MIN_BYTES_PER_SECOND = 64;
  private static final int MOST_IN_HAND = Integer.MAX_VALUE / 2;
  private static final HttpField JSON =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, MediaTypes.JSON);
  private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");

  private final GatewayConfig config;
  private final Function<Exchange, Answer> answers;
  private final Server server;
  private final ServerConnector connector;
  private final JettyStreams streams;
  private final Semaphore inHand = new Semaphore(MOST_IN_HAND);
  private volatile boolean stopping;

  JettyServer(GatewayConfig config, Function<Exchange, Answer> answers) {
    this.config = config;
    this.answers = answers;
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("http");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
    this.server = new Server(threads);
    this.connector = new ServerConnector(server, new HttpConnectionFactory(http(config)));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    server.addBean(
        new NetworkConnectionLimit(
            config.limits().waiting() + config.streams().streams() + SPARE_CONNECTIONS, connector));
    this.streams = new JettyStreams(server);
    server.setHandler(new Adapter());
    server.setErrorHandler(new Errors());
  }

  private static HttpConfiguration http(GatewayConfig config) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(config.limits().headerBytes());
    http.setUriCompliance(IDS);
    http.setMinRequestDataRate(MIN_BYTES_PER_SECOND);
    return http;
  }

  /// Starts to listen.
  ///
  /// @throws MeridianException if it cannot, for example because the port is taken
  void start() {
    try {
      server.start();
    } catch (Exception e) {
      close();
      String where = config.host() + ":" + config.port();
      throw new MeridianException("cannot listen at " + where + ": " + e.getMessage(), e);
    }
  }

  /// The port it listens at.
  int port() {
    return connector.getLocalPort();
  }

  /// Takes no further connections, and ends those there are with their next answer.
  void stopAccepting() {
    stopping = true;
    connector.close();
  }

  /// Waits until all requests in hand are answered.
  ///
  /// @return whether that came true within `timeout`
  boolean awaitQuiet(Duration timeout) throws InterruptedException {
    boolean quiet = inHand.tryAcquire(MOST_IN_HAND, timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (quiet) {
      inHand.release(MOST_IN_HAND);
    }
    return quiet;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new MeridianException("the HTTP server did not stop: " + e.getMessage(), e);
    }
  }

  private HttpFields.Mutable head(Answer answer, Response response) {
    response.setStatus(answer.status());
    HttpFields.Mutable headers = response.getHeaders();
    String contentType = answer.contentType();
    if (contentType != null) {
      headers.add(
          contentType.equals(MediaTypes.JSON)
              ? JSON
              : new HttpField(HttpHeader.CONTENT_TYPE, contentType));
    }
    answer.headers().forEach(header -> headers.add(header.name(), header.value()));
    if (stopping) {
      headers.put(CLOSE);
    }
    return headers;
  }

  private void send(Answer answer, Request request, Response response, Callback callback) {
    HttpFields.Mutable headers = head(answer, response);
    if (!request.consumeAvailable()) {
      // The server closes a connection on which some of the body is still to come: a client that
      // is not told would send its next request there (RFC 9112, 9.6).
      headers.put(CLOSE);
    }
    byte[] body = answer.body();
    if (HttpMethod.HEAD.is(request.getMethod())) {
      headers.put(HttpHeader.CONTENT_LENGTH, body.length);
      response.write(true, null, callback);
    } else {
      response.write(true, ByteBuffer.wrap(body), callback);
    }
  }

  private final class Adapter extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws InterruptedException {
      inHand.acquire();
      Request.addCompletionListener(request, _ -> inHand.release());
      // A client that waits is idle by right; one that does not send its body is not.
      request.addIdleTimeoutListener(_ -> false);
      Answer answer = answers.apply(new JettyExchange(request));
      Continuation next = answer.next();
      if (next == null) {
        send(answer, request, response, callback);
      } else {
        head(answer, response);
        streams.goOn(next, request, response, callback);
      }
      return true;
    }
  }

  private final class JettyExchange implements Exchange {
    private final Request request;

    JettyExchange(Request request) {
      this.request = request;
    }

    @Override
    public String method() {
      return request.getMethod();
    }

    @Override
    public String path() {
      String raw = request.getHttpURI().getPath();
      // The server would cut what follows a semicolon, and take one resource for another.
      return raw.indexOf(';') < 0 ? Request.getPathInContext(request) : raw;
    }

    @Override
    public Query query() {
      return Query.of(request.getHttpURI().getQuery());
    }

    @Override
    public @Nullable String header(String name) {
      return request.getHeaders().get(name);
    }

    @Override
    public List<String> headers(String name) {
      return request.getHeaders().getValuesList(name);
    }

    @Override
    public byte[] body() {
      return reader().read(config.limits().bodyBytes());
    }

    @Override
    public byte[] body(int usual, int most, Runnable larger) {
      return reader().read(usual, Math.max(most, config.limits().bodyBytes()), larger);
    }

    private BodyReader reader() {
      return new BodyReader(Request.asInputStream(request), request.getLength(), System::nanoTime);
    }

    @Override
    public InputStream stream(int times) {
      long most = (long) times * config.limits().bodyBytes();
      long drained = (long) DRAINED * config.limits().bodyBytes();
      var stream = new BoundedStream(Request.asInputStream(request), most, drained);
      if (request.getLength() > most) {
        try (stream) {
          throw stream.tooLarge();
        }
      }
      return stream;
    }

    @Override
    public String base() {
      URI publicUrl = config.publicUrl();
      if (publicUrl != null) {
        return publicUrl.toString();
      }
      String authority = request.getHttpURI().getAuthority();
      return "http://" + (authority == null ? config.host() + ":" + port() : authority);
    }
  }

  /// Writes problems for what Jetty itself refuses.
  private final class Errors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Problem problem = problem(response.getStatus());
      List<String> accept = request.getHeaders().getValuesList(HttpHeader.ACCEPT);
      send(problem.answer(accept), request, response, callback);
      return true;
    }

    private Problem problem(int status) {
      ProblemType type =
          switch (status) {
            case 413 -> ProblemType.BODY_TOO_LARGE;
            case 414 -> ProblemType.URI_TOO_LONG;
            case 431 -> ProblemType.HEADERS_TOO_LARGE;
            default -> status < 500 ? ProblemType.MALFORMED_REQUEST : ProblemType.INTERNAL;
          };
      int most = config.limits().headerBytes();
      String detail =
          switch (type) {
            case URI_TOO_LONG, HEADERS_TOO_LARGE ->
                "request line and headers: too long (expected: at most " + most + " bytes)";
            case INTERNAL -> "the request could not be answered";
            default -> "this is not HTTP as it should be";
          };
      return Problem.of(type, detail);
    }
  }
}
