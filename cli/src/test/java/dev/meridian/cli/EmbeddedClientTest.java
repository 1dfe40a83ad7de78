package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.InvalidValueException;
import dev.meridian.client.TaskFailedException;
import dev.meridian.client.UnavailableException;
import dev.meridian.embed.Meridian;
import dev.meridian.module.TaskFolder;
import dev.meridian.route.RoutePolicy;
import dev.meridian.task.TaskType;
import dev.meridian.testing.TestServers;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A program that embeds Meridian, and workers that run the jar of the example, on RabbitMQ and
/// Redis.
@SuppressWarnings("NullAway.Init")
final class EmbeddedClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String BROKER = TestServers.rabbit().uri().toString();
  private static final String RESULTS = TestServers.redis().uri().toString();
  private static final TaskType<Order, Quote> PRICE =
      TaskType.of("quotes.price", Order.class, Quote.class);

  @TempDir private static Path folder;
  private static Path regions;
  private static Nodes nodes;

  record Order(String item, int count) {}

  record Quote(String item, double total, String region) {}

  @BeforeAll
  static void start() throws IOException {
    regions =
        Files.writeString(
            folder.resolve("regions.yaml"),
            """
            version: 1
            regions:
              - {id: embed-fra, location: [8.68, 50.11]}
              - {id: embed-sin, location: [103.8, 1.35]}
            """);
    nodes =
        Run.nodes(regions).with(TaskFolder.load(ExampleJar.in(folder.resolve("tasks")), Set.of()));
    for (String region : List.of("embed-fra", "embed-sin")) {
      nodes.startWorker(WorkerConfig.of(region + "@test", List.of(region), Scale.fixed(2)));
    }
  }

  @AfterAll
  static void stop() {
    nodes.close();
  }

  @Test
  void typedCallsGoWhereTheyAreSent() throws Exception {
    try (Meridian meridian = Meridian.with(BROKER, RESULTS).regions(regions).connect()) {
      var tasks = meridian.tasks();
      Quote near =
          tasks
              .submit(
                  PRICE,
                  new Order("tea", 3),
                  options -> options.near(8.7, 50).policy(RoutePolicy.PIN))
              .await(PATIENCE);
      assertThat(near).isEqualTo(new Quote("tea", 7.5, "embed-fra"));
      Quote quick =
          tasks.call(
              PRICE,
              new Order("bread", 1),
              PATIENCE,
              options -> options.region("embed-sin").policy(RoutePolicy.PIN));
      assertThat(quick).isEqualTo(new Quote("bread", 3.2, "embed-sin"));
      var gold = tasks.submit(PRICE, new Order("gold", 1));
      assertThatThrownBy(() -> gold.await(PATIENCE))
          .isInstanceOf(TaskFailedException.class)
          .hasMessage("UnknownItem: no gold here");
      var later =
          tasks.submit(
              PRICE, new Order("tea", 1), options -> options.countdown(Duration.ofSeconds(1)));
      assertThat(later.await(PATIENCE).total()).isEqualTo(2.5);
    }
  }

  @Test
  void whatCannotBeConnectedToIsNamed() {
    Duration moment = Duration.ofMillis(200);
    assertThatThrownBy(() ->
            Meridian.with("amqp://127.0.0.1:1", RESULTS)
                .regions(regions)
                .patience(moment)
                .connect())
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("broker: ");
    assertThatThrownBy(() -> Meridian.with("kafka://x", RESULTS).regions(regions).connect())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "broker: kafka:// (expected: a scheme that a module on the class path serves, here: [amqp, amqps])");
    assertThatThrownBy(() -> Meridian.with(RESULTS).regions(regions).connect())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("a URL for region embed-fra");
  }
}
