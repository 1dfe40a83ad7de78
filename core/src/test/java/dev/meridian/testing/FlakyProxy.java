package dev.meridian.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A TCP proxy in front of a server of this machine that can stop forwarding while it keeps its
/// connections open, as a network does that loses a route, or forward later, as one that is slow.
/// When it is closed, both sides lose their connections as if the other one had been killed.
public final class FlakyProxy implements AutoCloseable {
  private final URI target;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile int silent; // connections accepted up to this number are not served
  private boolean held; // guarded by this

  /// A proxy in front of the server at this address, whose host is this machine.
  public FlakyProxy(URI target) {
    this.target = target;
    try {
      this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("proxy").start(this::accept);
  }

  /// The same address by way of the proxy.
  public URI uri() {
    String text = target.toString();
    return URI.create(text.replaceFirst(":" + target.getPort(), ":" + door.getLocalPort()));
  }

  /// Forwards nothing more on the connections of now; later ones work.
  public void silenceOpenConnections() {
    silent = accepted.get();
  }

  /// Holds back what either side sends from now on, and that it left, until [#release()].
  public synchronized void hold() {
    held = true;
  }

  /// Forwards what it held back, in order, also to a server whose client is gone by now.
  public synchronized void release() {
    held = false;
    notifyAll();
  }

  /// Ends the connections of now, for both sides; what is held back of them is lost. Later ones
  /// work.
  public void cutOpenConnections() {
    open.removeIf(socket -> {
      closeQuietly(socket);
      return true;
    });
  }

  /// How many connections were made so far.
  public int accepted() {
    return accepted.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        open.add(client);
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target.getPort());
        open.add(server);
        int number = accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> forward(client, server, number));
        Thread.ofVirtual().start(() -> forward(server, client, number));
      }
    } catch (IOException e) {
      close();
    }
  }

  private void forward(Socket from, Socket to, int number) {
    byte[] buffer = new byte[8_192];
    try {
      for (int length = from.getInputStream().read(buffer);
          length >= 0;
          length = from.getInputStream().read(buffer)) {
        if (number > silent) {
          awaitRelease();
          to.getOutputStream().write(buffer, 0, length);
        }
      }
      if (number > silent) {
        awaitRelease();
        closeQuietly(to);
      }
    } catch (IOException e) {
      closeQuietly(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitRelease() throws InterruptedException {
    while (held) {
      wait();
    }
  }

  @Override
  public void close() {
    closeQuietly(door);
    open.forEach(FlakyProxy::closeQuietly);
    release();
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
