package dev.meridian.fetch;

import dev.meridian.builtin.FetchInput;
import dev.meridian.task.Attempt;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a task asks of a document: which items, which fields, in which form. Checked before
/// anything is fetched. Used by one thread, for one document.
final class Shaping {
  private static final int CHECK_EVERY = 1_024;

  private final FetchInput input;
  private final Placement placement;
  private final @Nullable Condition filter;
  private final @Nullable String sort;
  private final boolean descending;
  private final int limit;

  /// The shaping a task asks for.
  ///
  /// @throws dev.meridian.InvalidValueException if a member cannot be understood
  Shaping(FetchInput input) {
    this.input = input;
    this.placement = new Placement(input);
    this.filter = input.filter() == null ? null : Cql2Parser.parse(input.filter());
    this.descending = input.sort() != null && input.sort().startsWith("-");
    this.sort = descending && input.sort() != null ? input.sort().substring(1) : input.sort();
    this.limit = Objects.requireNonNullElse(input.limit(), DocumentParser.MAX_ITEMS);
  }

  /// How far a line may be moved to leave out points; 0 for not at all.
  double metres() {
    return Objects.requireNonNullElse(input.simplify(), 0.0);
  }

  /// The answer out of a document.
  ///
  /// @param timings gets `parseMs` and `shapeMs`
  <N> ObjectNode answer(DocumentParser<N> parser, Content content, Attempt attempt, Timings timings)
      throws InterruptedException {
    long start = System.nanoTime();
    var fields = new Fields<N>(parser, input.fields());
    Iterator<N> items = parser.items(content, input.select());
    timings.add("parseMs", System.nanoTime() - start);
    start = System.nanoTime();
    List<Row> rows = rows(parser, items, fields, attempt);
    ObjectNode answer = ordered(rows);
    timings.add("shapeMs", System.nanoTime() - start);
    if (placement.dropped() > 0) {
      attempt.note("dropped", placement.dropped());
    }
    return answer;
  }

  /// The answer if there is nothing.
  ObjectNode nothing() {
    return ordered(new ArrayList<>());
  }

  private <N> List<Row> rows(
      DocumentParser<N> parser, Iterator<N> items, Fields<N> fields, Attempt attempt)
      throws InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (int seen = 1; items.hasNext(); seen++) {
      if (seen > DocumentParser.MAX_ITEMS) {
        throw Failures.tooLarge("The document has more than 200,000 items.");
      }
      if (seen % CHECK_EVERY == 0) {
        attempt.checkCancelled();
      }
      N node = items.next();
      Item item = placement.place(parser.record(node));
      if (item != null) {
        addIfWanted(fields.kept(node, item), item, rows);
      }
      if (sort == null && rows.size() > limit) {
        break;
      }
    }
    return rows;
  }

  private void addIfWanted(ObjectNode kept, Item item, List<Row> rows) {
    if (filter == null || filter.test(name -> either(name, kept, item)) == Truth.TRUE) {
      JsonNode key = sort == null ? null : either(sort, kept, item);
      rows.add(new Row(kept, item.geometry(), key));
    }
  }

  private static @Nullable JsonNode either(String name, ObjectNode kept, Item item) {
    JsonNode value = kept.get(name);
    return value == null ? item.get(name) : value;
  }

  private ObjectNode ordered(List<Row> rows) {
    if (sort != null) {
      rows.sort(Row.order(descending));
    }
    boolean truncated = rows.size() > limit;
    List<Row> some = truncated ? rows.subList(0, limit) : rows;
    return new Output(input.source(), truncated)
        .of(Objects.requireNonNullElse(input.output(), "records"), some);
  }
}
