package dev.meridian.config;

import dev.meridian.InvalidValueException;
import dev.meridian.NearNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// One value of the file: what it is, where it stands, and how to complain about it. Not
/// thread-safe.
final class Value {
  private final Reading reading;
  private final Node node;
  private final String path;
  private final boolean secret;

  Value(Reading reading, Node node, String path) {
    this(reading, node, path, false);
  }

  private Value(Reading reading, Node node, String path, boolean secret) {
    this.reading = reading;
    this.node = node;
    this.path = path;
    this.secret = secret;
  }

  /// The same value, never to be shown.
  Value secret() {
    return new Value(reading, node, path, true);
  }

  Node node() {
    return node;
  }

  Reading reading() {
    return reading;
  }

  /// What the parser makes of this value; empty, with a complaint, if it refuses.
  <T> Optional<T> read(Parser<? extends T> parser) {
    try {
      return Optional.of(parser.parse(this));
    } catch (Refusal e) {
      e.value().complain(e.expected());
    } catch (InvalidValueException e) {
      at(e.name()).complain(e.expected());
    }
    return Optional.empty();
  }

  /// What the parser makes of each item, without those it refuses.
  <T> List<T> each(Parser<? extends T> parser) {
    var all = new ArrayList<T>();
    items().forEach(item -> item.<T>read(parser).ifPresent(all::add));
    return List.copyOf(all);
  }

  void complain(String expected) {
    reading.complain(node.getStartMark(), path, shown(), expected);
  }

  /// Complains that a member is missing.
  void complainOfMissing(String key, String expected) {
    reading.complain(node.getStartMark(), child(key), "nothing", expected);
  }

  Refusal refuse(String expected) {
    return new Refusal(this, expected);
  }

  /// The value of a plain or quoted scalar, variables expanded.
  Scalar scalar(String expected) {
    if (!(node instanceof ScalarNode scalar)) {
      throw refuse(expected);
    }
    try {
      return Scalar.of(scalar, reading.environment());
    } catch (InvalidValueException e) {
      throw refuse(e.expected());
    }
  }

  String text() {
    Scalar scalar = scalar("text");
    if (!scalar.isText()) {
      throw refuse("text" + (scalar.isNull() ? "" : ", in quotes"));
    }
    return scalar.text();
  }

  boolean flag() {
    Scalar scalar = scalar("true or false");
    if (!scalar.tag().equals(Tag.BOOL)) {
      throw refuse("true or false");
    }
    return Boolean.parseBoolean(scalar.text());
  }

  double number() {
    Scalar scalar = scalar("a number");
    try {
      double number = scalar.isNumber() ? Double.parseDouble(scalar.text()) : Double.NaN;
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException _) {
      // hexadecimal, octal or .inf: refused like all that is no number
    }
    throw refuse("a number");
  }

  int integer(int min, int max) {
    double number;
    try {
      number = number();
    } catch (Refusal _) {
      number = Double.NaN;
    }
    if (number != Math.rint(number) || number < min || number > max) {
      throw refuse("an integer of %d..%d".formatted(min, max));
    }
    return (int) number;
  }

  List<Value> items() {
    if (!(node instanceof SequenceNode sequence)) {
      throw refuse("a list");
    }
    var items = new ArrayList<Value>();
    for (Node item : sequence.getValue()) {
      items.add(new Value(reading, item, path + "[" + items.size() + "]", secret));
    }
    return items;
  }

  /// The members in their order; a key used twice gets a complaint.
  Map<String, Value> members() {
    if (!(node instanceof MappingNode mapping)) {
      throw refuse("a mapping");
    }
    var members = new LinkedHashMap<String, Value>();
    for (NodeTuple tuple : mapping.getValue()) {
      var key = new Value(reading, tuple.getKeyNode(), path);
      String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      var member = new Value(reading, tuple.getValueNode(), child(name), secret);
      if (name.isEmpty()) {
        key.complain("keys of plain text");
      } else if (members.put(name, member) != null) {
        key.complain("a key used once");
      }
    }
    return members;
  }

  /// The items, none if this is no list.
  Stream<Value> peekItems() {
    return node instanceof SequenceNode ? items().stream() : Stream.empty();
  }

  /// The text of a member, without complaints if there is none.
  Optional<String> peek(String key) {
    if (!(node instanceof MappingNode)) {
      return Optional.empty();
    }
    return Optional.ofNullable(members().get(key))
        .flatMap(member -> {
          try {
            return Optional.of(member.text());
          } catch (Refusal _) {
            return Optional.empty();
          }
        });
  }

  /// The members of a part of the file, of which all keys are known.
  Fields fields(Section section) {
    return Fields.of(this, section);
  }

  /// Complains of the members with other keys than these.
  void complainOfOtherKeys(Set<String> known) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key && !known.contains(key.getValue())) {
          String expected = NearNames.expectation(key.getValue(), known);
          reading.complain(key.getStartMark(), child(key.getValue()), "unknown key", expected);
        }
      }
    }
  }

  /// The value inside this one that a JSON pointer names, as far as it leads; this value for any
  /// other name.
  Value at(String pointer) {
    Value value = this;
    if (pointer.startsWith("/")) {
      for (String step : pointer.substring(1).split("/", -1)) {
        value = value.inside(step.replace("~1", "/").replace("~0", "~")).orElse(value);
      }
    }
    return value;
  }

  private Optional<Value> inside(String step) {
    return switch (node) {
      case MappingNode _ -> Optional.ofNullable(members().get(step));
      case SequenceNode _ when step.matches("\\d{1,9}") ->
          items().stream().skip(Integer.parseInt(step)).findFirst();
      default -> Optional.empty();
    };
  }

  private String child(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /// What to print of it: as written, that is variables by name, and secrets masked.
  private String shown() {
    return secret ? Secrets.MASK : shown(node, 0);
  }

  private static String shown(Node node, int depth) {
    return switch (node) {
      case ScalarNode scalar when scalar.getValue().isEmpty() -> "nothing";
      case ScalarNode scalar -> Secrets.masked(scalar.getValue());
      case SequenceNode list when depth < 2 ->
          list.getValue().stream()
              .limit(6)
              .map(item -> shown(item, depth + 1))
              .collect(Collectors.joining(", ", "[", list.getValue().size() > 6 ? ", …]" : "]"));
      case SequenceNode _ -> "[…]";
      default -> "a mapping";
    };
  }
}
