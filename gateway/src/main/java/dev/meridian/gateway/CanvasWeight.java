package dev.meridian.gateway;

import dev.meridian.canvas.Canvas;
import dev.meridian.canvas.Chain;
import dev.meridian.canvas.Chord;
import dev.meridian.canvas.Group;
import dev.meridian.canvas.Signature;
import dev.meridian.json.Json;
import java.util.List;

/// How much all messages of a canvas carry, as what follows a task travels with it: the further
/// steps of a chain with each step, the body of a chord with each part.
final class CanvasWeight {
  private CanvasWeight() {}

  /// Bytes, about.
  static long of(Canvas canvas) {
    return of(canvas, 0);
  }

  /// @param along what travels with each of its last tasks
  private static long of(Canvas canvas, long along) {
    return switch (canvas) {
      case Signature signature -> bytes(signature) + along;
      case Chain chain -> {
        List<Canvas> steps = chain.members();
        long sum = 0;
        long rest = along;
        for (Canvas step : steps.reversed()) {
          sum += of(step, rest);
          rest += bytes(step);
        }
        yield sum;
      }
      case Group group -> group.members().stream().mapToLong(member -> of(member, along)).sum();
      case Chord chord -> of(chord.header(), along + bytes(chord.body())) + of(chord.body(), along);
    };
  }

  private static long bytes(Canvas canvas) {
    return Json.bytes(canvas.json()).length;
  }
}
