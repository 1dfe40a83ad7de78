package dev.meridian.gateway;

import dev.meridian.gateway.stream.Dialogue;
import dev.meridian.gateway.stream.Frame;
import dev.meridian.gateway.stream.FrameText;
import dev.meridian.gateway.stream.Recipient;
import dev.meridian.gateway.stream.StreamBounds;
import dev.meridian.gateway.stream.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/// A WebSocket of a client. Jetty calls it from one thread at a time; public because Jetty finds
/// the methods by reflection.
public final class JettySocket implements Session.Listener.AutoDemanding {
  private final Continuation.Socket socket;
  private final StringBuilder text = new StringBuilder();
  private boolean tooLong;
  private @Nullable SocketWire wire;
  private @Nullable Recipient recipient;
  private @Nullable Dialogue dialogue;

  JettySocket(Continuation.Socket socket) {
    this.socket = socket;
  }

  @Override
  public void onWebSocketOpen(Session session) {
    SocketWire opened = new SocketWire(session);
    Recipient client = socket.place().open(opened);
    wire = opened;
    recipient = client;
    dialogue = new Dialogue(socket.delivery(), client, socket.intake());
    Thread.ofVirtual().name("stream-", 0).start(() -> socket.place().serve(client));
  }

  @Override
  public void onWebSocketPartialText(String payload, boolean last) {
    heard();
    tooLong |= text.length() + payload.length() > StreamBounds.LONGEST_FRAME;
    if (!tooLong) {
      text.append(payload);
    }
    Dialogue talk = dialogue;
    if (last && talk != null) {
      if (tooLong) {
        talk.complain(
            null,
            "frame: too long (expected: at most " + StreamBounds.LONGEST_FRAME + " characters)");
      } else {
        talk.hear(text.toString());
      }
    }
    if (last) {
      text.setLength(0);
      tooLong = false;
    }
  }

  @Override
  public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
    heard();
    Dialogue talk = dialogue;
    if (last && talk != null) {
      talk.complain(null, "frame: binary (expected: text)");
    }
    callback.succeed();
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    heard();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    gone();
  }

  @Override
  public void onWebSocketClose(int statusCode, @Nullable String reason, Callback callback) {
    gone();
    callback.succeed();
  }

  private void heard() {
    SocketWire from = wire;
    if (from != null) {
      from.heard();
    }
  }

  private void gone() {
    Recipient client = recipient;
    if (client == null) {
      socket.place().close();
    } else {
      client.end(Wire.Ending.GONE);
    }
  }

  /// The way to its client.
  private static final class SocketWire implements Wire {
    private final Session session;
    private volatile long heard = System.nanoTime();

    SocketWire(Session session) {
      this.session = session;
    }

    void heard() {
      heard = System.nanoTime();
    }

    @Override
    public void send(Frame frame) throws IOException, InterruptedException {
      CompletableFuture<Void> sent = new CompletableFuture<>();
      session.sendText(FrameText.object(frame), callback(sent));
      await(sent);
    }

    @Override
    public void beat() throws IOException, InterruptedException {
      CompletableFuture<Void> sent = new CompletableFuture<>();
      session.sendPing(ByteBuffer.allocate(0), callback(sent));
      await(sent);
    }

    private static Callback callback(CompletableFuture<Void> sent) {
      return Callback.from(() -> sent.complete(null), sent::completeExceptionally);
    }

    private static void await(CompletableFuture<Void> sent)
        throws IOException, InterruptedException {
      try {
        sent.get();
      } catch (ExecutionException e) {
        throw new IOException(e.getCause());
      }
    }

    @Override
    public Transport transport() {
      return Transport.WEBSOCKET;
    }

    @Override
    public Duration silence() {
      return Duration.ofNanos(System.nanoTime() - heard);
    }

    @Override
    public void close(Ending ending) {
      session.close(ending.code(), ending.reason(), Callback.NOOP);
    }

    @Override
    public void cut() {
      session.disconnect();
    }
  }
}
