package dev.meridian.cli;

import dev.meridian.cli.LimitsScene.Work;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One key floods a worker, then five others send some tasks each: how much longer does each of
/// them take than alone?
///
/// @param flood how many tasks of the key that floods
/// @param each how many of each other key
/// @param millis each task takes
/// @param slots of the worker
record FairnessRun(int flood, int each, int millis, int slots) {
  private static final Logger LOG = LoggerFactory.getLogger(FairnessRun.class);
  private static final String TYPE = "fair.work";
  private static final List<String> KEYS =
      IntStream.range(0, 5).mapToObj(i -> "small-" + i).toList();

  /// The keys come one after another, and nothing limits them: what each needs is the time that its
  /// tasks need with all slots.
  ///
  /// @return by key, how many times longer it takes than alone
  Map<String, Double> oneAfterAnother(Path folder) {
    try (LimitsScene scene = scene(folder, "")) {
      Map<String, Long> alone = oneAfterAnother(scene, "alone");
      flood(scene);
      Map<String, Long> flooded = oneAfterAnother(scene, "flooded");
      return ratios(scene, "one after another, no limit", alone, flooded);
    }
  }

  /// The keys come all at once, and each key has a share of the slots by a limit on its
  /// concurrency: what each needs is the time that its tasks need with that many.
  ///
  /// @param share of each key
  /// @return by key, how many times longer it takes than alone
  Map<String, Double> allAtOnce(Path folder, int share) {
    String limit = "limits: [{id: share-ID, per: key, concurrency: " + share + "}]\n";
    try (LimitsScene scene = scene(folder, limit)) {
      Map<String, Long> alone = oneAfterAnother(scene, "alone");
      flood(scene);
      Map<String, Long> flooded = new LinkedHashMap<>();
      long began = System.nanoTime();
      KEYS.forEach(key -> send(scene, key, "flooded"));
      KEYS.forEach(key -> scene.awaitDone(batch(key, "flooded"), each));
      KEYS.forEach(key -> flooded.put(key, lastEnd(scene, key, "flooded") - began));
      return ratios(scene, "all at once, " + share + " at a time per key", alone, flooded);
    }
  }

  private LimitsScene scene(Path folder, String limits) {
    LimitsScene scene = new LimitsScene(folder, limits).type(TYPE).worker("a", slots);
    send(scene, "warm", "up");
    scene.awaitDone(batch("warm", "up"), each);
    return scene;
  }

  private void flood(LimitsScene scene) {
    scene.publish("a", TYPE, "flood", new Work("flood", millis), flood);
  }

  private void send(LimitsScene scene, String key, String phase) {
    scene.publish("a", TYPE, key, new Work(batch(key, phase), millis), each);
  }

  private Map<String, Long> oneAfterAnother(LimitsScene scene, String phase) {
    Map<String, Long> times = new LinkedHashMap<>();
    for (String key : KEYS) {
      long began = System.nanoTime();
      send(scene, key, phase);
      scene.awaitDone(batch(key, phase), each);
      times.put(key, lastEnd(scene, key, phase) - began);
    }
    return times;
  }

  private static long lastEnd(LimitsScene scene, String key, String phase) {
    return scene.ran(batch(key, phase)).stream()
        .mapToLong(LimitsScene.Ran::ended)
        .max()
        .orElseThrow();
  }

  private static String batch(String key, String phase) {
    return key + " " + phase;
  }

  private Map<String, Double> ratios(
      LimitsScene scene, String what, Map<String, Long> alone, Map<String, Long> flooded) {
    int floodDone = scene.done("flood");
    if (floodDone >= flood) {
      throw new AssertionError("the flood was over before the others were");
    }
    Map<String, Double> ratios = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    alone.forEach((key, time) -> {
      long under = flooded.getOrDefault(key, 0L);
      ratios.put(key, (double) under / time);
      words.add(
          "%s %d -> %d ms = %.2f"
              .formatted(key, time / 1_000_000, under / 1_000_000, (double) under / time));
    });
    LOG.info(
        "{}: {} of {} flooding tasks done meanwhile; {} tasks each, alone -> with the flood: {}",
        what,
        floodDone,
        flood,
        each,
        String.join("; ", words));
    return ratios;
  }
}
