package dev.meridian.gateway;

import dev.meridian.client.BulkReplay;
import dev.meridian.client.BulkReplay.Fate;
import dev.meridian.client.Replayer;
import dev.meridian.client.Replayer.Replay;
import dev.meridian.json.Json;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.letter.LetterPage;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Dead letters: looked at, replayed, purged. Thread-safe.
final class LetterEndpoints {
  private static final List<String> JSON = List.of(MediaTypes.JSON);
  private static final String ALL = "/dead-letters";
  private static final String ONE = ALL + "/{id}";

  private final DeadLetterStore letters;
  private final Replayer replayer;
  private final BulkReplay bulk;

  LetterEndpoints(DeadLetterStore letters, Replayer replayer) {
    this.letters = letters;
    this.replayer = replayer;
    this.bulk = new BulkReplay(letters, replayer);
  }

  void register(Routes routes) {
    routes.get(ALL, (exchange, _) -> list(exchange));
    routes.add(ALL + "/replay", "POST", JSON, (exchange, _) -> replay(exchange));
    routes.add(ALL + "/purge", "POST", JSON, (exchange, _) -> purge(exchange));
    routes.get(ONE, (exchange, ids) -> show(exchange, ids.getFirst()));
    routes.add(ONE, "DELETE", JSON, (_, ids) -> remove(ids.getFirst()));
    routes.add(
        ONE + "/replay", "POST", JSON, (exchange, ids) -> replayOne(exchange, ids.getFirst()));
  }

  private Answer list(Exchange exchange) {
    LetterQuery wanted = LetterQuery.of(exchange.query());
    LetterPage page = letters.page(wanted.filter(), wanted.after().orElse(null), wanted.limit());
    ArrayNode heads = Json.array();
    page.letters().forEach(head -> heads.add(LetterDocument.of(head)));
    Query query = exchange.query();
    Links links = new Links(exchange).add("self", ALL + query.text(), "This page");
    if (page.next() != null) {
      Query next = query.with(LetterQuery.AFTER, page.next().toString());
      links.add("next", ALL + next.text(), "Older");
    }
    ObjectNode document = Json.object().set("letters", heads);
    return Answer.json(document.set("links", links.array())).uncached();
  }

  private Answer show(Exchange exchange, String id) {
    DeadLetter letter = require(id);
    Links links =
        new Links(exchange)
            .add("self", ALL + "/" + id, "This letter")
            .add("up", ALL, "All letters");
    if (letter.head().request() != null) {
      links.add("related", "/jobs/" + letter.head().request(), "The job it was part of");
    }
    ObjectNode document = LetterDocument.of(letter);
    return Answer.json(document.set("links", links.array())).uncached();
  }

  private Answer remove(String id) {
    if (letters.remove(List.of(id)) == 0) {
      throw unknown(id);
    }
    return Answer.empty(204);
  }

  private Answer purge(Exchange exchange) {
    LetterQuery.Purge order = LetterQuery.Purge.of(exchange.body());
    ObjectNode document = Json.object().put("dryRun", order.dryRun());
    return Answer.json(
        order.dryRun()
            ? document.put("matched", letters.count(order.filter()))
            : document.put("purged", bulk.purge(order.filter())));
  }

  private Answer replay(Exchange exchange) throws InterruptedException {
    BulkReplay.Order order = LetterQuery.replay(exchange.body());
    long matched = letters.count(order.filter());
    return Answer.json(LetterDocument.of(order, matched, bulk.replay(order)));
  }

  private Answer replayOne(Exchange exchange, String id) {
    DeadLetter letter = require(id);
    Replay replay = replayer.replay(letter, LetterQuery.destination(exchange.body()));
    return switch (replay) {
      case Replay.Refused(String reason) ->
          throw Problem.of(ProblemType.NOT_REPLAYABLE, reason).refusal();
      case Replay.Replayed(var request) ->
          Answer.json(201, LetterDocument.of(new Fate(letter.head(), replay)))
              .with("Location", new Links(exchange).job(request));
    };
  }

  private DeadLetter require(String id) {
    return letters.find(id).orElseThrow(() -> unknown(id));
  }

  private static Refusal unknown(String id) {
    return Problem.of(ProblemType.NO_SUCH_LETTER, "dead letter", id, "one that /dead-letters lists")
        .refusal();
  }
}
