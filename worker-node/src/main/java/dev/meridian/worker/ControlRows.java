package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.broker.Delivery;
import dev.meridian.json.Json;
import dev.meridian.route.QueueName;
import dev.meridian.wire.CeleryCodec;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Seal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tasks and queues as Celery's workers show them. Thread-safe.
///
/// @param node whose they are
/// @param codec reads messages that wait
record ControlRows(String node, CeleryCodec codec) {
  /// What stands for the arguments of an encrypted message, which the broker is not to see.
  static final String SECRET = "<encrypted>";

  /// Whether the arguments and the result of a delivery are to stay hidden.
  static boolean isSecret(Delivery delivery) {
    return delivery.message().headers().containsKey(Seal.ENCRYPTION);
  }

  /// A task that runs.
  ObjectNode active(RunningAttempt attempt) {
    return task(attempt.envelope(), attempt.delivery(), attempt.started());
  }

  /// A task of a region that waits; none if its message cannot be read.
  Optional<ObjectNode> reserved(Delivery delivery, String region) {
    try {
      return Optional.of(task(codec.decode(delivery.message(), region), delivery, null));
    } catch (MalformedMessageException | InvalidValueException e) {
      return Optional.empty();
    }
  }

  private ObjectNode task(Envelope envelope, Delivery delivery, @Nullable Instant started) {
    ObjectNode row = Json.object();
    row.put("id", envelope.id().value());
    row.put("name", envelope.type());
    boolean secret = isSecret(delivery);
    row.set("args", secret ? Json.array().add(SECRET) : envelope.args());
    row.set("kwargs", secret ? Json.object() : envelope.kwargs());
    row.put("type", envelope.type());
    row.put("hostname", node);
    row.put("time_start", started == null ? null : (Double) (started.toEpochMilli() / 1000.0));
    row.put("acknowledged", false); // a delivery is settled after its result is stored
    row.putObject("delivery_info")
        .put("exchange", "")
        .put("routing_key", delivery.queue().value())
        .put("priority", delivery.message().priority())
        .put("redelivered", delivery.redelivered());
    Long pid = started == null ? null : ProcessHandle.current().pid();
    return row.put("worker_pid", pid);
  }

  /// A queue that is consumed.
  static ObjectNode queue(QueueName queue) {
    ObjectNode row = Json.object();
    row.put("name", queue.value());
    row.putObject("exchange")
        .put("name", "meridian")
        .put("type", "topic")
        .put("durable", true)
        .put("auto_delete", false)
        .put("passive", false)
        .put("no_declare", false)
        .putNull("delivery_mode")
        .putNull("arguments");
    row.put("routing_key", queue.value());
    row.putObject("queue_arguments").put("x-queue-type", "quorum");
    row.putNull("binding_arguments").putNull("consumer_arguments");
    row.put("durable", true).put("exclusive", false).put("auto_delete", false);
    row.put("no_ack", false).putNull("alias").set("bindings", Json.array());
    row.put("no_declare", false).putNull("expires").putNull("message_ttl");
    return row.putNull("max_length").putNull("max_length_bytes").putNull("max_priority");
  }

  /// A list of these.
  static ArrayNode list(Iterable<ObjectNode> rows) {
    ArrayNode list = Json.array();
    rows.forEach(list::add);
    return list;
  }
}
