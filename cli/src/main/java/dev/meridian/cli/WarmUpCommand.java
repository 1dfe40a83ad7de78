package dev.meridian.cli;

import dev.meridian.gateway.GatewayConfig;
import dev.meridian.json.Json;
import dev.meridian.rabbit.RabbitBroker;
import dev.meridian.rabbit.RabbitConfig;
import dev.meridian.redis.RedisConfig;
import dev.meridian.redis.RedisStore;
import dev.meridian.result.Store;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ObjectNode;

/// The hidden `meridian warm-up`: does a little of everything, silently. The launcher runs it once
/// after a build, to learn for its ahead-of-time cache which classes are needed (JEP 514, JEP 515).
@Command(name = "warm-up", hidden = true, description = "Trains the ahead-of-time cache.")
final class WarmUpCommand implements Callable<Integer> {
  /// Where nobody listens.
  private static final String NOWHERE = "127.0.0.1:1";

  private static final int CLIENTS = 8;
  private static final int ECHOES = 1_000;

  private final Shell shell;

  WarmUpCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Shell silent = shell.silent(new PrintWriter(Writer.nullWriter()));
    Cli.run(silent, "regions", "--gateway", "http://" + NOWHERE);
    Cli.run(silent, "--help");
    int demo = Cli.run(silent, "demo");
    manyEchoes(silent);
    connectToNobody();
    return demo;
  }

  /// Enough for the compiler's profiles of the path that every task takes.
  private static void manyEchoes(Shell silent) {
    RegionsInUse regions = RegionsInUse.demo("http://" + NOWHERE);
    try (Nodes nodes = Nodes.embedded(silent, new Settings(), regions);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      nodes.startWorkers();
      String url = nodes.startGateway(GatewayConfig.defaults().at("127.0.0.1", 0)).uri().toString();
      for (int i = 0; i < CLIENTS; i++) {
        clients.execute(() -> echoes(url));
      }
    }
  }

  private static void echoes(String url) {
    ObjectNode body = Json.object();
    body.set("inputs", Json.object().put("stringInput", "warm-up"));
    try (GatewayClient client = new GatewayClient(url)) {
      for (int i = 0; i < ECHOES; i++) {
        client.execute("/processes/echo/execution", body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void connectToNobody() {
    RabbitConfig rabbit = RabbitConfig.defaults(URI.create("amqp://" + NOWHERE));
    RedisConfig redis = RedisConfig.defaults(URI.create("redis://" + NOWHERE));
    try (RabbitBroker broker = RabbitBroker.connect(rabbit, shell.clock());
        Store store = RedisStore.connect(redis, shell.clock())) {
      shell.out().println(broker.awaitConnected(Duration.ofMillis(300)) || store.results().isUp());
    }
  }
}
