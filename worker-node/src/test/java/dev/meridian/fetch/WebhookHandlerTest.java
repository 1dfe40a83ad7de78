package dev.meridian.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.meridian.builtin.Webhook;
import dev.meridian.builtin.WebhookInput;
import dev.meridian.json.Json;
import dev.meridian.task.TaskException;
import dev.meridian.webhook.WebhookEndpoint;
import dev.meridian.webhook.WebhookEndpoints;
import dev.meridian.webhook.WebhookSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Webhooks to a receiver on this machine.
final class WebhookHandlerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.7Z");
  private static final String KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OLD_KEY = "C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Received(String method, Map<String, String> headers, byte[] body) {}

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final TestAttempt attempt = new TestAttempt();
  private HttpServer server;
  private WebhookHandler handler;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    answer("/ok", 204, Map.of());
    handler = handler(true, Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    over.countDown();
    handler.close();
    server.stop(0);
  }

  private WebhookHandler handler(boolean privateNetworks, Duration timeout) {
    var secrets = List.of(new WebhookSecret("whsec_" + KEY), new WebhookSecret("whsec_" + OLD_KEY));
    var endpoint =
        new WebhookEndpoint(
            "here", URI.create(url("")), secrets, timeout, timeout, 5, privateNetworks);
    return new WebhookHandler(() -> new WebhookEndpoints(List.of(endpoint)), () -> NOW);
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /// Answers with a body that nobody wants.
  private void answer(String path, int status, Map<String, String> headers) {
    server.createContext(
        path,
        exchange -> {
          Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
          exchange.getRequestHeaders().forEach((name, all) -> sent.put(name, all.getFirst()));
          byte[] body = exchange.getRequestBody().readAllBytes();
          received.add(new Received(exchange.getRequestMethod(), sent, body));
          headers.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, status == 204 ? -1 : 0);
          if (status != 204) {
            exchange.getResponseBody().write(new byte[100_000]);
          }
          exchange.close();
        });
  }

  private int send(String path) throws InterruptedException {
    var event = Json.object().put("type", "crossing.enter").put("text", "Zürich");
    var input = new WebhookInput(url(path), event, "msg_1", null);
    var output = handler.run(input, attempt);
    assertThat(Webhook.TYPE.schemas().output().check(output)).isEmpty();
    return output.path("status").asInt();
  }

  private TaskException failure(String path) {
    return catchThrowableOfType(TaskException.class, () -> send(path));
  }

  @Test
  void eventArrivesWithASignatureOfEachSecret() throws Exception {
    assertThat(send("/ok")).isEqualTo(204);
    Received got = received.getFirst();
    assertThat(got.method()).isEqualTo("POST");
    assertThat(got.body()).asString(UTF_8).contains("Zürich");
    assertThat(got.headers())
        .containsEntry("webhook-id", "msg_1")
        .containsEntry("webhook-timestamp", "" + NOW.getEpochSecond())
        .containsEntry("content-type", "application/json");
    assertThat(got.headers().get("webhook-signature"))
        .isEqualTo("v1," + expected(KEY, got) + " v1," + expected(OLD_KEY, got));
    assertThat(attempt.notes).containsEntry("endpoint", "here").containsEntry("httpStatus", 204);
  }

  /// The signature, made as a receiver would.
  private static String expected(String key, Received got) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "raw"));
    String head = got.headers().get("webhook-id") + "." + got.headers().get("webhook-timestamp");
    mac.update(head.getBytes(UTF_8));
    mac.update((byte) '.');
    return Base64.getEncoder().encodeToString(mac.doFinal(got.body()));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 404, 500, 502})
  void statusThatMayPassIsTriedAgain(int status) {
    answer("/status", status, Map.of("Location", "/ok", "Retry-After", "70"));
    TaskException failure = failure("/status");
    assertThat(failure.type()).isEqualTo("WebhookUnavailable");
    assertThat(failure).hasMessage("here answered with the status " + status + ".");
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.retryAfter()).isEmpty();
    assertThat(received).as("no redirect is followed").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void receiverThatAsksToBeLeftAloneIs(int status) {
    answer("/busy", status, Map.of("Retry-After", "70"));
    TaskException failure = failure("/busy");
    assertThat(failure.retryAfter()).contains(Duration.ofSeconds(70));
  }

  @Test
  void receiverThatIsGoneIsNotTriedAgain() {
    answer("/gone", 410, Map.of());
    TaskException failure = failure("/gone");
    assertThat(failure.type()).isEqualTo("WebhookGone");
    assertThat(failure.retryable()).isFalse();
  }

  @Test
  void receiverThatDoesNotAnswerIsBrokenOff() {
    handler.close();
    handler = handler(true, Duration.ofMillis(300));
    server.createContext(
        "/slow",
        exchange -> {
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    TaskException failure = failure("/slow");
    assertThat(failure.type()).isIn("WebhookTimeout", "WebhookUnavailable");
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void receiverThatIsNotThereMayComeBack() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    handler.close();
    server.stop(0);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    handler = handler(true, Duration.ofSeconds(2));
    server.start();
    server.stop(0);
    TaskException failure = failure("/ok");
    assertThat(failure.type()).isEqualTo("WebhookUnavailable");
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void privateAddressIsRefusedUnlessItIsAllowed() {
    handler.close();
    handler = handler(false, Duration.ofSeconds(2));
    TaskException failure = failure("/ok");
    assertThat(failure.type()).isEqualTo("WebhookRefused");
    assertThat(failure.retryable()).isFalse();
    assertThat(received).isEmpty();
  }

  @Test
  void addressThatNobodyConfiguredIsRefused() {
    var input = new WebhookInput("http://127.0.0.2/", Json.object(), "msg_1", null);
    TaskException failure =
        catchThrowableOfType(TaskException.class, () -> handler.run(input, attempt));
    assertThat(failure.type()).isEqualTo("WebhookRefused");
    var other = new WebhookInput(url("/ok"), Json.object(), "msg_1", "there");
    failure = catchThrowableOfType(TaskException.class, () -> handler.run(other, attempt));
    assertThat(failure.type()).isEqualTo("WebhookRefused");
  }

  @Test
  void eventThatIsTooLargeIsRefused() {
    var event = Json.object().put("text", "x".repeat(WebhookHandler.LARGEST));
    var input = new WebhookInput(url("/ok"), event, "msg_1", null);
    TaskException failure =
        catchThrowableOfType(TaskException.class, () -> handler.run(input, attempt));
    assertThat(failure.type()).isEqualTo("WebhookTooLarge");
    assertThat(received).isEmpty();
  }
}
