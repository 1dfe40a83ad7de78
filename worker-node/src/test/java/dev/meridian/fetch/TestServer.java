package dev.meridian.fetch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A source on a loopback port, as good or as hostile as its answers.
final class TestServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();

  /// Paths after whose answer the connection is closed.
  final List<String> closes = new CopyOnWriteArrayList<>();

  /// Every request, in the order of arrival.
  final List<Request> requests = new CopyOnWriteArrayList<>();

  /// A request as it came.
  ///
  /// @param path with its query
  /// @param nanos when
  record Request(String path, Map<String, String> headers, long nanos) {}

  /// What to send for a request.
  @FunctionalInterface
  interface Answer {
    void send(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  TestServer() {
    try {
      socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  int connections() {
    return connections.get();
  }

  void on(String path, Answer answer) {
    answers.put(path, answer);
  }

  /// Answers 200 with this body.
  void serve(String path, String contentType, byte[] body, String... headers) {
    on(path, (_, out) -> out.write(ok(contentType, body, headers)));
  }

  void serve(String path, String contentType, String body, String... headers) {
    serve(path, contentType, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /// Answers a status without a body.
  void status(String path, int status, String... headers) {
    on(path, (_, out) -> out.write(message(status + " Some Reason", new byte[0], headers)));
  }

  static byte[] ok(String contentType, byte[] body, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 1);
    all[headers.length] = "Content-Type: " + contentType;
    return message("200 OK", body, all);
  }

  static byte[] message(String status, byte[] body, String... headers) {
    var out = new ByteArrayOutputStream();
    String length =
        status.startsWith("204") || status.startsWith("304")
            ? ""
            : "Content-Length: " + body.length + "\r\n";
    String head =
        "HTTP/1.1 "
            + status
            + "\r\n"
            + String.join("\r\n", headers)
            + (headers.length > 0 ? "\r\n" : "")
            + length
            + "\r\n";
    out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }

  /// The start of an answer that ends when the connection does.
  static void head(OutputStream out, String... headers) throws IOException {
    String head =
        "HTTP/1.1 200 OK\r\nConnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket peer = socket.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> converse(peer));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void converse(Socket peer) {
    try (peer) {
      var in = new BufferedInputStream(peer.getInputStream());
      for (Request request = read(in); request != null; request = read(in)) {
        requests.add(request);
        String path = request.path().replaceFirst("\\?.*", "");
        Answer answer = answers.get(path);
        if (answer == null) {
          peer.getOutputStream().write(message("404 Not Found", new byte[0]));
        } else {
          answer.send(request, peer.getOutputStream());
        }
        peer.getOutputStream().flush();
        if (closes.contains(path)) {
          return;
        }
      }
    } catch (IOException | InterruptedException e) {
      // the client went away, as it may
    }
  }

  private static @Nullable Request read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return new Request(first.split(" ", 3)[1], headers, System.nanoTime());
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
