package dev.meridian.gateway;

import dev.meridian.InvalidValueException;
import dev.meridian.ingest.PositionCounts.Way;
import dev.meridian.ingest.PositionIntake;
import dev.meridian.ingest.PositionIntake.Receipt;
import dev.meridian.ingest.PositionPublisher;
import dev.meridian.ingest.PositionReader;
import dev.meridian.ingest.PositionReader.Form;
import dev.meridian.ingest.ReceiptJson;
import dev.meridian.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/// Takes positions of moving objects. Thread-safe.
final class PositionEndpoints {
  /// How much longer a sequence may be than a document, of which more is held at a time.
  private static final int SEQUENCE = 16;

  private static final int RETRY_AFTER_SECONDS = 2;
  private static final String PATH = "/positions";
  private static final String TAKEN =
      String.join(
          ", ",
          MediaTypes.JSON,
          MediaTypes.GEO_JSON,
          "application/geo+json-seq",
          "application/x-ndjson");

  private final PositionPublisher publisher;
  private final InstantSource clock;

  PositionEndpoints(PositionPublisher publisher, InstantSource clock) {
    this.publisher = publisher;
    this.clock = clock;
  }

  void register(Routes routes) {
    routes.add(PATH, "POST", List.of(MediaTypes.JSON), (exchange, _) -> take(exchange));
  }

  private Answer take(Exchange exchange) {
    Form form = form(exchange.header("Content-Type"));
    PositionIntake intake = publisher.intake(Way.HTTP, clock.instant());
    Optional<Problem> end = read(exchange, form, intake);
    if (end.isPresent()) {
      boolean nothingBefore = intake.isEmpty();
      boolean _ = intake.refuse(null, end.get().detail());
      if (nothingBefore) {
        throw end.get().refusal();
      }
    }
    return answer(intake.finish());
  }

  /// Reads the body.
  ///
  /// @return why it ended too soon; empty if it did not
  private Optional<Problem> read(Exchange exchange, Form form, PositionIntake intake) {
    var reader = new PositionReader(intake, sender(exchange));
    try (InputStream body = exchange.stream(form == Form.DOCUMENT ? 1 : SEQUENCE)) {
      reader.read(body, form);
      return Optional.empty();
    } catch (Refusal tooLong) {
      return Optional.of(tooLong.problem());
    } catch (InvalidValueException e) {
      return Optional.of(Problem.of(ProblemType.MALFORMED_JSON, String.valueOf(e.getMessage())));
    } catch (IOException e) {
      String detail = "body: it did not come as announced";
      return Optional.of(Problem.of(ProblemType.MALFORMED_REQUEST, detail));
    }
  }

  private static Form form(@Nullable String contentType) {
    if (contentType == null) {
      return Form.DOCUMENT;
    }
    return switch (MediaTypes.bare(contentType)) {
      case MediaTypes.JSON, MediaTypes.GEO_JSON -> Form.DOCUMENT;
      case "application/geo+json-seq", "application/json-seq" -> Form.RECORDS;
      case "application/x-ndjson", "application/ndjson", "application/jsonl" -> Form.LINES;
      case String _ ->
          throw Problem.of(
                  ProblemType.UNSUPPORTED_MEDIA_TYPE,
                  "Content-Type",
                  contentType,
                  "one of " + TAKEN)
              .refusal();
    };
  }

  /// Who sends, as the apps of OwnTracks say it in HTTP mode.
  private static @Nullable String sender(Exchange exchange) {
    String user = exchange.header("X-Limit-U");
    String device = exchange.header("X-Limit-D");
    return user == null || device == null ? null : user + "." + device;
  }

  private static Answer answer(Receipt receipt) {
    if (receipt.accepted() == 0 && (receipt.read() == 0 || !receipt.refused().isEmpty())) {
      throw nothing(receipt, ReceiptJson.refused(receipt)).refusal();
    }
    return Answer.json(202, ReceiptJson.write(receipt)).uncached();
  }

  private static Problem nothing(Receipt receipt, ArrayNode refused) {
    if (receipt.read() == 0) {
      return Problem.of(ProblemType.NO_POSITION, "positions", "none", "at least one");
    }
    String first = refused.path(0).path("reason").asString();
    Problem problem =
        receipt.isUnavailable()
            ? Problem.of(
                    ProblemType.UNAVAILABLE,
                    "positions",
                    "their regions take none now",
                    "a region whose broker is up; see refused")
                .retryAfter(RETRY_AFTER_SECONDS)
            : Problem.of(ProblemType.NO_POSITION, first);
    Problem told = problem.with("refused", refused);
    return receipt.untold() == 0 ? told : told.with("more", Json.of(receipt.untold()));
  }
}
