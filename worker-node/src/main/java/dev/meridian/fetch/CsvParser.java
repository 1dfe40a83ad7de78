package dev.meridian.fetch;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// CSV (RFC 4180) with a header row. The delimiter is the one of comma, semicolon, tab and bar that
/// the first line holds most often outside quotes. A column without a name is `c` and its number;
/// of columns with one name the second is `name#2`.
final class CsvParser implements DocumentParser<CSVRecord> {
  private static final char[] DELIMITERS = {',', ';', '\t', '|'};
  private static final int MAX_COLUMNS = 2_000;

  private List<String> names = List.of();

  @Override
  public Iterator<CSVRecord> items(Content content, @Nullable String select) {
    if (select != null) {
      throw new InvalidValueException("/select", select, "none for csv, use filter");
    }
    String text = content.text();
    if (text.isBlank() || text.indexOf('\0') >= 0) {
      throw Failures.malformed("The document is empty or not text.");
    }
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter(text))
            .setIgnoreEmptyLines(true)
            .setTrailingData(true)
            .get();
    try {
      Iterator<CSVRecord> rows = CSVParser.parse(new StringReader(text), format).iterator();
      names = names(rows.next());
      return rows;
    } catch (IOException e) {
      throw Failures.malformed("The CSV cannot be read: " + e.getMessage()).because(e);
    }
  }

  @Override
  public ObjectNode record(CSVRecord row) {
    ObjectNode record = Json.object();
    for (int i = 0; i < Math.min(row.size(), names.size()); i++) {
      Values.put(record, names.get(i), row.get(i));
    }
    return record;
  }

  @Override
  public @Nullable Function<CSVRecord, @Nullable JsonNode> path(String expression) {
    return null;
  }

  private static List<String> names(CSVRecord header) {
    if (header.size() > MAX_COLUMNS) {
      throw Failures.tooLarge("The CSV has more than " + MAX_COLUMNS + " columns.");
    }
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < header.size(); i++) {
      String given = header.get(i).strip();
      String name = given.isEmpty() ? "c" + (i + 1) : given;
      for (int n = 2; !names.add(name); n++) {
        name = given + "#" + n;
      }
    }
    return new ArrayList<>(names);
  }

  private static char delimiter(String text) {
    int[] counts = new int[DELIMITERS.length];
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '\n' || c == '\r')) {
        break;
      } else if (!quoted) {
        count(c, counts);
      }
    }
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return DELIMITERS[best];
  }

  private static void count(char c, int[] counts) {
    for (int i = 0; i < DELIMITERS.length; i++) {
      if (c == DELIMITERS[i]) {
        counts[i]++;
      }
    }
  }
}
