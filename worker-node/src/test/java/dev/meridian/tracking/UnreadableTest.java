package dev.meridian.tracking;

import static dev.meridian.tracking.TrackingScene.START;
import static dev.meridian.tracking.TrackingScene.at;
import static dev.meridian.tracking.TrackingScene.circle;
import static dev.meridian.tracking.TrackingScene.east;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.fence.FenceRules;
import dev.meridian.json.Json;
import dev.meridian.track.Crossed;
import dev.meridian.track.ObjectStore.Kept;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What newer programs wrote, or what is damaged.
final class UnreadableTest {
  private final TrackingScene scene = new TrackingScene();

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void fenceThatCannotBeReadIsNotGone() {
    var kept = scene.tracking.fences().put("depot", Json.object(), null, OptionalInt.empty());
    assertThat(kept).isPresent();
    scene.fences.put(circle("depot", 10));
    scene.start("fra");
    scene.send("fra", at("truck", 0, east(0)));
    scene.awaitVersion("truck", 1);
    scene.fences.remove("depot"); // as far as this worker can read
    scene.fences.put(circle("yard", 10));
    scene.awaitVersion("truck", 2);
    assertThat(scene.tracking.objects().fences("truck")).containsExactly("depot", "yard");
    scene.send("fra", at("truck", 1, east(1)));
    scene.awaitVersion("truck", 3);
    assertThat(scene.crossings("fra")).isEmpty();

    assertThat(scene.tracking.fences().remove("depot")).isTrue();
    scene.fences.putSilently(circle("aside", 1, east(9_000), FenceRules.STANDARD));
    scene.send("fra", at("truck", 2, east(2)));
    Crossed exit = scene.crossings("fra", 1).getFirst();
    assertThat(exit.fence()).isEqualTo("depot");
    assertThat(exit.cause()).isEqualTo("fence-removed");
  }

  @Test
  void objectIsForgottenOnlyIfNothingOfItCanBeReadAndByItsOwnRegion() {
    Consumer<Course> look = course -> course.until(START.plus(Duration.ofDays(2)));
    List<String> truck = List.of("truck");
    scene.fences.put(circle("depot", 10));
    scene.evaluator("fra").evaluate(List.of(at("truck", 0, east(0))));
    scene.objects.doNotRead("truck");
    assertThat(scene.evaluator("fra").review(truck, look)).as("left alone").isEqualTo(truck);
    scene.objects.damage("truck");
    assertThat(scene.evaluator("gru").review(truck, look)).isEmpty();
    var objects = scene.store.tracking().objects();
    assertThat(objects.load(truck).values()).extracting(Kept::version).containsExactly(1L);
    assertThat(objects.track("truck", START, 10)).hasSize(1);
    assertThat(scene.evaluator("fra").review(truck, look)).isEmpty();
    assertThat(objects.load(truck)).isEmpty();
  }

  @Test
  void objectBegunAnewIsInNoFenceItLeft() {
    scene.fences.put(circle("depot", 10));
    scene.fences.put(circle("yard", 1, east(2_000), FenceRules.STANDARD));
    scene.evaluator("fra").evaluate(List.of(at("truck", 0, east(0))));
    scene.objects.doNotRead("truck");
    scene.evaluator("fra").evaluate(List.of(at("truck", 29, east(2_500))));
    var objects = scene.tracking.objects();
    assertThat(objects.fences("truck")).containsExactly("yard");
    assertThat(objects.inside("depot", null, 10)).isEmpty();
    assertThat(objects.inside("yard", null, 10)).containsExactly("truck");
    assertThat(scene.crossings("fra")).isEmpty();
  }
}
