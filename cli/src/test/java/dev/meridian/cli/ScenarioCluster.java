package dev.meridian.cli;

import dev.meridian.gateway.Gateway;
import dev.meridian.gateway.GatewayConfig;
import dev.meridian.testing.Await;
import dev.meridian.worker.WorkerConfig;
import dev.meridian.worker.WorkerConfig.Scale;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/// The demo's documents, regions and sources behind a gateway, with a worker in each region. Only
/// one thing is not as in the demo: tombstones last 2 s.
final class ScenarioCluster implements AutoCloseable {
  static final List<String> REGIONS = List.of("demo-fra", "demo-iad", "demo-sin");
  private static final int CONCURRENCY = 8;

  private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
  private final DemoSources sources = DemoSources.start(this::awaitRelease);
  private final List<Nodes> nodes = new ArrayList<>();
  private final Path config = regionsFile();
  private final ScenarioHttp http;

  private ScenarioCluster(List<String> servers) {
    if (servers.isEmpty()) {
      Nodes all = add(Nodes.embedded(shell(), settings(servers)));
      all.startWorkers();
      http = client(all);
    } else {
      for (String region : REGIONS) {
        List<String> only = List.of(region);
        add(Nodes.shared(shell(), settings(servers)))
            .startWorker(WorkerConfig.of(region + "@test", only, Scale.fixed(CONCURRENCY)));
      }
      http = client(add(Nodes.shared(shell(), settings(servers))));
    }
    Await.until("every region is healthy", this::isHealthy);
  }

  private boolean isHealthy() {
    return http.get("/regions")
        .json()
        .path("features")
        .valueStream()
        .allMatch(region -> region.path("properties").path("healthy").asBoolean());
  }

  /// Everything in one set of nodes, without servers.
  static ScenarioCluster embedded() {
    return new ScenarioCluster(List.of());
  }

  /// Four sets of nodes that meet only at these servers: three workers and a gateway.
  static ScenarioCluster on(URI broker, URI results) {
    return new ScenarioCluster(
        List.of("--broker", broker.toString(), "--results", results.toString()));
  }

  ScenarioHttp http() {
    return http;
  }

  /// Holds documents back, such as `ports.json`, until each is released.
  void hold(String... documents) {
    for (String document : documents) {
      held.put(document, new CountDownLatch(1));
    }
  }

  /// Lets a document that was held go out, if it was.
  void release(String document) {
    CountDownLatch latch = held.remove(document);
    if (latch != null) {
      latch.countDown();
    }
  }

  private void awaitRelease(String document) {
    CountDownLatch latch = held.get(document);
    try {
      if (latch != null && !latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException(document + " was never released");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Nodes add(Nodes started) {
    nodes.add(started);
    return started;
  }

  private static ScenarioHttp client(Nodes of) {
    Gateway gateway = of.startGateway(GatewayConfig.defaults().at("127.0.0.1", 0));
    return new ScenarioHttp(gateway.uri().toString());
  }

  private Settings settings(List<String> servers) {
    List<String> args = new ArrayList<>(servers);
    args.addAll(List.of("--config", config.toString()));
    return CommandLine.populateCommand(new Settings(), args.toArray(String[]::new));
  }

  private Shell shell() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return Run.shell(Map.of("DEMO_SOURCES", sources.url()), "", nowhere, nowhere);
  }

  private static Path regionsFile() {
    try (InputStream stream = DemoSources.class.getResourceAsStream("/demo/regions.yaml")) {
      byte[] bytes = Objects.requireNonNull(stream, "regions.yaml").readAllBytes();
      String demo = new String(bytes, StandardCharsets.UTF_8);
      String changed = demo.replace("defaults:\n", "defaults:\n  tombstoneTtl: 2s\n");
      return Files.writeString(
          Files.createTempFile(Program.output(), "scenario", ".yaml"), changed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    nodes.reversed().forEach(Nodes::close);
    sources.close();
  }
}
