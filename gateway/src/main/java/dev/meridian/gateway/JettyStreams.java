package dev.meridian.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.gateway.stream.Frame;
import dev.meridian.gateway.stream.FrameText;
import dev.meridian.gateway.stream.Recipient;
import dev.meridian.gateway.stream.StreamBounds;
import dev.meridian.gateway.stream.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/// Streams over Jetty: server-sent events and WebSockets. Thread-safe.
final class JettyStreams {
  private final ServerWebSocketContainer sockets;

  /// Streams of a server that is not started yet.
  JettyStreams(Server server) {
    this.sockets = ServerWebSocketContainer.ensure(server);
    sockets.setIdleTimeout(Duration.ZERO); // Recipients look after that.
    sockets.setMaxFrameSize(StreamBounds.LONGEST_FRAME);
  }

  /// Goes on with an answer whose status and headers are set; returns at the end of events, and
  /// once a WebSocket has begun.
  void goOn(Continuation next, Request request, Response response, Callback callback) {
    switch (next) {
      case Continuation.Events events -> serve(events, request, response, callback);
      case Continuation.Socket socket -> upgrade(socket, request, response, callback);
    }
  }

  private static void serve(
      Continuation.Events events, Request request, Response response, Callback callback) {
    Recipient recipient = events.place().open(new EventWire(request, response, callback));
    events.place().serve(recipient, events.begin());
  }

  private void upgrade(
      Continuation.Socket socket, Request request, Response response, Callback callback) {
    boolean upgraded = false;
    try {
      upgraded =
          sockets.upgrade(
              (_, accepted, _) -> {
                plain(accepted);
                return new JettySocket(socket);
              },
              request,
              response,
              callback);
    } finally {
      if (!upgraded) {
        socket.place().close();
      }
    }
    if (!upgraded) {
      Response.writeError(request, response, callback, 400);
    }
  }

  /// Without compression, which costs memory for each client.
  private static void plain(ServerUpgradeResponse accepted) {
    accepted.setExtensions(List.of());
  }

  /// The way to a client that reads server-sent events.
  private static final class EventWire implements Wire {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final AtomicBoolean open = new AtomicBoolean(true);

    EventWire(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
    }

    @Override
    public void send(Frame frame) throws IOException {
      write(FrameText.event(frame));
    }

    @Override
    public void beat() throws IOException {
      write(": beat\n\n");
    }

    private void write(String text) throws IOException {
      try (Blocker.Callback written = Blocker.callback()) {
        response.write(false, ByteBuffer.wrap(text.getBytes(UTF_8)), written);
        written.block();
      }
    }

    @Override
    public Transport transport() {
      return Transport.EVENTS;
    }

    @Override
    public Duration silence() {
      return Duration.ZERO;
    }

    @Override
    public void close(Ending ending) {
      if (open.getAndSet(false)) {
        response.write(true, null, callback);
      }
    }

    @Override
    public void cut() {
      request.getConnectionMetaData().getConnection().getEndPoint().close(new EofException("cut"));
    }
  }
}
