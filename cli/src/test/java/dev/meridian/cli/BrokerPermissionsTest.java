package dev.meridian.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.control.ControlBus.Hearing;
import dev.meridian.control.Event;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.gateway.MetricsServer;
import dev.meridian.json.Json;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.route.QueueName;
import dev.meridian.seal.SigningMode;
import dev.meridian.testing.Await;
import dev.meridian.testing.Metrics;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.TestServers;
import dev.meridian.wire.Message;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A gateway and a worker on an empty virtual host of RabbitMQ, as a user who may do what the
/// operator's guide says and nothing else.
@SuppressWarnings("NullAway.Init")
final class BrokerPermissionsTest {
  private static final Path GUIDE = Path.of("..", "docs", "operators.md");
  private static final Pattern LINE =
      Pattern.compile("rabbitmqctl set_permissions meridian '([^']+)' '([^']+)' '([^']+)'");
  private static final RabbitNode RABBIT = TestServers.rabbit();
  private static final String HOST = "restricted";

  @TempDir private static Path folder;
  private static URI uri;
  private static Nodes nodes;

  @BeforeAll
  static void start() throws IOException {
    Matcher line = LINE.matcher(Files.readString(GUIDE));
    assertThat(line.find()).as("the line with the permissions").isTrue();
    RABBIT.ctl("add_vhost", HOST);
    RABBIT.ctl("add_user", "meridian", "secret");
    RABBIT.ctl(
        "set_permissions", "-p", HOST, "meridian", line.group(1), line.group(2), line.group(3));
    uri = URI.create("amqp://meridian:secret@127.0.0.1:" + RABBIT.port() + "/" + HOST);
    Files.writeString(
        folder.resolve("regions.yaml"),
        "version: 1\nregions: [{id: perms, location: [8, 50], broker: \"" + uri + "\"}]\n");
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    nodes = Nodes.shared(Run.shell(Map.of(), "", nowhere, nowhere), settings());
  }

  private static Settings settings() {
    Settings settings = new Settings();
    new CommandLine(settings)
        .registerConverter(SigningMode.class, SigningMode::of)
        .parseArgs(
            "--config",
            folder.resolve("regions.yaml").toString(),
            "--results",
            TestServers.redis().uri() + "/7"); // fences and objects stay, which others look for
    return settings;
  }

  @AfterAll
  static void stop() {
    nodes.close();
    RABBIT.ctl("delete_vhost", HOST);
    RABBIT.ctl("delete_user", "meridian");
  }

  @Test
  void gatewayWorkerAndControlWorkWithThem() {
    nodes.startWorker(WorkerConfig.of("perms@test", List.of("perms"), Scale.fixed(2)));
    String gateway =
        nodes.startGateway(GatewayConfig.defaults().at("127.0.0.1", 0)).uri().toString();
    try (ScenarioHttp http = new ScenarioHttp(gateway)) {
      Await.until(
          "the region is healthy",
          () -> http.get("/regions/perms").json().path("properties").path("healthy").asBoolean());
      assertThat(http.execute("echo", "{\"inputs\":{\"stringInput\":\"hi\"}}").expect(200).json())
          .hasToString("\"hi\"");
      assertPositionsAreCounted(http);
    }
    String[] ping = {"inspect", "ping", "-d", "perms@test", "-t", "20s"};
    assertThat(Run.of(environment(), "", ping).out()).contains("perms@test  pong");
  }

  /// Three positions of which one is nonsense and one enters, in the metrics of the gateway and of
  /// the worker, and in what the worker says when it is asked.
  private static void assertPositionsAreCounted(ScenarioHttp http) {
    String fence =
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[31.7,47.3]},\"properties\":{\"radius\":500}}";
    long before = Metrics.at(http.base() + "/metrics").of("fences_loaded");
    var _ = http.send("PUT", "/fences/perms-depot", fence).expect(201);
    String position =
        "{\"object\":\"perms\",\"time\":\"2026-01-01T12:0%d:00Z\",\"lon\":31.7,\"lat\":%s}";
    List<String> three =
        List.of(
            position.formatted(0, 47.4), position.formatted(1, 95), position.formatted(9, 47.3));
    Await.until(
        "the fence is known",
        () -> Metrics.at(http.base() + "/metrics").of("fences_loaded") > before);
    var _ = http.send("POST", "/positions", three.toString()).expect(202);
    String created = "crossings_created_total{kind=\"enter\",region=\"perms\"}";
    Await.until("it enters", () -> Metrics.at(http.base() + "/metrics").of(created) == 1);
    Metrics gateway = Metrics.at(http.base() + "/metrics");
    assertThat(gateway.of("positions_received_total{outcome=\"accepted\",way=\"http\"}"))
        .isEqualTo(2);
    assertThat(gateway.of("positions_received_total{outcome=\"malformed\",way=\"http\"}")).isOne();
    assertThat(gateway.of("positions_published_total{outcome=\"confirmed\",region=\"perms\"}"))
        .isEqualTo(2);
    try (MetricsServer server =
        MetricsServer.start("127.0.0.1", 0, nodes.metrics(), InstantSource.system())) {
      Metrics worker = Metrics.at(server.uri().toString());
      assertThat(worker.of("positions_evaluated_total{region=\"perms\",verdict=\"accepted\"}"))
          .isEqualTo(2);
      assertThat(worker.of("position_partitions_held{region=\"perms\"}")).isOne();
      assertThat(gateway.types()).containsAllEntriesOf(worker.types());
    }
    String[] stats = {"inspect", "stats", "-d", "perms@test", "-t", "20s", "--json"};
    JsonNode said = Run.of(environment(), "", stats).json().findValue("tracking");
    assertThat(said.at("/regions/perms/positions/accepted").asInt()).isEqualTo(2);
    assertThat(said.at("/regions/perms/crossings/enter").asInt()).isEqualTo(1);
  }

  private static Map<String, String> environment() {
    return Map.of("MERIDIAN_CONFIG", folder.resolve("regions.yaml").toString());
  }

  @Test
  void delaysDeadLettersAndEventsWorkWithThem() throws Exception {
    QueueName queue = new QueueName("meridian.perms-delay");
    Queue<ObjectNode> events = new ConcurrentLinkedQueue<>();
    try (RabbitBroker broker =
        RabbitBroker.connect(RabbitConfig.defaults(uri), InstantSource.system())) {
      assertThat(broker.awaitConnected(Duration.ofSeconds(20))).isTrue();
      BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
      broker.declare(queue);
      var _ = broker.consume(queue, 5, deliveries::add);
      Message message =
          new Message(Map.of(), "application/json", "utf-8", null, 0, "[]".getBytes(UTF_8));
      broker.publish(new Publication(queue, message, Duration.ofSeconds(1)));
      Await.until("it is delivered", () -> !deliveries.isEmpty());
      deliveries.take().deadLetter("for the test");
      try (Hearing hearing = broker.control().hear(events::add)) {
        Await.until("it hears", hearing::isListening);
        broker.control().emit(new Event("n@x", "worker-online", Instant.EPOCH, Json.object()));
        Await.until("the event is heard", () -> !events.isEmpty());
      }
      Await.until("it is buried", () -> broker.depth(queue).ready() == 0);
      assertThatThrownBy(() -> broker.declare(new QueueName("another")))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("ACCESS_REFUSED");
    }
  }
}
