package dev.meridian.testing;

import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Chain;
import dev.meridian.canvas.Chord;
import dev.meridian.canvas.Group;
import dev.meridian.canvas.Signature;
import dev.meridian.json.Json;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskHandler;
import dev.meridian.task.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A canvas of random form, some tasks of which fail, and what it means: the same for the same
/// seed. Up to 50 tasks of the type [#MIX], up to 4 levels.
public final class RandomCanvas {
  /// The type of its tasks.
  public static final TaskType<JsonNode, JsonNode> MIX =
      TaskType.of("mix", JsonNode.class, JsonNode.class);

  /// Their handler: the value depends on the task, on every argument and on its place.
  public static final TaskHandler<JsonNode, JsonNode> HANDLER = (input, _) -> mixed(input);

  private static final int MOST_TASKS = 50;
  private static final int DEPTH = 4;

  private final String seed;
  private final RandomGenerator random;
  private final List<String> regions;
  private int tasks;

  private RandomCanvas(long seed, RandomGenerator random, List<String> regions) {
    this.seed = Long.toString(seed);
    this.random = random;
    this.regions = regions;
  }

  /// The canvas of a seed.
  ///
  /// @param regions where its tasks run
  public static Canvas of(long seed, List<String> regions) {
    Random random = new Random(seed);
    Canvas canvas;
    do {
      canvas = new RandomCanvas(seed, random, regions).canvas(DEPTH);
    } while (canvas.signatures().count() > MOST_TASKS);
    return canvas;
  }

  private Canvas canvas(int depth) {
    if (depth <= 1) {
      return task();
    }
    return switch (random.nextInt(6)) {
      case 0 -> task();
      case 1, 2 -> new Chain(several(depth - 1), Json.object());
      case 3 -> random.nextInt(4) == 0 ? chunks() : Group.of(several(depth - 1));
      default -> chord(depth);
    };
  }

  private Chord chord(int depth) {
    Chord chord = Group.of(several(depth - 1)).join(canvas(depth - 1));
    return random.nextInt(3) == 0 ? chord.needing(1 + random.nextInt(4)) : chord;
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
    Signature task = placed(Signature.of(MIX.name())).with(input());
    return random.nextInt(10) == 0 ? task.alone() : task;
  }

  private Group chunks() {
    List<JsonNode> inputs = Stream.generate(this::input).limit(2 + random.nextInt(5)).toList();
    return Group.chunks(placed(Signature.of(MIX.name())), inputs, 1 + random.nextInt(3));
  }

  private Signature placed(Signature task) {
    return task.in(regions.get(random.nextInt(regions.size())));
  }

  private JsonNode input() {
    ObjectNode input = Json.object().put("name", seed + "." + tasks++);
    return random.nextInt(30) == 0 ? input.put("fail", true) : input;
  }

  private static JsonNode mixed(JsonNode input) {
    if (input.path("fail").asBoolean(false)) {
      throw TaskException.permanent("Broken", "on purpose");
    }
    return mixed(input.path("name").asString(), input.path("args").valueStream().toList());
  }

  private static JsonNode mixed(String name, List<JsonNode> args) {
    return Json.of((name + args).hashCode());
  }

  /// What a canvas means: its value, with nulls for the tasks that fail.
  public static JsonNode value(Canvas canvas) {
    return outcome(canvas, List.of()).value;
  }

  /// What came of a canvas.
  ///
  /// @param ends how many tasks have its value
  /// @param failed how many of these failed
  private record Outcome(JsonNode value, int ends, int failed) {
    /// What is handed on; null if nothing is.
    @Nullable List<JsonNode> next() {
      return failed == 0 ? List.of(value) : null;
    }
  }

  /// @param before what it is handed; null if that failed
  private static Outcome outcome(Canvas canvas, @Nullable List<JsonNode> before) {
    return switch (canvas) {
      case Signature task -> {
        JsonNode value = before == null ? Json.nullNode() : run(task, before);
        yield new Outcome(value, 1, value.isNull() ? 1 : 0);
      }
      case Chain chain -> {
        Outcome last = new Outcome(Json.nullNode(), 1, 0);
        List<JsonNode> next = before;
        for (Canvas step : chain.members()) {
          last = outcome(step, next);
          next = last.next();
        }
        yield last;
      }
      case Group group -> side(group, before);
      case Chord chord -> {
        Outcome header = side(chord.header(), before);
        int need = Math.min(need(chord.body()).orElse(header.ends), header.ends);
        boolean begins = header.ends - header.failed >= need;
        yield outcome(chord.body(), begins ? List.of(header.value) : null);
      }
    };
  }

  private static OptionalInt need(Canvas body) {
    JsonNode need =
        body.signatures().findFirst().orElseThrow().options().at("/headers/meridian-need");
    return need.isInt() ? OptionalInt.of(need.intValue()) : OptionalInt.empty();
  }

  private static Outcome side(Group group, @Nullable List<JsonNode> before) {
    List<Outcome> all = flat(group).map(member -> outcome(member, before)).toList();
    ArrayNode values = Json.array().addAll(all.stream().map(Outcome::value).toList());
    return new Outcome(
        values,
        all.stream().mapToInt(Outcome::ends).sum(),
        all.stream().mapToInt(Outcome::failed).sum());
  }

  private static Stream<Canvas> flat(Group group) {
    return group.members().stream()
        .flatMap(member -> member instanceof Group inner ? flat(inner) : Stream.of(member));
  }

  /// The value of one task, null if it fails.
  private static JsonNode run(Signature task, List<JsonNode> before) {
    JsonNode inputs = task.kwargs();
    if (inputs.has("it")) {
      boolean fails = inputs.path("it").valueStream().anyMatch(item -> item.has("fail"));
      return fails
          ? Json.nullNode()
          : Json.array()
              .addAll(inputs.path("it").valueStream().map(item -> run(item, List.of())).toList());
    }
    return run(inputs, task.immutable() ? List.of() : before);
  }

  private static JsonNode run(JsonNode inputs, List<JsonNode> args) {
    return inputs.has("fail") ? Json.nullNode() : mixed(inputs.path("name").asString(), args);
  }
}
