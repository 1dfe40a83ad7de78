package dev.meridian.gateway;

import dev.meridian.client.TaskClient;
import dev.meridian.json.Json;
import dev.meridian.result.RequestRecord;
import dev.meridian.result.RequestRecord.TaskEntry;
import dev.meridian.result.RequestStatus;
import dev.meridian.route.Route;
import dev.meridian.task.RequestId;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How jobs stand, where their tasks went, and their end at a client's wish. Thread-safe.
final class JobEndpoints {
  private static final List<String> JSON = List.of(MediaTypes.JSON);

  private final TaskClient client;
  private final Jobs jobs;
  private final JobList list;
  private final Duration cap;

  JobEndpoints(TaskClient client, Jobs jobs, JobList list, Duration cap) {
    this.client = client;
    this.jobs = jobs;
    this.list = list;
    this.cap = cap;
  }

  void register(Routes routes) {
    routes.get("/jobs", (exchange, _) -> list.answer(exchange));
    routes.get("/jobs/{id}", (exchange, ids) -> status(exchange, Jobs.id(ids.getFirst())));
    routes.add(
        "/jobs/{id}",
        "DELETE",
        JSON,
        (exchange, ids) -> dismiss(exchange, Jobs.id(ids.getFirst())));
    routes.get("/jobs/{id}/routing", (exchange, ids) -> routing(exchange, ids.getFirst()));
  }

  private Answer status(Exchange exchange, RequestId id) throws InterruptedException {
    Preferences prefer = Preferences.of(exchange.headers("Prefer"));
    Duration patience = prefer.waitUpTo(cap);
    RequestStatus status = jobs.await(jobs.require(id), patience);
    Answer answer = Answer.json(JobDocument.of(exchange, status)).uncached();
    return prefer.patience() == null
        ? answer
        : answer.with("Preference-Applied", "wait=" + patience.toSeconds());
  }

  private Answer dismiss(Exchange exchange, RequestId id) {
    return switch (client.cancel(id)) {
      case UNKNOWN -> throw Jobs.unknown(id.value());
      case DISMISSED -> Answer.json(JobDocument.of(exchange, jobs.require(id))).uncached();
      case ALREADY_DISMISSED -> throw ResultEndpoints.dismissed(id).refusal();
    };
  }

  private Answer routing(Exchange exchange, String id) {
    RequestRecord request = jobs.require(Jobs.id(id)).request();
    ObjectNode document = Json.object().put("jobID", id);
    ArrayNode tasks = document.putArray("tasks");
    for (TaskEntry task : request.tasks()) {
      Route route = task.route();
      tasks
          .addObject()
          .put("label", task.label())
          .put("task", task.id().value())
          .put("region", route.region())
          .put("queue", route.queue().value())
          .put("policy", route.policy().word())
          .put("mapVersion", route.mapVersion())
          .put("reason", route.reason());
    }
    Links links =
        new Links(exchange)
            .add("self", "/jobs/" + id + "/routing", "This document")
            .add("up", "/jobs/" + id, "The job");
    return Answer.json(document.set("links", links.array())).uncached();
  }
}
