package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.gateway.stream.Cursor;
import dev.meridian.gateway.stream.Delivery;
import dev.meridian.gateway.stream.Filter;
import dev.meridian.gateway.stream.FilterReader;
import dev.meridian.gateway.stream.Wish;
import dev.meridian.ingest.PositionIntake;
import dev.meridian.json.Json;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Crossings as they come, over a WebSocket or as server-sent events; a WebSocket takes positions,
/// too. Thread-safe.
final class StreamEndpoint {
  private static final Set<String> PARAMETERS = parameters();
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int RETRY_AFTER_SECONDS = 5;

  private final Delivery delivery;
  private final boolean cors;
  private final Supplier<PositionIntake> intake;

  /// The streams of a delivery.
  ///
  /// @param cors whether pages of any origin may open a WebSocket
  /// @param intake of positions that a client sends over a WebSocket
  StreamEndpoint(Delivery delivery, boolean cors, Supplier<PositionIntake> intake) {
    this.delivery = delivery;
    this.cors = cors;
    this.intake = intake;
  }

  private static Set<String> parameters() {
    Set<String> parameters = new LinkedHashSet<>(FilterReader.MEMBERS);
    parameters.addAll(List.of("crossings", "positions", "cursor"));
    return parameters;
  }

  /// Where its clients hear of crossings.
  Delivery delivery() {
    return delivery;
  }

  void register(Routes routes) {
    routes.get("/stream", List.of(MediaTypes.EVENTS), (exchange, _) -> answer(exchange));
  }

  /// Whether crossings are looked for, or need not be.
  boolean isUp() {
    return delivery.silence().compareTo(LONGEST_SILENCE) < 0;
  }

  private Answer answer(Exchange exchange) {
    return "websocket".equalsIgnoreCase(exchange.header("Upgrade"))
        ? socket(exchange)
        : events(exchange);
  }

  private Answer socket(Exchange exchange) {
    Query _ = exchange.query().allow(Set.of());
    requireOrigin(exchange);
    return Answer.goingOn(101, null, new Continuation.Socket(place(), delivery, intake));
  }

  /// Browsers let pages open WebSockets to any server, and send along who they are.
  private void requireOrigin(Exchange exchange) {
    String origin = exchange.header("Origin");
    if (!cors && origin != null && !isOwn(origin, exchange)) {
      throw Problem.of(ProblemType.FORBIDDEN_ORIGIN, "Origin", origin, exchange.base()).refusal();
    }
  }

  /// Whether a page is of this gateway, by the name that everybody calls it or by the one that this
  /// client does.
  private static boolean isOwn(String origin, Exchange exchange) {
    Optional<String> place = place(origin);
    String host = "://" + exchange.header("Host");
    String called = origin.replaceFirst("://.*", Matcher.quoteReplacement(host));
    return place.isPresent()
        && (place.equals(place(exchange.base())) || place.equals(place(called)));
  }

  /// Host and port.
  private static Optional<String> place(String url) {
    try {
      URI uri = URI.create(url.toLowerCase(Locale.ROOT));
      int usual = "https".equals(uri.getScheme()) ? HTTPS : HTTP;
      int port = uri.getPort() < 0 ? usual : uri.getPort();
      return Optional.ofNullable(uri.getHost()).map(host -> host + ":" + port);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Answer events(Exchange exchange) {
    Query query = exchange.query().allow(PARAMETERS);
    Wish wish = wish(exchange, query);
    if (exchange.method().equals("HEAD")) {
      return Answer.of(200, MediaTypes.EVENTS, new byte[0]).uncached();
    }
    Continuation.Events events =
        new Continuation.Events(
            place(),
            recipient -> {
              String _ = delivery.subscribe(recipient, "events", wish);
            });
    return Answer.goingOn(200, MediaTypes.EVENTS, events)
        .uncached()
        .with("X-Accel-Buffering", "no");
  }

  private Delivery.Place place() {
    if (delivery.isDraining()) {
      throw Problem.of(ProblemType.UNAVAILABLE, "this gateway is about to stop")
          .retryAfter(RETRY_AFTER_SECONDS)
          .refusal();
    }
    return delivery
        .place()
        .orElseThrow(() -> {
          String detail = delivery.bounds().streams() + " clients listen already; try again later";
          return Problem.of(ProblemType.TOO_MANY_WAITING, detail)
              .retryAfter(RETRY_AFTER_SECONDS)
              .refusal();
        });
  }

  private static Filter filter(Query query) {
    ObjectNode json = Json.object();
    for (String name : FilterReader.MEMBERS) {
      if (query.has(name)) {
        List<String> values = query.all(name);
        json.set(name, name.equals("bbox") ? sides(values) : Json.of(values));
      }
    }
    try {
      return FilterReader.read(json);
    } catch (InvalidValueException e) {
      throw refusal(e);
    }
  }

  private static ArrayNode sides(List<String> values) {
    ArrayNode sides = Json.array();
    for (String value : values) {
      double side =
          Query.parsed("bbox", value, "west,south,east,north in degrees", Double::valueOf);
      sides.add(side);
    }
    return sides;
  }

  private static Wish wish(Exchange exchange, Query query) {
    Filter filter = filter(query);
    boolean crossings = isWanted(query, "crossings", "true");
    boolean positions = isWanted(query, "positions", "false");
    try {
      return new Wish(filter, crossings, positions, cursor(exchange, query));
    } catch (InvalidValueException e) {
      throw refusal(e);
    }
  }

  private static boolean isWanted(Query query, String name, String usual) {
    String given = query.one(name).orElse(usual);
    if (!given.equals("true") && !given.equals("false")) {
      throw Query.refusal(name, given, "true or false");
    }
    return given.equals("true");
  }

  /// A browser that comes back says in a header how far it was.
  private static @Nullable Cursor cursor(Exchange exchange, Query query) {
    String last = exchange.header("Last-Event-ID");
    String text = last == null || last.isEmpty() ? query.one("cursor").orElse(null) : last;
    try {
      return text == null ? null : Cursor.of(text);
    } catch (InvalidValueException e) {
      throw refusal(e);
    }
  }

  private static Refusal refusal(InvalidValueException e) {
    String name = e.name().startsWith("bbox") ? "bbox" : e.name();
    return Problem.of(ProblemType.INVALID_PARAMETER, String.valueOf(e.getMessage()))
        .with("parameter", name)
        .refusal();
  }
}
