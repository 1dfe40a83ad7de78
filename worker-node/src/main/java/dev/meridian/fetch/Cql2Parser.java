package dev.meridian.fetch;

import dev.meridian.InvalidValueException;
import dev.meridian.fetch.Condition.Literal;
import dev.meridian.fetch.Condition.Operand;
import dev.meridian.fetch.Condition.Operator;
import dev.meridian.fetch.Condition.Property;
import dev.meridian.fetch.Cql2Lexer.Kind;
import dev.meridian.fetch.Cql2Lexer.Token;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

/// Reads the classes Basic CQL2 and Advanced Comparison Operators of CQL2 text (OGC 21-065r2), as
/// far as they concern numbers, texts and truth values, by recursive descent:
///
///     or     = and {OR and}
///     and    = not {AND not}
///     not    = [NOT] (( or ) | TRUE | FALSE | predicate)
///     predicate = operand ((= | <> | < | <= | > | >=) operand
///               | [NOT] LIKE text | [NOT] IN ( operand {, operand} )
///               | [NOT] BETWEEN operand AND operand | IS [NOT] NULL)
///
/// Keywords in any case; a field whose name is a keyword or has spaces is put in double quotes.
final class Cql2Parser {
  private static final int MAX_DEPTH = 50;
  private static final Set<String> KEYWORDS =
      Set.of("AND", "OR", "NOT", "LIKE", "IN", "BETWEEN", "IS", "NULL", "TRUE", "FALSE");
  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "=", Operator.EQUAL,
          "<>", Operator.UNEQUAL,
          "<", Operator.LESS,
          "<=", Operator.AT_MOST,
          ">", Operator.GREATER,
          ">=", Operator.AT_LEAST);

  private final String filter;
  private final List<Token> tokens;
  private int next;
  private int depth;

  private Cql2Parser(String filter) {
    this.filter = filter;
    this.tokens = Cql2Lexer.tokens(filter);
  }

  /// The condition a filter states.
  ///
  /// @throws InvalidValueException that shows where it stops making sense
  static Condition parse(String filter) {
    var parser = new Cql2Parser(filter);
    Condition condition = parser.or();
    if (parser.peek().kind() != Kind.END) {
      throw parser.unexpected("AND, OR or the end");
    }
    return condition;
  }

  private Condition or() {
    if (++depth > MAX_DEPTH) {
      throw unexpected("at most " + MAX_DEPTH + " levels");
    }
    List<Condition> terms = new ArrayList<>(List.of(and()));
    while (accept("OR")) {
      terms.add(and());
    }
    depth--;
    return terms.size() == 1 ? terms.getFirst() : new Condition.Or(List.copyOf(terms));
  }

  private Condition and() {
    List<Condition> terms = new ArrayList<>(List.of(not()));
    while (accept("AND")) {
      terms.add(not());
    }
    return terms.size() == 1 ? terms.getFirst() : new Condition.And(List.copyOf(terms));
  }

  private Condition not() {
    if (accept("NOT")) {
      return new Condition.Not(bare());
    }
    return bare();
  }

  private Condition bare() {
    if (acceptSymbol("(")) {
      Condition inner = or();
      expectSymbol(")");
      return inner;
    }
    boolean constant = peek().isWord("TRUE") || peek().isWord("FALSE");
    if (constant && !OPERATORS.containsKey(tokens.get(next + 1).text())) {
      return new Condition.Constant(take().isWord("TRUE"));
    }
    return predicate(operand());
  }

  private Condition predicate(Operand left) {
    Operator operator = peek().kind() == Kind.SYMBOL ? OPERATORS.get(peek().text()) : null;
    if (operator != null) {
      next++;
      return new Condition.Comparison(left, operator, operand());
    }
    if (accept("IS")) {
      boolean negated = accept("NOT");
      expect("NULL");
      return negatedIf(negated, new Condition.IsNull(left));
    }
    boolean negated = accept("NOT");
    return negatedIf(negated, advanced(left));
  }

  private Condition advanced(Operand left) {
    if (accept("LIKE")) {
      if (peek().kind() != Kind.TEXT) {
        throw unexpected("a text in single quotes");
      }
      return new Condition.Like(left, new Wildcards(take().text()));
    }
    if (accept("BETWEEN")) {
      Operand low = operand();
      expect("AND");
      return new Condition.Between(left, low, operand());
    }
    if (accept("IN")) {
      return new Condition.In(left, choices());
    }
    throw unexpected("a comparison, LIKE, IN, BETWEEN or IS NULL");
  }

  private List<Operand> choices() {
    expectSymbol("(");
    List<Operand> choices = new ArrayList<>(List.of(operand()));
    while (acceptSymbol(",")) {
      choices.add(operand());
    }
    expectSymbol(")");
    return List.copyOf(choices);
  }

  private Operand operand() {
    Token token = peek();
    Operand operand =
        switch (token.kind()) {
          case TEXT -> new Literal(StringNode.valueOf(token.text()));
          case NUMBER -> new Literal(number(token.text()));
          case QUOTED -> new Property(token.text());
          case WORD -> word(token);
          case SYMBOL, END -> throw unexpected("a field or a value");
        };
    next++;
    return operand;
  }

  private Operand word(Token token) {
    if (token.isWord("TRUE") || token.isWord("FALSE")) {
      return new Literal(BooleanNode.valueOf(token.isWord("TRUE")));
    }
    if (KEYWORDS.stream().anyMatch(token::isWord)) {
      throw unexpected("a field or a value");
    }
    return new Property(token.text());
  }

  private static JsonNode number(String text) {
    var number = new BigDecimal(text);
    boolean whole = text.chars().allMatch(c -> c != '.' && c != 'e' && c != 'E');
    return whole && number.precision() < 19
        ? LongNode.valueOf(number.longValueExact())
        : DoubleNode.valueOf(number.doubleValue());
  }

  private static Condition negatedIf(boolean negated, Condition condition) {
    return negated ? new Condition.Not(condition) : condition;
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    return tokens.get(next++);
  }

  private boolean accept(String keyword) {
    return advanceIf(peek().isWord(keyword));
  }

  private boolean acceptSymbol(String symbol) {
    return advanceIf(peek().isSymbol(symbol));
  }

  private boolean advanceIf(boolean matches) {
    next += matches ? 1 : 0;
    return matches;
  }

  private void expect(String keyword) {
    if (!accept(keyword)) {
      throw unexpected(keyword);
    }
  }

  private void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw unexpected(symbol);
    }
  }

  private InvalidValueException unexpected(String expected) {
    int from = next == 0 ? 0 : tokens.get(next - 1).at();
    String rest = filter.substring(from).strip();
    return new InvalidValueException("/filter", rest.isEmpty() ? "the end" : rest, expected);
  }
}
