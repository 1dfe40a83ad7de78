package dev.meridian.fetch;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.select.Evaluator;
import org.jsoup.select.QueryParser;
import org.jsoup.select.Selector.SelectorParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// HTML as browsers read it. The items are elements, by default the rows of tables that have data
/// cells; a row's record has its cells by the names in the table's header, other elements their
/// attributes and `text`. A path is a CSS selector inside the item, with `@attribute` behind it for
/// an attribute instead of the text.
final class HtmlParser implements DocumentParser<Element> {
  private static final String ROWS = "table tr:has(td)";
  private static final Pattern PATH = Pattern.compile("(.*?)(?:@([\\w:.-]+))?");

  /// Selectors whose cost is not bounded: regular expressions, and tests nested in tests.
  private static final Pattern COSTLY =
      Pattern.compile("~=|:matches|:has.*:has", Pattern.CASE_INSENSITIVE);

  private final IdentityHashMap<Element, List<String>> headers = new IdentityHashMap<>();

  @Override
  public Iterator<Element> items(Content content, @Nullable String select) {
    Evaluator rows = evaluator("/select", select == null ? ROWS : select);
    String text = content.text();
    if (text.isBlank()) {
      throw Failures.malformed("The document is empty.");
    }
    return Jsoup.parse(text).select(rows).iterator();
  }

  @Override
  public ObjectNode record(Element item) {
    ObjectNode record = Json.object();
    if (!item.normalName().equals("tr")) {
      item.attributes().forEach(a -> Values.put(record, a.getKey(), a.getValue()));
      Values.put(record, "text", item.text());
      return record;
    }
    Element table = item.closest("table");
    List<String> names =
        table == null ? List.of() : headers.computeIfAbsent(table, HtmlParser::names);
    int at = 0;
    for (Element cell : item.children()) {
      String name = at < names.size() ? names.get(at) : "c" + (at + 1);
      Values.put(record, name, cell.text());
      at++;
    }
    return record;
  }

  @Override
  public Function<Element, @Nullable JsonNode> path(String expression) {
    Matcher path = PATH.matcher(expression);
    if (!path.matches()) {
      throw new InvalidValueException(
          "/fields", expression, "a CSS selector or selector@attribute");
    }
    String selector = path.group(1).strip();
    String attribute = path.group(2);
    Evaluator evaluator = selector.isEmpty() ? null : evaluator("/fields", selector);
    return item -> {
      Element found = evaluator == null ? item : item.selectFirst(evaluator);
      if (found == null) {
        return null;
      }
      return Values.ofText(attribute == null ? found.text() : found.attr(attribute));
    };
  }

  private static List<String> names(Element table) {
    List<String> names = new ArrayList<>();
    Element header = table.selectFirst("tr:has(th)");
    if (header != null && header.selectFirst("td") == null) {
      for (Element cell : header.children()) {
        String name = cell.text().isBlank() ? "c" + (names.size() + 1) : cell.text();
        names.add(names.contains(name) ? name + "#" + (names.size() + 1) : name);
      }
    }
    return names;
  }

  private static Evaluator evaluator(String name, String selector) {
    if (COSTLY.matcher(selector).find()) {
      throw new InvalidValueException(
          name, selector, "a CSS selector without regular expressions and nested :has");
    }
    try {
      return QueryParser.parse(selector);
    } catch (SelectorParseException | IllegalArgumentException e) {
      throw new InvalidValueException(name, selector, "a CSS selector: " + e.getMessage());
    }
  }
}
