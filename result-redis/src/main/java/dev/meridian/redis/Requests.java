package dev.meridian.redis;

import dev.meridian.result.Part;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.ResultStore.CancelOutcome;
import dev.meridian.result.StoreException;
import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.wire.CeleryResults;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// What changes requests, and their parts.
final class Requests {
  private final Commands commands;
  private final Keys keys;
  private final InstantSource clock;
  private final Tasks tasks;
  private final int maxListed;

  Requests(Commands commands, Keys keys, InstantSource clock, Tasks tasks, int maxListed) {
    this.commands = commands;
    this.keys = keys;
    this.clock = clock;
    this.tasks = tasks;
    this.maxListed = maxListed;
  }

  void create(RequestRecord request) {
    Object created =
        commands.run(
            RequestScripts.CREATE, keys.of(keys.requests(), request.id()), arguments(request));
    if (Replies.number(created) == 0) {
      throw new StoreException(
          StoreException.Kind.CONFLICT, "request " + request.id() + " is recorded already", null);
    }
  }

  private Object[] arguments(RequestRecord request) {
    Duration untilDeadline = Duration.between(clock.instant(), request.deadline());
    Duration kept = request.resultTtl().plus(request.tombstoneTtl());
    Duration longest = kept.plus(untilDeadline.isNegative() ? Duration.ZERO : untilDeadline);
    List<Object> arguments = new ArrayList<>();
    arguments.add(request.id().value());
    arguments.add(RequestJson.encode(request));
    arguments.add(Tasks.millis(longest));
    arguments.add(request.created().toEpochMilli());
    arguments.add(maxListed);
    arguments.add(Tasks.millis(request.resultTtl()));
    arguments.add(Tasks.millis(request.tombstoneTtl()));
    arguments.add(request.minSuccess());
    arguments.add(request.type());
    arguments.add(request.tasks().size());
    arguments.add(request.shape() == null ? "" : request.deciding());
    for (int index = 0; index < request.tasks().size(); index++) {
      arguments.add(request.tasks().get(index).id().value());
      arguments.add(index);
    }
    return arguments.toArray();
  }

  void discard(RequestId request) {
    commands.run(RequestScripts.DISCARD, keys.of(keys.requests(), request), request.value());
  }

  /// Which tasks are open is read first, as their documents are made here; as tasks only ever stop
  /// being open, the script that follows misses none.
  CancelOutcome cancel(RequestId request, String reason) {
    Instant now = clock.instant();
    List<Object> arguments = new ArrayList<>();
    arguments.add(now.toEpochMilli());
    arguments.add(reason);
    var open = new CommandArguments(Command.HKEYS).key(keys.open(request));
    for (String task : Replies.texts(commands.call(open))) {
      arguments.add(task);
      arguments.add(CeleryResults.encode(TaskResult.dismissed(new TaskId(task), reason, now)));
    }
    Object answer =
        commands.run(
            RequestScripts.CANCEL, keys.of(keys.cancelled(), request), arguments.toArray());
    return switch ((int) Replies.number(answer)) {
      case 0 -> CancelOutcome.UNKNOWN;
      case 1 -> CancelOutcome.DISMISSED;
      default -> CancelOutcome.ALREADY_DISMISSED;
    };
  }

  List<Part> parts(RequestId request, long after, int limit) {
    if (limit < 1) {
      return List.of();
    }
    var range =
        new CommandArguments(Command.LRANGE)
            .key(keys.parts(request))
            .add(after)
            .add(after + limit - 1);
    Map<TaskId, Integer> indices = new LinkedHashMap<>();
    for (String part : Replies.texts(commands.call(range))) {
      int space = part.indexOf(' ');
      indices.put(
          new TaskId(part.substring(space + 1)), Integer.parseInt(part.substring(0, space)));
    }
    Map<TaskId, TaskResult> results = tasks.findAll(indices.keySet());
    List<Part> parts = new ArrayList<>();
    long sequence = after;
    for (var entry : indices.entrySet()) {
      sequence++;
      TaskResult result = results.get(entry.getKey());
      if (result != null) {
        parts.add(new Part(sequence, entry.getValue(), result));
      }
    }
    return parts;
  }
}
