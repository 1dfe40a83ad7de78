package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/// Asks a Redis server questions that the result store never asks, over RESP 2 (redis.io/docs,
/// "Redis serialization protocol"). For one thread.
final class RedisDialogue implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5_000;
  private static final int MOST_BYTES = 1 << 20;

  private final Socket socket;
  private final InputStream in;

  /// Connects and logs in.
  RedisDialogue(URI uri) throws IOException {
    Reach reach = Reach.of(uri.toString());
    Socket plain = new Socket();
    plain.connect(new InetSocketAddress(reach.host(), reach.port()), PATIENCE_MILLIS);
    plain.setSoTimeout(PATIENCE_MILLIS);
    this.socket =
        "rediss".equals(uri.getScheme())
            ? ((SSLSocketFactory) SSLSocketFactory.getDefault())
                .createSocket(plain, reach.host(), reach.port(), true)
            : plain;
    this.in = new BufferedInputStream(socket.getInputStream());
    String user = uri.getRawUserInfo();
    if (user != null) {
      String[] parts = user.split(":", 2);
      String password = decoded(parts[parts.length - 1]);
      ask(
          parts.length == 1 || parts[0].isEmpty()
              ? List.of("AUTH", password)
              : List.of("AUTH", decoded(parts[0]), password));
    }
  }

  /// The answer to a command: its text, or the texts of an array.
  ///
  /// @throws IOException also if the server answers with an error
  List<String> ask(List<String> command) throws IOException {
    StringBuilder request = new StringBuilder("*" + command.size() + "\r\n");
    for (String word : command) {
      request.append('$').append(word.getBytes(UTF_8).length).append("\r\n").append(word);
      request.append("\r\n");
    }
    socket.getOutputStream().write(request.toString().getBytes(UTF_8));
    return answer();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private List<String> answer() throws IOException {
    String line = line();
    String rest = line.isEmpty() ? "" : line.substring(1);
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+', ':' -> List.of(rest);
      case '$' -> List.of(text(number(rest)));
      case '*' -> array(number(rest));
      case '-' -> throw new IOException(rest);
      default -> throw new IOException("not an answer of Redis: " + Text.safe(line));
    };
  }

  private List<String> array(int size) throws IOException {
    List<String> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.addAll(answer());
    }
    return items;
  }

  private String text(int length) throws IOException {
    if (length < 0) {
      return "";
    }
    String text = new String(in.readNBytes(length), UTF_8);
    line();
    return text;
  }

  private static int number(String text) throws IOException {
    if (!text.matches("-1|[0-9]{1,7}") || Integer.parseInt(text) > MOST_BYTES) {
      throw new IOException("not an answer of Redis: " + text);
    }
    return Integer.parseInt(text);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() > MOST_BYTES) {
        throw new IOException("the connection ended");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }
}
