package dev.meridian.rabbit;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import java.io.IOException;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;

/// Opens connections. Recovery is the link's business, so the client's own is off; TLS checks
/// certificate and host name, which the client's default does not. How large a message may be is
/// for the broker to say: the client would end the connection at one of more than 64 MiB, and so
/// would every other one that the broker gives it to.
final class Dialer {
  private final RabbitConfig config;

  Dialer(RabbitConfig config) {
    this.config = config;
  }

  Line dial(String purpose) throws IOException, TimeoutException {
    AtomicReference<Socket> socket = new AtomicReference<>();
    ConnectionFactory factory = factory(purpose);
    factory.setSocketConfigurator(configured -> configure(configured, socket));
    var connection = factory.newConnection(config.connectionName() + " " + purpose);
    return new Line(connection, socket.get());
  }

  private void configure(Socket socket, AtomicReference<Socket> kept) throws IOException {
    kept.set(socket);
    SocketConfigurators.defaultConfigurator().configure(socket);
    if (config.tls()) {
      SocketConfigurators.enableHostnameVerification().configure(socket);
    }
  }

  private ConnectionFactory factory(String purpose) throws IOException {
    ConnectionFactory factory = new SharedFlush.Factory();
    factory.setHost(config.uri().getHost());
    factory.setPort(config.port());
    factory.setUsername(config.user());
    factory.setPassword(config.password());
    factory.setVirtualHost(config.virtualHost());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setConnectionTimeout(millis(config.timeouts().connect()));
    factory.setHandshakeTimeout(millis(config.timeouts().connect()));
    factory.setChannelRpcTimeout(millis(config.timeouts().confirm()));
    factory.setChannelShouldCheckRpcResponseType(true);
    factory.setMaxInboundMessageBodySize(Integer.MAX_VALUE);
    int heartbeat = Math.toIntExact(config.timeouts().heartbeat().toSeconds());
    factory.setRequestedHeartbeat(Math.max(1, heartbeat));
    factory.setExceptionHandler(new LoggingExceptionHandler());
    factory.setSharedExecutor(Executors.newVirtualThreadPerTaskExecutor());
    factory.setThreadFactory(Thread.ofPlatform().daemon().name("rabbit-" + purpose, 0).factory());
    if (config.tls()) {
      factory.useSslProtocol(tls());
    }
    return factory;
  }

  private static SSLContext tls() throws IOException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("the platform has no TLS", e);
    }
  }

  private static int millis(Duration duration) {
    return Math.toIntExact(duration.toMillis());
  }
}
