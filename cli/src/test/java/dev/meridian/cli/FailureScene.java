package dev.meridian.cli;

import dev.meridian.json.Json;
import dev.meridian.testing.Await;
import dev.meridian.testing.RabbitNode;
import dev.meridian.testing.RedisNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A gateway and workers as processes of their own, on a broker and a store of their own, all of
/// which may be killed. What Redis confirmed survives its end.
final class FailureScene implements AutoCloseable {
  static final String REGION = "fra";

  /// How many tasks may wait for the broker.
  static final int OUTBOX = 500;

  private static final String REGIONS =
      """
      version: 1
      regions: [{id: fra, location: [8.68, 50.11]}]
      tasks: [{name: test.poison}]
      """
          + Stays.CLASSES;

  final RabbitNode rabbit = RabbitNode.launch();
  final RedisNode redis = RedisNode.launch("--appendonly", "yes");
  final ScenarioHttp http;
  private final Map<String, String> environment;
  private final List<Program> programs = new ArrayList<>();

  FailureScene() {
    environment =
        Map.of(
            "MERIDIAN_BROKER", rabbit.uri().toString(),
            "MERIDIAN_RESULTS", redis.uri().toString(),
            "MERIDIAN_CONFIG", regionsFile().toString(),
            "MERIDIAN_OUTBOX", "" + OUTBOX);
    http = new ScenarioHttp(url(gateway()));
  }

  /// Starts one more gateway.
  Program gateway() {
    return gateway(0);
  }

  /// Starts one more gateway at a port.
  Program gateway(int port) {
    return add(Program.start(environment, "gateway", "--port", "" + port, "--json"))
        .awaitOut("\"ready\":\"gateway\"");
  }

  /// What a gateway is called by.
  static String url(Program gateway) {
    return Json.read(gateway.out()).path("url").asString();
  }

  private static Path regionsFile() {
    try {
      return Files.writeString(Files.createTempFile(Program.output(), "failure", ".yaml"), REGIONS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a worker and returns once it consumes.
  Program worker(String name, int concurrency) {
    String[] args = {
      "worker", "--region", REGION, "--name", name, "--concurrency", Integer.toString(concurrency)
    };
    return add(Program.start(environment, args)).awaitOut("consuming meridian." + REGION);
  }

  /// Starts a worker that knows only the task that kills it.
  Program poisonedWorker() {
    return add(Program.start(FailurePoison.class, List.of(), environment));
  }

  /// Starts a worker on which that task has another effect, one of [FailurePoison.Effect].
  Program worker(FailurePoison.Effect effect) {
    return add(Program.start(FailurePoison.class, List.of(), environment, effect.name()))
        .awaitOut("consuming true");
  }

  /// Waits until the gateway knows of so many workers that consume.
  void awaitConsumers(int count) {
    Await.until(count + " workers", () -> health().path("workers").asInt() == count);
  }

  /// What the gateway knows of the region.
  JsonNode health() {
    return http.get("/regions/" + REGION).expect(200).json().path("properties").path("health");
  }

  private Program add(Program program) {
    programs.add(program);
    return program;
  }

  @Override
  public void close() {
    http.close();
    programs.forEach(Program::close);
    rabbit.close();
    redis.close();
  }
}
