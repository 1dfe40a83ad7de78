package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import dev.meridian.cache.SharedCache;
import dev.meridian.client.Accepted;
import dev.meridian.client.Catalogue;
import dev.meridian.client.Catalogue.Offer;
import dev.meridian.client.Submission;
import dev.meridian.client.TaskClient;
import dev.meridian.client.UnavailableException;
import dev.meridian.geo.RegionMap;
import dev.meridian.json.Json;
import dev.meridian.result.StoreException;
import dev.meridian.schedule.RunLauncher;
import dev.meridian.schedule.Schedule;
import dev.meridian.task.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/// Makes the requests of schedules as if a client had sent them now: they are checked against the
/// task types and regions of today, and are jobs like any other. Thread-safe.
public final class ScheduledRequests implements RunLauncher {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private final TaskClient client;
  private final Supplier<Catalogue> catalogue;
  private final ExecuteReader reader;
  private final Forms forms;

  /// A maker of requests that works with what the gateway works with.
  public ScheduledRequests(
      TaskClient client,
      Supplier<Catalogue> catalogue,
      Supplier<RegionMap> map,
      SharedCache cache) {
    this.client = client;
    this.catalogue = catalogue;
    this.reader = new ExecuteReader(map);
    this.forms = new Forms(cache);
  }

  @Override
  public RequestId launch(Schedule.Request request, IntFunction<RequestId> ids) {
    Execution execution = read(reader, catalogue.get(), request);
    try {
      Accepted accepted =
          switch (execution.order()) {
            case Order.Tasks(Submission submission) -> client.acceptOnce(submission, ids);
            case Order.Composed _ ->
                throw new InvalidValueException("/type", CanvasProcess.NAME, "a task type");
          };
      if (!accepted.earlier()) {
        forms.keep(accepted.request(), execution.form());
      }
      return accepted.request().id();
    } catch (StoreException e) {
      throw new UnavailableException("result store: " + e.getMessage(), RETRY_AFTER, e);
    }
  }

  /// What a schedule asks for.
  ///
  /// @throws InvalidValueException if there is no such task type
  /// @throws Refusal that lists all that is wrong with the inputs and options
  static Execution read(ExecuteReader reader, Catalogue catalogue, Schedule.Request request) {
    String type = request.type();
    Offer offer = catalogue.find(type).orElseThrow(() -> unknown(catalogue, type));
    return reader.read(Json.bytes(request.execute()), offer, catalogue.terms());
  }

  private static InvalidValueException unknown(Catalogue catalogue, String type) {
    List<String> names = catalogue.offers().stream().map(offer -> offer.type().name()).toList();
    return new InvalidValueException("/type", type, NearNames.expectation(type, names));
  }

  @Override
  public boolean isOver(RequestId request) {
    return client.status(request).map(status -> status.state().isTerminal()).orElse(true);
  }
}
