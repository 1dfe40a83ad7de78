package dev.meridian.tracking;

import dev.meridian.result.StoreException;
import dev.meridian.track.ObjectStore;
import dev.meridian.track.ObjectStore.Kept;
import dev.meridian.track.Tracking;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Objects of a store that goes down, keeps steps without saying so, or fails in other ways, when a
/// test tells it to.
final class FlakyObjects {
  private final ObjectStore objects;
  private final AtomicInteger answersToLose = new AtomicInteger();
  private final AtomicReference<@Nullable Error> error = new AtomicReference<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean down;
  private volatile boolean owner = true;
  private volatile String unloadable = "";
  private volatile @Nullable Error breaking;
  private volatile String damaged = "";
  private volatile String unread = "";

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

  /// Ends the thread of the next commit with this.
  void breakWith(Error next) {
    error.set(next);
  }

  /// Whoever asks here does not own a region.
  void ownNothing() {
    owner = false;
  }

  /// How often somebody asked for what is due, and was answered.
  int askedForDue() {
    return asked.get();
  }

  /// Ends whatever thread loads an object with this.
  void breakOn(String object, Error deadly) {
    breaking = deadly;
    unloadable = object;
  }

  /// Fails of loading an object, though the store is up.
  void doNotLoad(String object) {
    unloadable = object;
  }

  /// Finds an object damaged.
  void damage(String object) {
    damaged = object;
  }

  /// Finds an object in another form than it can read.
  void doNotRead(String object) {
    unread = object;
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
              return switch (method.getName()) {
                case "own" -> owner && (boolean) call(() -> method.invoke(objects, arguments));
                case "load" -> load((Collection<?>) arguments[0]);
                case "due" -> due(() -> method.invoke(objects, arguments));
                case "commit" -> commit(() -> method.invoke(objects, arguments));
                default -> call(() -> method.invoke(objects, arguments));
              };
            });
  }

  private Map<String, Kept> load(Collection<?> ids) {
    Error deadly = breaking;
    if (ids.contains(unloadable) && deadly != null) {
      throw deadly;
    }
    if (ids.contains(unloadable)) {
      throw new IllegalStateException("not to be loaded");
    }
    Map<String, Kept> found = objects.load(ids.stream().map(String::valueOf).toList());
    found.computeIfPresent(
        damaged, (id, kept) -> new Kept(id, kept.version(), kept.region(), null, ""));
    found.computeIfPresent(
        unread,
        (id, kept) -> new Kept(id, kept.version(), kept.region(), kept.last(), "{\"v\":2}"));
    return found;
  }

  /// Calls a method by reflection.
  private interface Call {
    Object make() throws ReflectiveOperationException;
  }

  private Object commit(Call call) throws Throwable {
    Error next = error.getAndSet(null);
    if (next != null) {
      throw next;
    }
    Object answer = call(call);
    check(answersToLose.getAndUpdate(n -> Math.max(0, n - 1)) > 0);
    return answer;
  }

  private Object due(Call call) throws Throwable {
    Object answer = call(call);
    asked.incrementAndGet();
    return answer;
  }

  private static Object call(Call call) throws Throwable {
    try {
      return call.make();
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void check(boolean fails) {
    if (fails) {
      throw new StoreException(StoreException.Kind.DOWN, "down by the will of the test", null);
    }
  }
}
