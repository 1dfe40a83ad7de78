package dev.meridian.redis;

import dev.meridian.json.Json;
import dev.meridian.result.Admission;
import dev.meridian.result.AttemptStart;
import dev.meridian.result.Share;
import dev.meridian.result.TaskRef;
import dev.meridian.task.TaskId;
import dev.meridian.task.TaskResult;
import dev.meridian.task.TaskState;
import dev.meridian.wire.CeleryResults;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The results of single tasks, in Celery's documents.
final class Tasks {
  private final Commands commands;
  private final Keys keys;
  private final InstantSource clock;
  private final int batch;

  Tasks(Commands commands, Keys keys, InstantSource clock, int batch) {
    this.commands = commands;
    this.keys = keys;
    this.clock = clock;
    this.batch = batch;
  }

  Admission begin(TaskRef task, AttemptStart attempt) {
    ObjectNode report =
        Json.object()
            .put("region", attempt.region())
            .put("worker", attempt.worker())
            .put("attempt", attempt.number())
            .put("started", attempt.started().toString());
    byte[] document = running(task.id(), Json.nullNode(), report);
    Object answer =
        commands.run(RequestScripts.BEGIN, keysOf(task), document, ttl(task), clock.millis());
    return switch ((int) Replies.number(answer)) {
      case 0 -> Admission.RUN;
      case 1 -> Admission.ALREADY_OVER;
      default -> Admission.UNKNOWN_REQUEST;
    };
  }

  void progress(TaskRef task, int percent, String message) {
    ObjectNode value = Json.object().put("percent", percent).put("message", message);
    byte[] document = running(task.id(), value, Json.object());
    commands.run(
        RequestScripts.PROGRESS,
        keysOf(task),
        document,
        ttl(task),
        clock.millis(),
        percent,
        message);
  }

  boolean complete(TaskRef task, TaskResult result) {
    Object decided =
        commands.run(
            RequestScripts.COMPLETE,
            keysOf(task),
            CeleryResults.encode(result),
            ttl(task),
            clock.millis(),
            task.id().value(),
            result.state() == TaskState.SUCCESSFUL ? 1 : 0,
            replyTo(task.replyTo()));
    return Replies.number(decided) == 1;
  }

  boolean share(Share share) {
    List<String> of = new ArrayList<>(keys.of(Keys.document(share.execution()), share.request()));
    of.add(keys.shared(share.execution()));
    Object shares =
        commands.run(
            ShareScript.SHARE, of, share.first() ? 1 : 0, replyTo(share.replyTo()), Share.MOST);
    return Replies.number(shares) == 1;
  }

  Map<TaskId, TaskResult> findAll(Collection<TaskId> tasks) {
    Map<TaskId, TaskResult> found = new LinkedHashMap<>();
    documents(tasks)
        .forEach((task, document) ->
            Documents.decode(document, task).ifPresent(result -> found.put(task, result)));
    return found;
  }

  /// The stored documents of tasks.
  Map<TaskId, byte[]> documents(Collection<TaskId> tasks) {
    return read(tasks).await();
  }

  /// Starts to read the stored documents of tasks, in pipelined batches.
  Reading read(Collection<TaskId> tasks) {
    List<TaskId> ids = List.copyOf(tasks);
    List<Reply> replies = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += batch) {
      var read = new CommandArguments(Command.MGET);
      ids.subList(from, Math.min(ids.size(), from + batch))
          .forEach(task -> read.key(Keys.document(task)));
      replies.add(commands.send(read));
    }
    return new Reading(commands, ids, replies);
  }

  /// A read under way.
  record Reading(Commands commands, List<TaskId> ids, List<Reply> replies) {
    /// The documents there are.
    Map<TaskId, byte[]> await() {
      Map<TaskId, byte[]> found = new LinkedHashMap<>();
      int at = 0;
      for (Reply reply : replies) {
        for (Object document : Replies.list(commands.await(reply))) {
          TaskId task = ids.get(at++);
          if (document != null) {
            found.put(task, (byte[]) document);
          }
        }
      }
      return found;
    }
  }

  // A message can name any channel, and we publish to those of replies only.
  private String replyTo(@Nullable String channel) {
    return channel != null && keys.isReply(channel) ? channel : "";
  }

  private List<String> keysOf(TaskRef task) {
    String document = Keys.document(task.id());
    return task.request() == null
        ? List.of(document, keys.shared(task.id()))
        : keys.of(document, task.request());
  }

  private static byte[] running(TaskId task, JsonNode value, ObjectNode report) {
    return CeleryResults.encode(new TaskResult(task, TaskState.RUNNING, value, null, report, null));
  }

  private static long ttl(TaskRef task) {
    return millis(task.resultTtl());
  }

  /// A time to live as Redis takes it.
  static long millis(Duration ttl) {
    return Math.max(1, ttl.toMillis());
  }
}
