package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.meridian.builtin.Webhook;
import dev.meridian.fetch.WebhookHandler;
import dev.meridian.letter.LetterFilter;
import dev.meridian.letter.LetterHead;
import dev.meridian.retry.Backoff;
import dev.meridian.retry.RetryPolicy;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskState;
import dev.meridian.testing.Await;
import dev.meridian.webhook.WebhookEndpoint;
import dev.meridian.webhook.WebhookEndpoints;
import dev.meridian.webhook.WebhookSecret;
import dev.meridian.worker.WorkerConfig.Scale;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Webhooks through a worker: tried again, and what becomes of them in the end.
final class WebhookTaskTest {
  private static final Backoff SHORT = Backoff.fixed(Duration.ofMillis(20));
  private static final RetryPolicy QUICK = new RetryPolicy(4, SHORT, Duration.ofSeconds(5));

  private final WorkerScene scene = new WorkerScene();
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final List<Integer> answers = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private WebhookHandler handler;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          ids.add(exchange.getRequestHeaders().getFirst("webhook-id"));
          int status = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    var endpoint =
        new WebhookEndpoint(
            "here",
            URI.create(url()),
            List.of(new WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            5,
            true);
    handler =
        new WebhookHandler(() -> new WebhookEndpoints(List.of(endpoint)), InstantSource.system());
    scene.registry.handle(Webhook.TYPE.with(QUICK), handler);
    scene.start(Scale.fixed(2));
  }

  @AfterEach
  void stop() {
    scene.close();
    handler.close();
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private TaskId send(Integer... statuses) {
    answers.addAll(List.of(statuses));
    return scene.send(
        "webhook", "{\"url\": \"" + url() + "x\", \"event\": {\"a\": 1}, \"id\": \"msg_7\"}");
  }

  @Test
  void eventIsSentUntilItIsTakenUnderOneId() {
    TaskId task = send(500, 404, 200);
    assertThat(scene.result(task).state()).isEqualTo(TaskState.SUCCESSFUL);
    assertThat(scene.result(task).value().path("status").asInt()).isEqualTo(200);
    assertThat(ids).containsExactly("msg_7", "msg_7", "msg_7");
  }

  @Test
  void eventThatNobodyTakesBecomesADeadLetter() {
    send(500);
    LetterHead letter = letter();
    assertThat(letter.reason()).contains("here answered with the status 500.");
    assertThat(letter.attempts()).isEqualTo(4);
    assertThat(ids).hasSize(4);
  }

  @Test
  void eventForAReceiverThatIsGoneIsSentOnce() {
    send(410);
    assertThat(letter().reason()).contains("WebhookGone");
    assertThat(ids).hasSize(1);
  }

  private LetterHead letter() {
    Await.until("a dead letter", () -> scene.store.letters().count(LetterFilter.ALL) > 0);
    return scene.store.letters().page(LetterFilter.ALL, null, 2).letters().getFirst();
  }
}
