package dev.meridian.rabbit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/// One open connection with the socket under it.
record Line(Connection connection, Socket socket) {

  /// Something to do on a channel.
  @FunctionalInterface
  interface Steps {
    void on(Channel channel) throws IOException;
  }

  /// Something to find out on a channel.
  @FunctionalInterface
  interface Question<T> {
    T on(Channel channel) throws IOException;
  }

  boolean isOpen() {
    return connection.isOpen();
  }

  /// Takes the steps on a channel of their own: the broker answers a wrong step by closing its
  /// channel, and that must hurt nobody else.
  void run(Steps steps) throws IOException {
    ask(channel -> {
      steps.on(channel);
      return true;
    });
  }

  /// Asks on a channel of its own.
  <T> T ask(Question<T> question) throws IOException {
    Channel channel = connection.createChannel();
    try {
      return question.on(channel);
    } finally {
      channel.abort();
    }
  }

  /// Says goodbye and waits for the answer, but no longer than `wait`. A writer that is stuck in
  /// the socket holds the client's locks, so the goodbye has its own thread and the socket the last
  /// word.
  void hangUp(Duration wait) {
    Thread goodbye = Thread.startVirtualThread(() -> sayGoodbye(Math.toIntExact(wait.toMillis())));
    try {
      goodbye.join(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cut();
  }

  /// Ends the connection at once, from under whoever reads or writes it. Without lingering, as a
  /// TLS socket would wait for the stuck writer first.
  void cut() {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // Closed already, which is what was wanted.
    }
  }

  private void sayGoodbye(int millis) {
    connection.abort(AMQP.REPLY_SUCCESS, "closed by its owner", millis);
  }
}
