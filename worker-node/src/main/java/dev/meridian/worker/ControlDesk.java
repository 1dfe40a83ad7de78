package dev.meridian.worker;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.control.ControlBus;
import dev.meridian.control.ControlHandler;
import dev.meridian.control.ControlRequest;
import dev.meridian.json.Json;
import dev.meridian.worker.NodeControl.Parts;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Takes the control requests of one bus, and has done what is allowed. Thread-safe.
final class ControlDesk implements ControlHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ControlDesk.class);

  private final Set<ControlCommand> allowed;
  private final ControlSigning signing;
  private final Inspection inspection;
  private final Steering steering;
  private final Runnable heartbeat;

  /// @param pools of the regions on this bus
  /// @param heartbeat sends one
  ControlDesk(Parts with, ControlBus bus, List<RegionPool> pools, Runnable heartbeat) {
    this.allowed = with.control().allowed();
    this.signing = with.control().signing();
    this.inspection = new Inspection(with, bus, pools);
    this.steering = new Steering(with, pools);
    this.heartbeat = heartbeat;
  }

  @Override
  public JsonNode reply(ControlRequest request) {
    ControlCommand command =
        ControlCommand.of(request.method()).orElseThrow(() -> unknown(request.method()));
    if (!allowed.contains(command)) {
      LOG.warn("control: {} refused, it is not allowed here", command.word());
      throw new InvalidValueException(
          "command", command.word(), "one that --control allows: " + ControlCommand.words(allowed));
    }
    if (signing.covers(command) && request.signer() == null) {
      LOG.warn("control: {} refused, it is not signed", command.word());
      throw new InvalidValueException(
          "signature",
          "missing",
          "by a key of this worker, as --control-signing "
              + signing
              + " has it for "
              + command.word());
    }
    return reply(command, new Arguments(request.arguments()), request.signer());
  }

  private JsonNode reply(ControlCommand command, Arguments arguments, @Nullable String signer) {
    if (signer != null) {
      LOG.info("control: {} is signed by {}", command.word(), signer);
    }
    return switch (command) {
      case PING -> Json.object().put("ok", "pong");
      case HELLO -> inspection.hello(arguments, signer != null || signing == ControlSigning.OFF);
      case STATS -> inspection.stats();
      case ACTIVE -> inspection.active();
      case RESERVED -> inspection.reserved();
      case SCHEDULED -> Json.array();
      case REVOKED -> inspection.revoked();
      case REGISTERED -> inspection.registered();
      case ACTIVE_QUEUES -> inspection.activeQueues();
      case CONF -> inspection.conf();
      case CLOCK -> inspection.clock();
      case REPORT -> inspection.report();
      case QUERY_TASK -> inspection.queryTask(arguments);
      case HEARTBEAT -> {
        heartbeat.run();
        yield Json.nullNode();
      }
      case ENABLE_EVENTS -> steering.events(true);
      case DISABLE_EVENTS -> steering.events(false);
      case REVOKE -> steering.revoke(arguments, arguments.flag("terminate"));
      case TERMINATE -> steering.revoke(arguments, true);
      case TIME_LIMIT -> steering.timeLimit(arguments);
      case RATE_LIMIT -> steering.rateLimit(arguments);
      case ADD_CONSUMER -> steering.addConsumer(arguments);
      case CANCEL_CONSUMER -> steering.cancelConsumer(arguments);
      case POOL_GROW -> steering.grow(arguments.count("n", 1));
      case POOL_SHRINK -> steering.grow(-arguments.count("n", 1));
      case AUTOSCALE -> steering.autoscale(arguments);
      case SHUTDOWN -> steering.shutdown();
    };
  }

  private static InvalidValueException unknown(String method) {
    List<String> words = Arrays.stream(ControlCommand.values()).map(ControlCommand::word).toList();
    return new InvalidValueException("command", method, NearNames.expectation(method, words));
  }
}
