package dev.meridian.action;

import dev.meridian.MeridianException;
import dev.meridian.broker.Announcement;
import dev.meridian.broker.BrokerException;
import dev.meridian.broker.Brokers;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.client.Catalogue;
import dev.meridian.client.Submission;
import dev.meridian.client.TaskClient;
import dev.meridian.client.UnavailableException;
import dev.meridian.result.StoreException;
import dev.meridian.task.RequestId;
import dev.meridian.track.CrossingLog;
import dev.meridian.track.CrossingLog.Entry;
import dev.meridian.track.CrossingLog.Sharing;
import dev.meridian.track.CrossingLog.Taken;
import dev.meridian.track.Tracking;
import dev.meridian.webhook.WebhookEndpoints;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts what fences say their crossings start, for all regions. Several gateways share the work;
/// each crossing is taken by one of them, and again by any if its actions are not all accepted in
/// time. So each action runs at least once: tasks and webhooks have the same ids each time, so that
/// they run once unless something fails in between, and messages have the id of their crossing.
///
/// An action that cannot be done as it is, because of a task type nobody offers or an address that
/// may not be called, is logged once for each version of its fence, counted, and let be. So is one
/// that was not accepted for [#PATIENCE]. Crossings that the log gave up before that are counted,
/// and logged. Thread-safe.
public final class CrossingActions implements AutoCloseable {
  /// The name under which gateways share the crossings.
  public static final String SHARERS = "actions";

  /// How long an action is tried that nobody accepts, counted from its crossing in the log.
  public static final Duration PATIENCE = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(CrossingActions.class);
  private static final int AT_ONCE = 64;
  private static final int THREADS = 16;
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final Duration LAST_BATCH = Duration.ofSeconds(5);

  private final Collaborators with;
  private final Sharing sharing;
  private final FenceActions fences;
  private final Submissions submissions;
  private final ActionLog log;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, Thread.ofVirtual().name("action-", 0).factory());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("actions").unstarted(this::run);

  /// What the actions work with. They close none of it.
  ///
  /// @param tracking the fences and the crossings
  /// @param client that takes tasks
  /// @param catalogue the task types on offer; asked for each action
  /// @param webhooks where they may be sent; asked for each action
  /// @param brokers for messages to back ends
  /// @param regions their ids; asked each time
  /// @param clock by which an action is given up
  public record Collaborators(
      Tracking tracking,
      TaskClient client,
      Supplier<Catalogue> catalogue,
      Supplier<WebhookEndpoints> webhooks,
      Brokers brokers,
      Supplier<? extends Collection<String>> regions,
      InstantSource clock) {}

  /// Actions that nobody starts before [#start].
  ///
  /// @param name that no other gateway has
  /// @param again after how long an action that was not accepted is tried again; longer than it may
  ///   take
  public CrossingActions(Collaborators with, String name, Duration again) {
    this.with = with;
    this.sharing = new Sharing(SHARERS, name, again);
    this.fences = new FenceActions(with.tracking().fences());
    this.submissions = new Submissions(with.catalogue(), with.webhooks());
    this.log = new ActionLog(with.clock());
  }

  /// Starts what the crossings from now on start, and those that wait for it.
  public CrossingActions start() {
    thread.start();
    return this;
  }

  /// How many actions ended how since the start.
  public ActionCounts counts() {
    return log.counts();
  }

  private void run() {
    Duration pause = SHORTEST_PAUSE;
    while (closed.getCount() > 0) {
      try {
        round(WAIT);
        pause = SHORTEST_PAUSE;
      } catch (RuntimeException e) {
        log.trouble(e);
        pauseFor(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
      }
    }
  }

  private void pauseFor(Duration pause) {
    try {
      boolean _ = closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes some crossings and starts what they start.
  void round(Duration wait) {
    CrossingLog crossings = with.tracking().crossings();
    Taken taken = crossings.take(sharing, List.copyOf(with.regions().get()), AT_ONCE, wait);
    taken.missed().forEach(log::missed);
    List<Entry> entries = taken.entries();
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
    Map<String, List<String>> places = new HashMap<>();
    for (Entry entry : entries) {
      String region = entry.crossing().region();
      places.computeIfAbsent(region, _ -> new ArrayList<>()).add(entry.place());
    }
    places.forEach((region, done) -> with.tracking().crossings().done(SHARERS, region, done));
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

  /// Does all at a time, so that no region's broker holds up the messages of others.
  private Map<Todo, Outcome> outcomes(List<Todo> todos) {
    Map<String, List<Todo>> messages = new LinkedHashMap<>();
    List<Callable<Map<Todo, Outcome>>> requests = new ArrayList<>();
    for (Todo todo : todos) {
      if (todo.action() instanceof Action.Publish) {
        messages.computeIfAbsent(todo.crossed().region(), _ -> new ArrayList<>()).add(todo);
      } else {
        requests.add(() -> Map.of(todo, submitted(todo)));
      }
    }
    List<Callable<Map<Todo, Outcome>>> calls = new ArrayList<>();
    messages.forEach((region, some) -> calls.add(() -> announced(region, some)));
    calls.addAll(requests);
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

  /// Announces crossings of one region in their order.
  private Map<Todo, Outcome> announced(String region, List<Todo> todos) {
    Map<Todo, Outcome> outcomes = new LinkedHashMap<>();
    Map<Todo, Announcement> messages = new LinkedHashMap<>();
    for (Todo todo : todos) {
      try {
        messages.put(todo, Announcements.of(todo.crossed()));
      } catch (MeridianException e) {
        outcomes.put(todo, log.wrong(todo, e));
      }
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

  /// Ends once the crossings in hand are dealt with, at most 5 s later. Idempotent.
  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.getState() != Thread.State.NEW) {
        boolean _ = thread.join(LAST_BATCH);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdown(); // without interrupting: that would close the file of an embedded database
    LOG.debug("actions: {}", counts());
  }
}
