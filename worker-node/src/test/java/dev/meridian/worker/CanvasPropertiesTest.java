package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.canvas.Canvas;
import dev.meridian.client.CanvasResult;
import dev.meridian.client.OnFailure;
import dev.meridian.testing.Await;
import dev.meridian.testing.RandomCanvas;
import dev.meridian.worker.WorkerConfig.Scale;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Random canvases, run by a worker and by a few lines that say what they mean.
final class CanvasPropertiesTest {
  private static final int CANVASES = 200;

  private final CanvasScene scene = new CanvasScene();
  private final Map<String, Integer> runs = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void workersAgreeWithThePlainEvaluation() throws InterruptedException {
    scene.scene.registry.handle(
        RandomCanvas.MIX,
        (input, attempt) -> {
          runs.merge(input.path("name").asString(), 1, Integer::sum);
          return RandomCanvas.HANDLER.run(input, attempt);
        });
    scene.scene.start(Scale.fixed(8));
    for (long seed = 1; seed <= CANVASES; seed++) {
      Canvas canvas = RandomCanvas.of(seed, List.of("fra"));
      CanvasResult result = scene.run(canvas, new OnFailure.Collect());
      assertThat(result.value())
          .as("seed %d: %s", seed, canvas.json())
          .isEqualTo(RandomCanvas.value(canvas));
    }
    Await.until("all is over", () -> scene.scene.broker.depth(WorkerScene.QUEUE).ready() == 0);
    assertThat(runs.values()).as("runs of each task").containsOnly(1);
  }
}
