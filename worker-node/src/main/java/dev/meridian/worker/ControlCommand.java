package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a worker can be asked for over the control bus, in Celery's words.
public enum ControlCommand {
  /// Whether it lives.
  PING,
  /// What Celery's workers ask each other when they start: what is revoked.
  HELLO,
  /// Counts, pool and broker.
  STATS,
  /// The tasks that run.
  ACTIVE,
  /// The tasks that wait for a slot.
  RESERVED,
  /// The tasks that wait for their time: none, as the broker keeps them.
  SCHEDULED,
  /// The ids of revoked tasks.
  REVOKED,
  /// The task types it runs.
  REGISTERED,
  /// The queues it consumes.
  ACTIVE_QUEUES,
  /// Its configuration, without secrets.
  CONF,
  /// Its logical clock.
  CLOCK,
  /// Itself and its configuration in words.
  REPORT,
  /// What it knows of some tasks.
  QUERY_TASK,
  /// To send a heartbeat event now.
  HEARTBEAT,
  /// To send events of tasks.
  ENABLE_EVENTS,
  /// To send none.
  DISABLE_EVENTS,
  /// Not to start some tasks, or to stop them.
  REVOKE,
  /// To stop some tasks.
  TERMINATE,
  /// Other time limits of a task type.
  TIME_LIMIT,
  /// How often tasks of a type may start.
  RATE_LIMIT,
  /// To consume a further queue.
  ADD_CONSUMER,
  /// To consume a queue no more.
  CANCEL_CONSUMER,
  /// More slots.
  POOL_GROW,
  /// Fewer slots.
  POOL_SHRINK,
  /// To follow the load between two numbers of slots.
  AUTOSCALE,
  /// To drain and end.
  SHUTDOWN;

  /// Those that change nothing but what is told.
  public static final Set<ControlCommand> READING =
      Collections.unmodifiableSet(EnumSet.range(PING, DISABLE_EVENTS));

  /// All but [#SHUTDOWN]: what a worker does unless it is told otherwise.
  public static final Set<ControlCommand> STANDARD =
      Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(SHUTDOWN)));

  private static final List<String> WORDS =
      Arrays.stream(values()).map(ControlCommand::word).toList();

  /// The word on the wire, for example `pool_grow`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The command of a word.
  public static Optional<ControlCommand> of(String word) {
    return WORDS.contains(word)
        ? Optional.of(valueOf(word.toUpperCase(Locale.ROOT)))
        : Optional.empty();
  }

  /// The commands that a list of words means: words of commands, `read` for [#READING], `standard`
  /// for [#STANDARD], `all` and `none`.
  ///
  /// @throws InvalidValueException that names the first word that is none of these
  public static Set<ControlCommand> setOf(List<String> words) {
    Set<ControlCommand> commands = EnumSet.noneOf(ControlCommand.class);
    for (String word : words) {
      switch (word) {
        case "read" -> commands.addAll(READING);
        case "standard" -> commands.addAll(STANDARD);
        case "all" -> commands.addAll(EnumSet.allOf(ControlCommand.class));
        case "none" -> commands.addAll(Set.of());
        default -> commands.add(of(word).orElseThrow(() -> unknown(word)));
      }
    }
    return commands;
  }

  private static InvalidValueException unknown(String word) {
    return new InvalidValueException(
        "--control", word, "read, standard, all, none, or " + NearNames.expectation(word, WORDS));
  }

  /// The words of some commands, for people.
  static String words(Set<ControlCommand> commands) {
    return commands.stream().sorted().map(ControlCommand::word).collect(Collectors.joining(", "));
  }
}
