package dev.meridian.worker;

import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Signature;
import dev.meridian.client.CanvasClient;
import dev.meridian.client.CanvasResult;
import dev.meridian.client.OnFailure;
import dev.meridian.client.PendingCanvas;
import dev.meridian.client.Submission;
import dev.meridian.client.TaskClient;
import dev.meridian.geo.Region;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.route.RegionHealth;
import dev.meridian.route.Router;
import dev.meridian.task.IdSource;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskType;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;

/// A worker of canvases and a client, on the embedded pair.
final class CanvasScene implements AutoCloseable {
  final WorkerScene scene = new WorkerScene();

  /// What `heard` was called with.
  final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();

  final CanvasClient canvases;
  final TaskClient tasks;

  record Pair(int x, int y) {}

  record Numbers(List<Integer> numbers) {}

  CanvasScene() {
    var add = TaskType.of("add", Pair.class, JsonNode.class);
    var sum = TaskType.of("sum", Numbers.class, JsonNode.class);
    var fail = TaskType.of("fail", JsonNode.class, JsonNode.class);
    var hear = TaskType.of("hear", JsonNode.class, JsonNode.class);
    scene
        .registry
        .handle(add, (pair, _) -> Json.of(pair.x() + pair.y()))
        .handle(sum, (n, _) -> Json.of(n.numbers().stream().mapToInt(Integer::intValue).sum()))
        .handle(
            fail,
            (_, _) -> {
              throw TaskException.permanent("Broken", "on purpose");
            })
        .handle(
            hear,
            (input, _) -> {
              heard.add(input);
              return input;
            });
    RegionMap map = RegionMap.of(List.of(Region.at("fra", 8.7, 50.1)), List.of());
    Router router = new Router(() -> map, _ -> new RegionHealth(true, 1, 0));
    var with =
        new TaskClient.Collaborators(
            new IdSource(scene.clock, new Random(5)),
            scene.clock,
            router,
            _ -> scene.broker,
            scene.store.results(),
            scene.codec);
    canvases = new CanvasClient(with, scene.store.chords());
    tasks = new TaskClient(with);
  }

  /// `add` with a first number; the second is its own or the value before.
  static Signature add(int number) {
    return Signature.of("add").with(Json.of(number));
  }

  /// `add` with both numbers.
  static Signature add(int x, int y) {
    return add(x).with(Json.of(y));
  }

  static Signature sum() {
    return Signature.of("sum");
  }

  CanvasResult run(Canvas canvas) throws InterruptedException {
    return run(canvas, new OnFailure.Fail());
  }

  CanvasResult run(Canvas canvas, OnFailure rule) throws InterruptedException {
    try (PendingCanvas pending = canvases.submit(canvas, Submission.Options.STANDARD, rule)) {
      return pending.await(Duration.ofSeconds(20)).orElseThrow();
    }
  }

  @Override
  public void close() {
    scene.close();
  }
}
