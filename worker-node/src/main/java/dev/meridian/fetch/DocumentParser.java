package dev.meridian.fetch;

import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads one format. Stateless but for one document; used by one thread.
///
/// @param <N> what an item is in this format, for example a row
sealed interface DocumentParser<N>
    permits JsonParser, CsvParser, HtmlParser, XmlParser, GtfsRealtimeParser {
  /// The most items of a document.
  int MAX_ITEMS = 200_000;

  /// The items of a document, in its order.
  ///
  /// @param select which items, in the language of the format; null for the usual ones
  /// @throws dev.meridian.task.TaskException if the document is not what the format demands
  /// @throws dev.meridian.InvalidValueException if `select` cannot be understood
  Iterator<N> items(Content content, @Nullable String select);

  /// All that an item holds, by name, as a new object.
  ObjectNode record(N item);

  /// How to take one value out of an item; the function returns null if it is not there.
  ///
  /// @return null if `expression` is merely a name, to be looked up in the record
  /// @throws dev.meridian.InvalidValueException if `expression` cannot be understood
  @Nullable Function<N, @Nullable JsonNode> path(String expression);
}
