package dev.meridian.fetch;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A filter as [Cql2Parser] reads it. Values of different kinds, and missing ones, compare as
/// unknown. Immutable.
sealed interface Condition {
  /// Whether it holds for an item.
  ///
  /// @param fields the value of a field, null if there is none
  Truth test(Function<String, @Nullable JsonNode> fields);

  /// What is compared: a field or a literal.
  sealed interface Operand {
    /// The value; null if there is none.
    @Nullable JsonNode in(Function<String, @Nullable JsonNode> fields);
  }

  /// A field by name.
  record Property(String name) implements Operand {
    @Override
    public @Nullable JsonNode in(Function<String, @Nullable JsonNode> fields) {
      JsonNode value = fields.apply(name);
      return value == null || value.isNull() ? null : value;
    }
  }

  /// A number, text or truth value.
  record Literal(JsonNode value) implements Operand {
    @Override
    public JsonNode in(Function<String, @Nullable JsonNode> fields) {
      return value;
    }
  }

  /// All of them.
  record And(List<Condition> terms) implements Condition {
    @Override
    public Truth test(Function<String, @Nullable JsonNode> fields) {
      return terms.stream().map(term -> term.test(fields)).reduce(Truth.TRUE, Truth::and);
    }
  }

  /// One of them at least.
  record Or(List<Condition> terms) implements Condition {
    @Override
    public Truth test(Function<String, @Nullable JsonNode> fields) {
      return terms.stream().map(term -> term.test(fields)).reduce(Truth.FALSE, Truth::or);
    }
  }

  /// The opposite.
  record Not(Condition term) implements Condition {
    @Override
    public Truth test(Function<String, @Nullable JsonNode> fields) {
      return term.test(fields).not();
    }
  }

  /// Always, or never.
  record Constant(boolean value) implements Condition {
    @Override
    public Truth test(Function<String, @Nullable JsonNode> fields) {
      return Truth.of(value);
    }
  }

  /// How two values must compare.
  enum Operator {
    EQUAL,
    UNEQUAL,
    LESS,
    AT_MOST,
    GREATER,
    AT_LEAST;

    private boolean holds(int order) {
      return switch (this) {
        case EQUAL -> order == 0;
        case UNEQUAL -> order != 0;
        case LESS -> order < 0;
        case AT_MOST -> order <= 0;
        case GREATER -> order > 0;
        case AT_LEAST -> order >= 0;
      };
    }

    Truth test(@Nullable JsonNode left, @Nullable JsonNode right) {
      if (left == null || right == null) {
        return Truth.UNKNOWN;
      }
      OptionalInt order = Values.compare(left, right);
      return order.isEmpty() ? Truth.UNKNOWN : Truth.of(holds(order.getAsInt()));
    }
  }

  /// `left operator right`.
  record Comparison(Operand left, Operator operator, Operand right) implements Condition {
    @Override
    public Truth test(Function<String, @Nullable JsonNode> fields) {
      return operator.test(left.in(fields), right.in(fields));
    }
  }

  /// `value BETWEEN low AND high`, both included.
  record Between(Operand value, Operand low, Operand high) implements Condition {
    @Override
    public Truth test(Function<String, @Nullable JsonNode> fields) {
      return Operator.AT_LEAST
          .test(value.in(fields), low.in(fields))
          .and(Operator.AT_MOST.test(value.in(fields), high.in(fields)));
    }
  }

  /// `value IN (choices)`.
  record In(Operand value, List<Operand> choices) implements Condition {
    @Override
    public Truth test(Function<String, @Nullable JsonNode> fields) {
      return choices.stream()
          .map(choice -> Operator.EQUAL.test(value.in(fields), choice.in(fields)))
          .reduce(Truth.FALSE, Truth::or);
    }
  }

  /// `value IS NULL`.
  record IsNull(Operand value) implements Condition {
    @Override
    public Truth test(Function<String, @Nullable JsonNode> fields) {
      return Truth.of(value.in(fields) == null);
    }
  }

  /// `value LIKE pattern`: `%` for any text, `_` for one character, `\` before either for itself.
  record Like(Operand value, Wildcards pattern) implements Condition {
    @Override
    public Truth test(Function<String, @Nullable JsonNode> fields) {
      JsonNode text = value.in(fields);
      return text == null || !text.isString()
          ? Truth.UNKNOWN
          : Truth.of(pattern.matches(text.stringValue()));
    }
  }
}
