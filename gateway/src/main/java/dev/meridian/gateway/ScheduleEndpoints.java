package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.client.Catalogue;
import dev.meridian.json.Json;
import dev.meridian.schedule.Schedule;
import dev.meridian.schedule.ScheduleJson;
import dev.meridian.schedule.ScheduleStatus;
import dev.meridian.schedule.Schedules;
import dev.meridian.task.RequestId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Schedules: add, look at, replace, pause, resume, run now, remove. Thread-safe.
final class ScheduleEndpoints {
  private static final List<String> PRODUCES = List.of(MediaTypes.JSON);
  private static final Set<String> COUNT = Set.of("count");
  private static final int STANDARD_COUNT = 5;

  private final Schedules schedules;
  private final Supplier<Catalogue> catalogue;
  private final ExecuteReader reader;
  private final InstantSource clock;

  ScheduleEndpoints(Gateway.Collaborators with) {
    this.schedules = with.schedules();
    this.catalogue = with.catalogue();
    this.reader = new ExecuteReader(with.map());
    this.clock = with.clock();
  }

  void register(Routes routes) {
    routes.get("/schedules", (exchange, _) -> list(exchange));
    routes.add("/schedules", "POST", PRODUCES, (exchange, _) -> add(exchange));
    String one = "/schedules/{id}";
    routes.get(one, (exchange, ids) -> shown(exchange, ids, schedules.find(ids.getFirst())));
    routes.add(one, "PUT", PRODUCES, (exchange, ids) -> put(exchange, ids.getFirst()));
    routes.add(one, "DELETE", PRODUCES, (_, ids) -> remove(ids.getFirst()));
    routes.add(
        one + "/pause",
        "POST",
        PRODUCES,
        (exchange, ids) -> shown(exchange, ids, schedules.pause(ids.getFirst())));
    routes.add(
        one + "/resume",
        "POST",
        PRODUCES,
        (exchange, ids) -> shown(exchange, ids, schedules.resume(ids.getFirst())));
    routes.add(one + "/run", "POST", PRODUCES, (exchange, ids) -> run(exchange, ids.getFirst()));
    routes.get(one + "/next", (exchange, ids) -> next(exchange, ids.getFirst()));
  }

  private Answer list(Exchange exchange) {
    ArrayNode list = Json.array();
    schedules.list().forEach(status -> list.add(ScheduleDocument.of(exchange, status)));
    Links links = new Links(exchange).add("self", "/schedules", "Schedules");
    ObjectNode document = Json.object().set("schedules", list);
    return Answer.json(document.set("links", links.array())).uncached();
  }

  private Answer add(Exchange exchange) {
    Schedule schedule = read(body(exchange));
    ScheduleStatus status = checked(() -> schedules.add(schedule));
    return Answer.json(201, ScheduleDocument.of(exchange, status))
        .uncached()
        .with("Location", new Links(exchange).url("/schedules/" + schedule.id()));
  }

  private Answer put(Exchange exchange, String id) {
    ObjectNode body = body(exchange);
    String named = body.path("id").asString(id);
    if (!named.equals(id)) {
      throw invalid(new InvalidValueException("/id", named, id + ", as in the path"));
    }
    Schedule schedule = read(body.put("id", id));
    return Answer.json(ScheduleDocument.of(exchange, checked(() -> schedules.put(schedule))))
        .uncached();
  }

  private static ObjectNode body(Exchange exchange) {
    ExecutionEndpoint.requireJson(exchange);
    JsonNode body;
    try {
      body = Json.read(exchange.body());
    } catch (InvalidValueException e) {
      throw Problem.of(ProblemType.MALFORMED_JSON, String.valueOf(e.getMessage())).refusal();
    }
    if (body instanceof ObjectNode object) {
      return object;
    }
    throw invalid(new InvalidValueException("", body.getNodeType(), "an object"));
  }

  /// The schedule of a document, with inputs and options as its task type wants them.
  private Schedule read(ObjectNode document) {
    return checked(() -> {
      Schedule schedule = ScheduleJson.read(document, clock.instant());
      Execution _ = ScheduledRequests.read(reader, catalogue.get(), schedule.request());
      return schedule;
    });
  }

  private static <T> T checked(Supplier<T> work) {
    try {
      return work.get();
    } catch (InvalidValueException e) {
      throw invalid(e);
    }
  }

  private static Refusal invalid(InvalidValueException e) {
    return Problem.invalid(ProblemType.INVALID_SCHEDULE, e).refusal();
  }

  private Answer remove(String id) {
    if (!schedules.remove(id)) {
      throw unknown(id);
    }
    return Answer.empty(204);
  }

  private Answer run(Exchange exchange, String id) {
    RequestId request = schedules.runNow(id).orElseThrow(() -> unknown(id));
    Links links =
        new Links(exchange)
            .add("monitor", "/jobs/" + request, "The job")
            .add("up", "/schedules/" + id, "The schedule");
    ObjectNode document = Json.object().put("jobID", request.value());
    return Answer.json(201, document.set("links", links.array()))
        .uncached()
        .with("Location", links.job(request));
  }

  private Answer next(Exchange exchange, String id) {
    int most = Schedules.MOST_TIMES;
    String expected = "an integer, 1.." + most;
    int count =
        exchange
            .query()
            .allow(COUNT)
            .one("count", expected, Integer::valueOf)
            .orElse(STANDARD_COUNT);
    if (count < 1 || count > most) {
      throw Query.refusal("count", count, expected);
    }
    ScheduleStatus status = schedules.find(id).orElseThrow(() -> unknown(id));
    ArrayNode times = Json.array();
    if (status.next() != null || status.paused()) {
      schedules
          .next(status.schedule().trigger(), count)
          .forEach(time -> times.add(time.toString()));
    }
    return Answer.json(Json.object().put("paused", status.paused()).set("times", times)).uncached();
  }

  private Answer shown(Exchange exchange, List<String> ids, Optional<ScheduleStatus> status) {
    return Answer.json(
            ScheduleDocument.of(exchange, status.orElseThrow(() -> unknown(ids.getFirst()))))
        .uncached();
  }

  private static Refusal unknown(String id) {
    return Problem.of(
            ProblemType.NO_SUCH_SCHEDULE, "schedule", id, "one of those that /schedules lists")
        .refusal();
  }
}
