package dev.meridian.redis;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.util.JedisURIHelper;
import redis.clients.jedis.util.RedisInputStream;
import redis.clients.jedis.util.RedisOutputStream;

/// One authenticated connection that speaks RESP2 and never reconnects. One thread may write while
/// another reads; any thread may close it. Throws [JedisConnectionException] when it is lost and
/// [redis.clients.jedis.exceptions.JedisDataException] for an error reply.
final class Wire implements AutoCloseable {
  private final Socket socket;
  private final RedisOutputStream out;
  private final RedisInputStream in;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.out = new RedisOutputStream(socket.getOutputStream());
    this.in = new RedisInputStream(socket.getInputStream());
  }

  /// Connects, authenticates and selects the database, and returns once a PING is answered.
  ///
  /// @param patience the longest silence of the peer a read takes
  static Wire open(RedisConfig config, Duration patience) {
    int timeout = Math.toIntExact(config.timeout().toMillis());
    var options = DefaultJedisClientConfig.builder().timeoutMillis(timeout);
    if (JedisURIHelper.isRedisSSLScheme(config.uri())) {
      options.sslOptions(SslOptions.defaults());
    }
    var peer = new HostAndPort(config.uri().getHost(), config.port());
    Socket socket = new DefaultJedisSocketFactory(peer, options.build()).createSocket();
    try {
      var wire = new Wire(socket);
      wire.introduce(config);
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      return wire;
    } catch (IOException e) {
      closeQuietly(socket);
      throw new JedisConnectionException(e);
    } catch (RuntimeException e) {
      closeQuietly(socket);
      throw e;
    }
  }

  private void introduce(RedisConfig config) {
    String user = JedisURIHelper.getUser(config.uri());
    String password = JedisURIHelper.getPassword(config.uri());
    if (password != null) {
      var auth = new CommandArguments(Command.AUTH);
      ask(user == null ? auth.add(password) : auth.add(user).add(password));
    }
    if (JedisURIHelper.hasDbIndex(config.uri())) {
      ask(new CommandArguments(Command.SELECT).add(JedisURIHelper.getDBIndex(config.uri())));
    }
    ask(new CommandArguments(Command.PING));
  }

  private void ask(CommandArguments command) {
    write(command);
    flush();
    read();
  }

  /// Adds a command to what the next [#flush] sends.
  void write(CommandArguments command) {
    Protocol.sendCommand(out, command);
  }

  void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new JedisConnectionException(e);
    }
  }

  /// The next reply: bytes, a [Long], a list of such, or null. RESP2 knows no pushes besides.
  @Nullable Object read() {
    return Protocol.read(in, null);
  }

  /// Wakes whoever reads or writes with an exception.
  @Override
  public void close() {
    closeQuietly(socket);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // The socket is gone either way.
    }
  }
}
