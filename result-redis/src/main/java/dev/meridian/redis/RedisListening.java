package dev.meridian.redis;

import dev.meridian.result.Listening;
import dev.meridian.result.StoreException;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.wait.Inbox;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears of a set of tasks, of each until it is over. Bounded by their number.
///
/// A quiet one counts on replies. When none came for a moment, others may be at work who know of no
/// replies, or the tasks take long, and it subscribes to each.
final class RedisListening implements Listening, Subscriber.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(RedisListening.class);

  private final Subscriber subscriber;
  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private final Inbox<Map.Entry<TaskId, byte[]>> ended = new Inbox<>();
  private static final Duration SILENCE = Duration.ofMillis(50);

  private final Tasks tasks;
  private int left;
  private boolean quiet;
  private long heard; // nanoTime of the last reply

  private RedisListening(Subscriber subscriber, Tasks tasks, Collection<TaskId> ids) {
    this.subscriber = subscriber;
    this.tasks = tasks;
    ids.forEach(task -> open.add(Keys.document(task)));
    this.left = open.size();
  }

  /// Listens, and returns once no end can be missed any more. What ended in the past is read after
  /// the subscription, so that nothing falls in between.
  static RedisListening start(
      Subscriber subscriber, Tasks tasks, Collection<TaskId> ids, boolean includePast) {
    var listening = new RedisListening(subscriber, tasks, ids);
    try {
      listening.subscribe();
      if (includePast) {
        listening.readPast();
      }
      return listening;
    } catch (StoreException e) {
      listening.close();
      throw e;
    }
  }

  /// Counts on replies first.
  static RedisListening startQuietly(Subscriber subscriber, Tasks tasks, Collection<TaskId> ids) {
    var listening = new RedisListening(subscriber, tasks, ids);
    listening.quiet = true;
    listening.heard = System.nanoTime();
    subscriber.addQuietly(listening.open, listening);
    return listening;
  }

  private void readPast() {
    List<TaskId> ids = open.stream().map(Keys::taskOf).toList();
    tasks.documents(ids).forEach((task, document) -> received(Keys.document(task), document));
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
    Map.Entry<TaskId, byte[]> next = quiet ? nextQuietly(timeout) : ended.poll(timeout);
    if (next == null) {
      return Optional.empty();
    }
    left--;
    return Documents.decode(next.getValue(), next.getKey());
  }

  private Map.@Nullable Entry<TaskId, byte[]> nextQuietly(Duration timeout)
      throws InterruptedException {
    long now = System.nanoTime();
    Duration calm = SILENCE.minusNanos(now - heard);
    if (timeout.compareTo(calm) <= 0) {
      return heard(ended.poll(timeout));
    }
    var next = heard(ended.poll(calm));
    if (next != null) {
      return next;
    }
    quiet = false;
    Duration rest = timeout.minusNanos(System.nanoTime() - now);
    speakUp(rest);
    return ended.poll(rest.minusNanos(System.nanoTime() - now));
  }

  private <T> @Nullable T heard(@Nullable T reply) {
    if (reply != null) {
      heard = System.nanoTime();
    }
    return reply;
  }

  // Without the store now, the sweep after its return finds what ended.
  private void speakUp(Duration patience) {
    try {
      subscriber.addLoudly(List.copyOf(open), patience);
      readPast();
    } catch (StoreException e) {
      LOG.debug("{} tasks are read later: {}", open.size(), e.getMessage());
    }
  }

  @Override
  public void close() {
    List<String> rest = List.copyOf(open);
    open.clear();
    subscriber.unsubscribe(rest, this);
  }
}
