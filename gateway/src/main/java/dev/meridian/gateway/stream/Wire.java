package dev.meridian.gateway.stream;

import java.io.IOException;
import java.time.Duration;

/// The way to one client. [#send] and [#beat] are for one thread, the others for any.
public interface Wire {
  /// Writes a frame; blocks until the client's system took it.
  ///
  /// @throws IOException if the client is gone
  void send(Frame frame) throws IOException, InterruptedException;

  /// Says that the gateway is there and asks whether the client is.
  ///
  /// @throws IOException if the client is gone
  void beat() throws IOException, InterruptedException;

  /// For how long the client said nothing; zero where a client need not say anything.
  Duration silence();

  /// Ends in good form. Idempotent; does not block.
  void close(Ending ending);

  /// Ends at once; a write that blocks fails. Idempotent.
  void cut();

  /// What it is.
  Transport transport();

  /// What wires are.
  enum Transport {
    /// A WebSocket.
    WEBSOCKET,
    /// Server-sent events.
    EVENTS
  }

  /// Why it ends.
  enum Ending {
    /// The client is gone or has ended it.
    GONE(1000, "bye"),
    /// The gateway stops; another one can go on from the cursor.
    STOPPED(1001, "this gateway stops; resume from your cursor elsewhere"),
    /// The client takes too long to read.
    SLOW(1013, "too slow: more waits than the queue holds; resume from your cursor");

    private final int code;
    private final String reason;

    Ending(int code, String reason) {
      this.code = code;
      this.reason = reason;
    }

    /// The status of a WebSocket's close frame (RFC 6455, 7.4).
    public int code() {
      return code;
    }

    /// The same for people.
    public String reason() {
      return reason;
    }
  }
}
