package dev.meridian.gateway;

import dev.meridian.gateway.Routes.Match;
import java.util.Optional;

/// Finds the endpoint of each request and turns what goes wrong into a problem. Thread-safe.
final class Dispatcher {
  private static final String EXPOSED =
      "Location, Link, Preference-Applied, Retry-After, Allow, Content-Location, ETag";
  private static final String ALLOWED =
      "Accept, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer";
  private static final String ONE_DAY = "86400";

  private final Routes routes;
  private final Failures failures;
  private final boolean cors;

  Dispatcher(Routes routes, Failures failures, boolean cors) {
    this.routes = routes;
    this.failures = failures;
    this.cors = cors;
  }

  /// The answer to a request. Never throws.
  @SuppressWarnings("CatchingUnchecked") // whatever an endpoint throws, the client gets an answer
  Answer answer(Exchange exchange) {
    Answer answer;
    try {
      answer = route(exchange);
    } catch (Exception e) {
      answer = failures.problem(e).answer(exchange.headers("Accept"));
    }
    return cors && exchange.header("Origin") != null ? shared(answer) : answer;
  }

  private Answer route(Exchange exchange) throws InterruptedException {
    Optional<Match> match = routes.find(exchange.path());
    if (match.isEmpty()) {
      throw Problem.of(
              ProblemType.NOT_FOUND, "path", exchange.path(), "one that / leads to by links")
          .refusal();
    }
    Routes.Route route = match.get().route();
    if (exchange.method().equals("OPTIONS")) {
      return options(route);
    }
    Optional<Endpoint> endpoint = route.endpoint(exchange.method());
    if (endpoint.isEmpty()) {
      throw Problem.of(ProblemType.METHOD_NOT_ALLOWED, "method", exchange.method(), route.allow())
          .header("Allow", route.allow())
          .refusal();
    }
    requireAcceptable(exchange, route);
    return endpoint.get().answer(exchange, match.get().ids());
  }

  private static void requireAcceptable(Exchange exchange, Routes.Route route) {
    if (!MediaTypes.accepts(exchange.headers("Accept"), route.produces())) {
      String accept = String.join(", ", exchange.headers("Accept"));
      String produced = String.join(" or ", route.produces());
      throw Problem.of(ProblemType.NOT_ACCEPTABLE, "Accept", accept, produced).refusal();
    }
  }

  private Answer options(Routes.Route route) {
    Answer answer = Answer.empty(204).with("Allow", route.allow());
    if (!cors) {
      return answer;
    }
    return answer
        .with("Access-Control-Allow-Methods", route.allow())
        .with("Access-Control-Allow-Headers", ALLOWED)
        .with("Access-Control-Max-Age", ONE_DAY);
  }

  private static Answer shared(Answer answer) {
    return answer
        .with("Access-Control-Allow-Origin", "*")
        .with("Access-Control-Expose-Headers", EXPOSED);
  }
}
