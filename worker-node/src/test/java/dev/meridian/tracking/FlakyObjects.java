package dev.meridian.tracking;

import dev.meridian.result.StoreException;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.Tracking;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// Objects of a store that goes down, or keeps steps without saying so, when a test tells it to.
final class FlakyObjects {
  private final ObjectStore objects;
  private final AtomicInteger answersToLose = new AtomicInteger();
  private volatile boolean down;

  FlakyObjects(ObjectStore objects) {
    this.objects = objects;
  }

  void goDown() {
    down = true;
  }

  void recover() {
    down = false;
  }

  /// Keeps the next steps, but fails after that.
  void loseAnswers(int commits) {
    answersToLose.set(commits);
  }

  /// The rest of a store with these objects.
  Tracking in(Tracking tracking) {
    return new Tracking(tracking.fences(), proxy(), tracking.crossings(), tracking.positions());
  }

  private ObjectStore proxy() {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, arguments) -> {
              check(down);
              Object answer;
              try {
                answer = method.invoke(objects, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              boolean commit = method.getName().equals("commit");
              check(commit && answersToLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0);
              return answer;
            });
  }

  private static void check(boolean fails) {
    if (fails) {
      throw new StoreException(StoreException.Kind.DOWN, "down by the will of the test", null);
    }
  }
}
