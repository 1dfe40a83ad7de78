package dev.meridian.rabbit;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.WriteListener;
import com.rabbitmq.client.impl.FrameHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import com.rabbitmq.client.impl.SocketFrameHandler;
import com.rabbitmq.client.impl.SocketFrameHandlerFactory;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Frames on a socket whose flushing is left to one virtual thread: what several publishers write
/// before it comes to run goes out in one packet. The client flushes every message by itself, which
/// costs a system call here and a read at the broker for each.
///
/// A flush that fails closes the socket, from which the connection learns that it is lost, and with
/// it every message that is not confirmed.
final class SharedFlush extends SocketFrameHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SharedFlush.class);

  private final AtomicBoolean written = new AtomicBoolean();
  private final Thread flusher;
  private volatile boolean closed;

  private SharedFlush(Socket socket) throws IOException {
    super(socket);
    this.flusher = Thread.ofVirtual().name("rabbit-flush").unstarted(this::flushAll);
  }

  /// A connection factory whose connections flush like this.
  static final class Factory extends ConnectionFactory {
    @Override
    protected synchronized FrameHandlerFactory createFrameHandlerFactory() {
      return new SocketFrameHandlerFactory(
          getConnectionTimeout(), getSocketFactory(), getSocketConfigurator(), isSSL(), null) {
        @Override
        public FrameHandler create(Socket socket) throws IOException {
          SharedFlush handler = new SharedFlush(socket);
          handler.flusher.start();
          return handler;
        }
      };
    }
  }

  @Override
  public void flush(@Nullable WriteListener listener) throws IOException {
    if (listener != null) {
      super.flush(listener);
    } else if (!written.getAndSet(true)) {
      LockSupport.unpark(flusher);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(flusher);
    super.close();
  }

  private void flushAll() {
    try {
      while (!closed) {
        if (written.getAndSet(false)) {
          super.flush(null);
        } else {
          LockSupport.park(this);
        }
      }
    } catch (IOException e) {
      LOG.debug("flush failed: {}", e.getMessage());
      super.close();
    }
  }
}
