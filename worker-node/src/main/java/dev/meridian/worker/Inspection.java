package dev.meridian.worker;

import dev.meridian.control.ControlBus;
import dev.meridian.json.Json;
import dev.meridian.task.TaskId;
import dev.meridian.worker.NodeControl.Parts;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The replies to commands that only look, as Celery's workers give them. Thread-safe.
final class Inspection {
  private static final double MILLIS = 1_000.0;

  private final Parts with;
  private final ControlBus bus;
  private final List<RegionPool> pools;
  private final ControlRows rows;

  /// @param pools of the regions on this bus
  Inspection(Parts with, ControlBus bus, List<RegionPool> pools) {
    this.with = with;
    this.bus = bus;
    this.pools = pools;
    this.rows = new ControlRows(with.control().node(), with.codec());
  }

  /// What others have revoked is taken over from a worker that starts.
  ///
  /// @param trusted whether it may revoke tasks
  JsonNode hello(Arguments arguments, boolean trusted) {
    if (arguments.text("from_node").equals(with.control().node())) {
      return Json.nullNode();
    }
    if (trusted
        && with.control().allowed().contains(ControlCommand.REVOKE)
        && arguments.values().path("revoked") instanceof ObjectNode revoked
        && !revoked.isEmpty()) {
      with.revoked()
          .add(revoked.propertyStream().map(entry -> new TaskId(entry.getKey())).toList());
    }
    ObjectNode ends = Json.object();
    with.revoked().all().forEach((task, end) -> ends.put(task.value(), revokedAt(end)));
    return Json.object().put("clock", bus.clock().forward()).set("revoked", ends);
  }

  private static double revokedAt(Instant end) {
    return end.minus(RevokedTasks.KEPT).toEpochMilli() / MILLIS;
  }

  JsonNode stats() {
    ObjectNode stats = Json.object();
    ObjectNode total = stats.putObject("total");
    with.events().started().forEach(total::put);
    stats.put("pid", ProcessHandle.current().pid());
    stats.put("clock", Long.toString(bus.clock().value()));
    stats.put("uptime", Duration.between(with.started(), with.clock().instant()).toSeconds());
    stats.set("pool", pool());
    stats.set("broker", broker());
    stats.put("prefetch_count", slots());
    ObjectNode usage = stats.putObject("rusage");
    ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .ifPresent(time -> usage.put("utime", time.toMillis() / MILLIS));
    ObjectNode tracking = with.control().tracking().get();
    return tracking == null ? stats : stats.set("tracking", tracking);
  }

  private ObjectNode pool() {
    ObjectNode pool = Json.object();
    pool.put("implementation", "virtual threads");
    pool.put("max-concurrency", slots());
    pool.putArray("processes").add(ProcessHandle.current().pid());
    pool.put("max-tasks-per-child", "N/A");
    pool.putArray("timeouts").add(0).add(0);
    return pool;
  }

  private int slots() {
    return pools.stream().mapToInt(pool -> pool.consumer().slots().limit()).sum();
  }

  private ObjectNode broker() {
    ObjectNode broker = Json.object();
    broker.put("transport", transport());
    String address = address();
    if (address.endsWith("://")) {
      return broker;
    }
    URI uri = URI.create(address);
    String path = uri.getPath();
    broker.put("hostname", uri.getHost());
    broker.put("port", uri.getPort() < 0 ? null : (Integer) uri.getPort());
    return broker.put("virtual_host", path == null || path.length() < 2 ? "/" : path.substring(1));
  }

  private String transport() {
    String address = address();
    return address.substring(0, Math.max(0, address.indexOf("://")));
  }

  private String address() {
    return pools.getFirst().consumer().broker().address();
  }

  JsonNode active() {
    return ControlRows.list(with.running().all().stream().map(rows::active).toList());
  }

  JsonNode reserved() {
    return ControlRows.list(pools.stream().flatMap(pool -> reserved(pool.consumer())).toList());
  }

  private Stream<ObjectNode> reserved(RegionConsumer consumer) {
    return consumer.waiting().stream()
        .flatMap(delivery -> rows.reserved(delivery, consumer.region()).stream());
  }

  JsonNode revoked() {
    ArrayNode ids = Json.array();
    with.revoked().all().keySet().forEach(task -> ids.add(task.value()));
    return ids;
  }

  JsonNode registered() {
    ArrayNode names = Json.array();
    with.registry().names().forEach(name -> names.add(name + rate(name)));
    return names;
  }

  private String rate(String type) {
    return with.rates().of(type).map(rate -> " [rate_limit=" + rate.text() + "]").orElse("");
  }

  JsonNode activeQueues() {
    return ControlRows.list(
        pools.stream()
            .flatMap(pool -> pool.consumer().queues().stream())
            .map(ControlRows::queue)
            .toList());
  }

  JsonNode conf() {
    WorkerConfig config = with.config();
    ObjectNode conf = Json.object();
    conf.put("broker_url", address());
    conf.put("enable_utc", true).put("timezone", "UTC");
    conf.put("task_acks_late", true).put("task_reject_on_worker_lost", true);
    conf.put("worker_send_task_events", with.events().isEnabled());
    conf.put("worker_concurrency", slots());
    conf.put("result_expires", config.bounds().foreignResultTtl().toSeconds());
    ArrayNode regions = conf.putArray("meridian_regions");
    config.regions().forEach(regions::add);
    conf.put("meridian_version", config.version());
    conf.put("meridian_control", ControlCommand.words(with.control().allowed()));
    conf.put("meridian_control_signing", with.control().signing().toString());
    conf.put("meridian_max_deliveries", config.bounds().maxDeliveries());
    return conf.put("meridian_max_result_bytes", config.bounds().maxResultBytes());
  }

  JsonNode clock() {
    return Json.object().put("clock", bus.clock().value());
  }

  JsonNode report() {
    StringBuilder text = new StringBuilder();
    text.append("\nsoftware -> meridian:").append(with.config().version());
    text.append(" java:").append(Runtime.version());
    text.append("\nplatform -> system:").append(Machine.system());
    text.append(" arch:").append(System.getProperty("os.arch", "unknown"));
    text.append("\nsettings -> transport:").append(transport());
    for (Map.Entry<String, JsonNode> entry : conf().properties()) {
      text.append('\n').append(entry.getKey()).append(": ").append(entry.getValue().toString());
    }
    return Json.object().put("ok", text.append('\n').toString());
  }

  /// Each task that is here with where it is.
  JsonNode queryTask(Arguments arguments) {
    ObjectNode found = Json.object();
    List<String> ids = arguments.tasks("ids").stream().map(TaskId::value).toList();
    for (JsonNode row : reserved()) {
      addIfAsked(found, ids, "reserved", row);
    }
    for (JsonNode row : active()) {
      addIfAsked(found, ids, "active", row);
    }
    return found;
  }

  private static void addIfAsked(ObjectNode found, List<String> ids, String state, JsonNode row) {
    String id = row.path("id").asString("");
    if (ids.contains(id)) {
      found.putArray(id).add(state).add(row);
    }
  }
}
