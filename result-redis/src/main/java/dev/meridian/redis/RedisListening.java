package dev.meridian.redis;

import dev.meridian.result.Listening;
import dev.meridian.result.StoreException;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Hears of a set of tasks, of each until it is over. Bounded by their number.
final class RedisListening implements Listening, Subscriber.Sink {
  private final Subscriber subscriber;
  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Map.Entry<TaskId, byte[]>> ended = new LinkedBlockingQueue<>();
  private int left;

  private RedisListening(Subscriber subscriber, Collection<TaskId> tasks) {
    this.subscriber = subscriber;
    tasks.forEach(task -> open.add(Keys.document(task)));
    this.left = open.size();
  }

  /// Listens, and returns once no end can be missed any more. What ended in the past is read after
  /// the subscription, so that nothing falls in between.
  static RedisListening start(
      Subscriber subscriber, Tasks tasks, Collection<TaskId> ids, boolean includePast) {
    var listening = new RedisListening(subscriber, ids);
    try {
      listening.subscribe();
      if (includePast) {
        tasks
            .documents(ids)
            .forEach((task, document) -> listening.received(Keys.document(task), document));
      }
      return listening;
    } catch (StoreException e) {
      listening.close();
      throw e;
    }
  }

  private void subscribe() {
    if (!open.isEmpty()) {
      subscriber.subscribe(List.copyOf(open), this);
    }
  }

  /// Takes the first terminal document of each task, from whichever way it comes.
  @Override
  public void received(String channel, byte[] document) {
    if (Documents.isOver(document) && open.remove(channel)) {
      ended.add(Map.entry(Keys.taskOf(channel), document));
      subscriber.unsubscribe(List.of(channel), this);
    }
  }

  @Override
  public Optional<TaskResult> next(Duration timeout) throws InterruptedException {
    if (left == 0) {
      return Optional.empty();
    }
    Map.Entry<TaskId, byte[]> next = ended.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
    if (next == null) {
      return Optional.empty();
    }
    left--;
    return Documents.decode(next.getValue(), next.getKey());
  }

  @Override
  public void close() {
    List<String> rest = List.copyOf(open);
    open.clear();
    subscriber.unsubscribe(rest, this);
  }
}
