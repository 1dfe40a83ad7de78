package dev.meridian.action;

import dev.meridian.MeridianException;
import dev.meridian.action.CrossingActions.Collaborators;
import dev.meridian.broker.Announcement;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.client.Submission;
import dev.meridian.client.UnavailableException;
import dev.meridian.result.StoreException;
import dev.meridian.task.RequestId;
import dev.meridian.track.CrossingLog.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Starts what the crossings of one region start, one lot of crossings after the other; its threads
/// are its own, so that what hangs here holds up no other region. Thread-safe.
final class RegionActions {
  private static final int THREADS = 16;

  private final String region;
  private final Collaborators with;
  private final FenceActions fences;
  private final Submissions submissions;
  private final ActionLog log;
  private final ExecutorService lots;
  private final ExecutorService threads;
  private volatile @Nullable Future<?> last;

  RegionActions(String region, Collaborators with, FenceActions fences, ActionLog log) {
    this.region = region;
    this.with = with;
    this.fences = fences;
    this.submissions = new Submissions(with.catalogue(), with.webhooks());
    this.log = log;
    this.lots =
        Executors.newSingleThreadExecutor(Thread.ofVirtual().name("actions-" + region).factory());
    this.threads =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofVirtual().name("action-" + region + "-", 0).factory());
  }

  /// Whether crossings are not dealt with yet.
  boolean isBusy() {
    Future<?> dealing = last;
    return dealing != null && !dealing.isDone();
  }

  /// Deals with crossings of this region, by a thread of its own, after those before.
  ///
  /// @return that ends when it is done, and never fails
  Future<?> deal(List<Entry> entries) {
    Future<?> dealing = lots.submit(() -> start(entries));
    last = dealing;
    return dealing;
  }

  private void start(List<Entry> entries) {
    try {
      startAll(entries);
    } catch (RuntimeException e) {
      log.trouble(e); // They are given again.
    }
  }

  private void startAll(List<Entry> entries) {
    List<Todo> todos = entries.stream().flatMap(entry -> todos(entry).stream()).toList();
    Set<Entry> starting = new LinkedHashSet<>();
    todos.forEach(todo -> starting.add(todo.entry()));
    finish(entries.stream().filter(entry -> !starting.contains(entry)).toList());
    outcomes(todos)
        .forEach((todo, outcome) -> {
          if (outcome == Outcome.AGAIN) {
            starting.remove(todo.entry());
          }
        });
    finish(starting);
  }

  private void finish(Collection<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    List<String> places = entries.stream().map(Entry::place).toList();
    with.tracking().crossings().done(CrossingActions.SHARERS, region, places);
  }

  private List<Todo> todos(Entry entry) {
    FenceActions.Kept fence = fences.of(entry.crossing());
    List<Todo> todos = new ArrayList<>();
    for (int number = 0; number < fence.actions().size(); number++) {
      Action action = fence.actions().get(number);
      if (action.on().starts(entry.crossing())) {
        todos.add(new Todo(entry, fence.version(), number, action));
      }
    }
    return todos;
  }

  /// Does all at a time, messages in one go.
  private Map<Todo, Outcome> outcomes(List<Todo> todos) {
    List<Todo> messages = new ArrayList<>();
    List<Callable<Map<Todo, Outcome>>> calls = new ArrayList<>();
    calls.add(() -> announced(messages));
    for (Todo todo : todos) {
      if (todo.action() instanceof Action.Publish) {
        messages.add(todo);
      } else {
        calls.add(() -> Map.of(todo, submitted(todo)));
      }
    }
    Map<Todo, Outcome> outcomes = new LinkedHashMap<>();
    try {
      for (Future<Map<Todo, Outcome>> end : threads.invokeAll(calls)) {
        outcomes.putAll(end.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      todos.forEach(todo -> outcomes.putIfAbsent(todo, Outcome.AGAIN));
    } catch (ExecutionException e) {
      throw new IllegalStateException("no action throws", e);
    }
    return outcomes;
  }

  /// Announces crossings in their order.
  private Map<Todo, Outcome> announced(List<Todo> todos) {
    Map<Todo, Outcome> outcomes = new LinkedHashMap<>();
    Map<Todo, Announcement> messages = new LinkedHashMap<>();
    for (Todo todo : todos) {
      try {
        messages.put(todo, Announcements.of(todo.crossed()));
      } catch (MeridianException e) {
        outcomes.put(todo, log.wrong(todo, e));
      }
    }
    if (messages.isEmpty()) {
      return outcomes;
    }
    try {
      List<PublishOutcome> fates =
          with.brokers().of(region).announceAll(List.copyOf(messages.values()));
      int next = 0;
      for (Todo todo : messages.keySet()) {
        outcomes.put(todo, fate(todo, fates.get(next++)));
      }
    } catch (MeridianException e) {
      messages.keySet().forEach(todo -> outcomes.put(todo, log.again(todo, e)));
    }
    return outcomes;
  }

  private Outcome fate(Todo todo, PublishOutcome fate) {
    return switch (fate) {
      case PublishOutcome.Confirmed _ -> log.done(todo);
      case PublishOutcome.Failed(BrokerException reason) -> log.again(todo, reason);
    };
  }

  private Outcome submitted(Todo todo) {
    try {
      with.client().submitOnce(submission(todo), round -> requestId(todo, round));
      return log.done(todo);
    } catch (UnavailableException | StoreException | BrokerException e) {
      return log.again(todo, e);
    } catch (RuntimeException e) {
      return log.wrong(todo, e);
    }
  }

  private Submission submission(Todo todo) {
    return switch (todo.action()) {
      case Action.Start start -> submissions.of(todo, start);
      case Action.Send send -> submissions.of(todo, send);
      case Action.Publish _ -> throw new IllegalArgumentException("it is announced");
    };
  }

  /// The id of the request that an action becomes.
  ///
  /// @param round of publishing, from 1
  static RequestId requestId(Todo todo, int round) {
    return new RequestId("act-" + todo.id() + "-" + round);
  }

  /// Ends once the crossings in hand are dealt with, or when the time is over.
  void close(Duration within) {
    // Without interrupting: that would close the file of an embedded database.
    lots.shutdown();
    try {
      boolean _ = lots.awaitTermination(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
  }
}
