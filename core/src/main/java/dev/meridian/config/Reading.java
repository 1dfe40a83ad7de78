package dev.meridian.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/// One reading of one file: what it needs from outside, and what is wrong so far.
final class Reading {
  private static final int MOST_COMPLAINTS = 100;
  private static final int MOST_JSON_VALUES = 1_000_000;

  private final String file;
  private final Environment environment;
  private final List<Complaint> complaints = new ArrayList<>();
  private int jsonValues;

  Reading(String file, Map<String, String> environment) {
    this.file = file;
    this.environment = new Environment(environment);
  }

  Environment environment() {
    return environment;
  }

  /// Complains about a place, once: a value may be read twice. All but the first 100 complaints are
  /// dropped.
  void complain(Optional<Mark> mark, String field, String value, String expected) {
    int line = mark.map(Mark::getLine).orElse(-1) + 1;
    int column = mark.map(Mark::getColumn).orElse(-1) + 1;
    String where = field.isEmpty() ? "document" : field;
    var complaint = new Complaint(file, line, column, where, value, expected);
    if (complaints.size() < MOST_COMPLAINTS && !complaints.contains(complaint)) {
      complaints.add(complaint);
    }
  }

  /// Whether one more value may be turned into JSON: aliases multiply what a small file holds.
  boolean mayConvert() {
    return ++jsonValues <= MOST_JSON_VALUES;
  }

  void throwIfAnyComplaint() {
    if (!complaints.isEmpty()) {
      complaints.sort(Comparator.comparingInt(Complaint::line).thenComparingInt(Complaint::column));
      throw new ConfigurationException(complaints);
    }
  }
}
