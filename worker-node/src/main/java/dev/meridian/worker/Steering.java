package dev.meridian.worker;

import dev.meridian.json.Json;
import dev.meridian.route.QueueName;
import dev.meridian.task.TaskId;
import dev.meridian.task.TimeLimits;
import dev.meridian.worker.NodeControl.Parts;
import dev.meridian.worker.TaskRegistry.Registered;
import dev.meridian.worker.WorkerConfig.Scale;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Does what commands want changed, and replies in Celery's words. Thread-safe.
final class Steering {
  private static final Logger LOG = LoggerFactory.getLogger(Steering.class);

  private final Parts with;
  private final List<RegionPool> pools;

  /// @param pools of the regions on this bus
  Steering(Parts with, List<RegionPool> pools) {
    this.with = with;
    this.pools = pools;
  }

  private static JsonNode ok(String words) {
    LOG.info("control: {}", words);
    return Json.object().put("ok", words);
  }

  private static JsonNode error(String words) {
    return Json.object().put("error", words);
  }

  /// Tasks that are not begun will be dismissed when a worker takes them; those that run go on,
  /// unless they are to be terminated: then they are interrupted, and given up at their hard limit.
  JsonNode revoke(Arguments arguments, boolean terminate) {
    List<TaskId> tasks = arguments.tasks("task_id");
    with.revoked().add(tasks);
    if (!terminate) {
      return ok("tasks " + words(tasks) + " flagged as revoked");
    }
    List<TaskId> running =
        tasks.stream().filter(task -> with.running().stop(task, StopReason.REVOKED)).toList();
    return ok("terminate: " + (running.isEmpty() ? "tasks unknown" : words(running)));
  }

  private static String words(List<TaskId> tasks) {
    return tasks.stream().map(TaskId::value).collect(Collectors.joining(", "));
  }

  /// Without both limits those of the type hold again; without one of them, it follows the other.
  JsonNode timeLimit(Arguments arguments) {
    Optional<Registered<?, ?>> registered = with.registry().find(arguments.text("task_name"));
    if (registered.isEmpty()) {
      return error("unknown task");
    }
    TimeLimits own = registered.get().type().limits();
    Optional<Duration> soft = arguments.seconds("soft");
    Optional<Duration> hard = arguments.seconds("hard");
    Duration most =
        hard.orElseGet(() -> soft.filter(s -> s.compareTo(own.hard()) > 0).orElse(own.hard()));
    Duration least = soft.orElseGet(() -> own.soft().compareTo(most) < 0 ? own.soft() : most);
    with.registry().limit(registered.get().type().name(), new TimeLimits(least, most));
    return ok("time limits set successfully");
  }

  JsonNode rateLimit(Arguments arguments) {
    String type = arguments.text("task_name");
    Optional<RateLimit> rate = arguments.rate("rate_limit");
    if (with.registry().find(type).isEmpty()) {
      return error("unknown task");
    }
    with.rates().set(type, rate);
    return ok(
        rate.isEmpty() ? "rate limits disabled successfully" : "new rate limit set successfully");
  }

  JsonNode addConsumer(Arguments arguments) {
    QueueName queue = new QueueName(arguments.text("queue"));
    home(queue).add(queue);
    return ok("add consumer " + queue);
  }

  JsonNode cancelConsumer(Arguments arguments) {
    QueueName queue = new QueueName(arguments.text("queue"));
    pools.forEach(pool -> pool.consumer().cancel(queue));
    return ok("no longer consuming from " + queue);
  }

  /// The region that the queue is called after, else the first.
  private RegionConsumer home(QueueName queue) {
    return pools.stream()
        .map(RegionPool::consumer)
        .filter(consumer -> (queue + ".").startsWith("meridian." + consumer.region() + "."))
        .findFirst()
        .orElseGet(() -> pools.getFirst().consumer());
  }

  /// More slots, or fewer if `by` is negative, in each region; at least one remains.
  JsonNode grow(int by) {
    String name = by > 0 ? "grow" : "shrink";
    for (RegionPool pool : pools) {
      Scale scale = pool.autoscaler().scale();
      if (scale.min() != scale.max()) {
        return error(
            "pool_" + name + " is not supported with autoscale. Adjust autoscale range instead.");
      }
    }
    for (RegionPool pool : pools) {
      int slots = Math.clamp(pool.autoscaler().scale().max() + (long) by, 1, Scale.MOST);
      pool.autoscaler().scale(Scale.fixed(slots));
    }
    return ok("pool will " + name);
  }

  JsonNode autoscale(Arguments arguments) {
    Scale now = pools.getFirst().autoscaler().scale();
    int max = arguments.count("max", now.max());
    Scale scale = new Scale(arguments.count("min", Math.min(now.min(), max)), max);
    pools.forEach(pool -> pool.autoscaler().scale(scale));
    return ok("autoscale now max=" + scale.max() + " min=" + scale.min());
  }

  JsonNode events(boolean wanted) {
    String word = wanted ? "enabled" : "disabled";
    boolean change = with.events().enable(wanted);
    return Json.object().put("ok", "task events " + (change ? "" : "already ") + word);
  }

  JsonNode shutdown() {
    with.control().shutdown().run();
    return ok("shutting down");
  }
}
