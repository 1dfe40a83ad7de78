package dev.meridian.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Chain;
import dev.meridian.canvas.Chord;
import dev.meridian.canvas.Group;
import dev.meridian.canvas.Signature;
import dev.meridian.client.CanvasResult;
import dev.meridian.client.OnFailure;
import dev.meridian.json.Json;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskType;
import dev.meridian.worker.WorkerConfig.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Random canvases, run by a worker and by a few lines that say what they mean.
final class CanvasPropertiesTest {
  private static final int CANVASES = 150;
  private static final int MOST_TASKS = 50;
  private static final int DEPTH = 4;

  private final CanvasScene scene = new CanvasScene();
  private final Map<String, Integer> runs = new ConcurrentHashMap<>();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void workersAgreeWithThePlainEvaluation() throws InterruptedException {
    scene.scene.registry.handle(
        TaskType.of("mix", JsonNode.class, JsonNode.class),
        (input, _) -> {
          runs.merge(input.path("name").asString(), 1, Integer::sum);
          if (input.path("fail").asBoolean(false)) {
            throw TaskException.permanent("Broken", "on purpose");
          }
          return mix(input.path("name").asString(), input.path("args").valueStream().toList());
        });
    scene.scene.start(Scale.fixed(8));
    for (long seed = 1; seed <= CANVASES; seed++) {
      runs.clear();
      Canvas canvas = new Sample(new Random(seed)).canvas(DEPTH);
      JsonNode expected = value(canvas, List.of());
      CanvasResult result = scene.run(canvas, new OnFailure.Collect());
      assertThat(result.value()).as("seed %d: %s", seed, canvas.json()).isEqualTo(expected);
      assertThat(runs.values()).as("runs of each, seed %d", seed).containsOnly(1);
    }
  }

  /// A number that depends on the task and on every argument and its place.
  private static JsonNode mix(String name, List<JsonNode> args) {
    return Json.of((name + args).hashCode());
  }

  /// What a canvas means; null for what fails.
  private static JsonNode value(Canvas canvas, List<JsonNode> before) {
    return switch (canvas) {
      case Signature task -> {
        boolean fails = task.kwargs().path("fail").asBoolean(false);
        List<JsonNode> args = task.immutable() ? List.of() : before;
        yield fails || hasFailed(before)
            ? Json.nullNode()
            : mix(task.kwargs().path("name").asString(), args);
      }
      case Chain chain -> {
        List<JsonNode> last = before;
        for (Canvas step : chain.members()) {
          last = List.of(value(step, last));
        }
        yield last.getFirst();
      }
      case Group group -> side(group, before);
      case Chord chord -> value(chord.body(), List.of(side(chord.header(), before)));
    };
  }

  private static ArrayNode side(Group group, List<JsonNode> before) {
    return Json.array().addAll(flat(group).map(member -> value(member, before)).toList());
  }

  private static Stream<Canvas> flat(Group group) {
    return group.members().stream()
        .flatMap(member -> member instanceof Group inner ? flat(inner) : Stream.of(member));
  }

  private static boolean hasFailed(List<JsonNode> values) {
    return values.stream()
        .anyMatch(v -> v.isNull() || (v.isArray() && hasFailed(v.valueStream().toList())));
  }

  /// Makes one canvas.
  private static final class Sample {
    private final Random random;
    private int tasks;

    Sample(Random random) {
      this.random = random;
    }

    Canvas canvas(int depth) {
      if (depth <= 1 || tasks >= MOST_TASKS) {
        return task();
      }
      return switch (random.nextInt(5)) {
        case 0 -> task();
        case 1, 2 -> new Chain(several(depth - 1), Json.object());
        case 3 -> Group.of(several(depth - 1));
        default -> Group.of(several(depth - 1)).join(canvas(depth - 1));
      };
    }

    private List<Canvas> several(int depth) {
      List<Canvas> members = new ArrayList<>();
      int count = 2 + random.nextInt(3);
      for (int i = 0; i < count; i++) {
        members.add(canvas(depth));
      }
      return members;
    }

    private Signature task() {
      ObjectNode input = Json.object().put("name", "t" + tasks++);
      if (random.nextInt(30) == 0) {
        input.put("fail", true);
      }
      Signature task = Signature.of("mix").with(input);
      return random.nextInt(10) == 0 ? task.alone() : task;
    }
  }
}
