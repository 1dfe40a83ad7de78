package dev.meridian.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meridian.broker.Broker;
import dev.meridian.broker.Delivery;
import dev.meridian.client.Submitted;
import dev.meridian.client.TaskFailedException;
import dev.meridian.client.Tasks;
import dev.meridian.embed.Meridian;
import dev.meridian.json.Json;
import dev.meridian.module.TaskFolder;
import dev.meridian.module.TaskModules;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.route.QueueName;
import dev.meridian.task.PayloadVersions;
import dev.meridian.task.TaskModule;
import dev.meridian.task.TaskType;
import dev.meridian.testing.JarMaker;
import dev.meridian.testing.TestServers;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Clients of yesterday and a worker of today, on RabbitMQ and Redis.
final class OldMessagesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final URI BROKER = TestServers.rabbit().uri();
  private static final URI RESULTS = TestServers.redis().uri();
  private static final String MODULE =
      """
      package post;

      import dev.meridian.task.*;

      public final class Parcels implements TaskModule {
        public record Parcel(int grams) {}

        @Override
        public void register(TaskSink sink) {
          sink.handle(
              TaskType.of("parcels.send", Parcel.class, Parcel.class)
                  .with(PayloadVersions.of(3)
                      .from(2, old -> old.put("grams", 1000 * old.path("kg").asInt()))),
              (parcel, attempt) -> parcel);
        }
      }
      """;

  @TempDir private Path folder = Path.of("");

  private static TaskType<JsonNode, JsonNode> parcels(int version) {
    return TaskType.of("parcels.send", JsonNode.class, JsonNode.class)
        .with(PayloadVersions.of(version));
  }

  private Nodes worker(Path regions) {
    new JarMaker()
        .source("post.Parcels", MODULE)
        .file("META-INF/services/" + TaskModule.class.getName(), "post.Parcels")
        .write(folder.resolve("parcels.jar"));
    TaskModules own = TaskFolder.load(folder, Set.of());
    Nodes nodes = Run.nodes(regions).with(own);
    nodes.startWorker(WorkerConfig.of("old-msg@test", List.of("old-msg"), Scale.fixed(2)));
    return nodes;
  }

  @Test
  void oldMessageIsRaisedOrFailsAloneAndTheWorkerStaysUp() throws Exception {
    Path regions =
        Files.writeString(
            folder.resolve("regions.yaml"),
            "version: 1\nregions: [{id: old-msg, location: [8.68, 50.11]}]\n");
    BlockingQueue<Delivery> dead = new LinkedBlockingQueue<>();
    try (Nodes nodes = worker(regions);
        Broker broker =
            RabbitBroker.connect(RabbitConfig.defaults(BROKER), InstantSource.system());
        Meridian meridian =
            Meridian.with(BROKER.toString(), RESULTS.toString()).regions(regions).connect()) {
      assertThat(nodes.regions().map().regions()).hasSize(1);
      Tasks tasks = meridian.tasks();
      Submitted<JsonNode> first = tasks.submit(parcels(1), Json.read("{\"stones\": 1}"));
      assertThatThrownBy(() -> first.await(PATIENCE))
          .isInstanceOf(TaskFailedException.class)
          .hasMessageStartingWith("UnknownVersion: payload version: 1 (expected: 3, or a way up");
      Submitted<JsonNode> second = tasks.submit(parcels(2), Json.read("{\"kg\": 5}"));
      assertThat(second.await(PATIENCE).path("grams").asInt()).isEqualTo(5000);
      Submitted<JsonNode> third = tasks.submit(parcels(3), Json.read("{\"grams\": 7}"));
      assertThat(third.await(PATIENCE).path("grams").asInt()).isEqualTo(7);

      broker.declare(QueueName.DEAD);
      var _ = broker.consume(QueueName.DEAD, 100, dead::add);
      assertThat(reasonOf(first, dead))
          .startsWith("UnknownVersion: payload version: 1 (expected: 3, or a way up");
    }
  }

  /// The reason in the dead letter of a task; puts the others back.
  private static String reasonOf(Submitted<?> task, BlockingQueue<Delivery> dead)
      throws InterruptedException {
    while (true) {
      Delivery delivery = dead.poll(20, TimeUnit.SECONDS);
      if (delivery == null) {
        throw new AssertionError("no dead letter in time");
      }
      Map<String, ?> headers = delivery.message().headers();
      if (task.id().value().equals(String.valueOf(headers.get("id")))) {
        delivery.ack();
        return String.valueOf(headers.get("meridian-reason"));
      }
    }
  }
}
