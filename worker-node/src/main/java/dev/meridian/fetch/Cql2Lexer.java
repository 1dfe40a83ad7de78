package dev.meridian.fetch;

import dev.meridian.InvalidValueException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts CQL2 text into tokens.
final class Cql2Lexer {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<TEXT>'(?:[^']|'')*+')|(?<QUOTED>\"[^\"]++\")"
              + "|(?<NUMBER>[-+]?\\d++(?:\\.\\d++)?(?:[eE][-+]?\\d++)?)"
              + "|(?<WORD>[\\p{L}_:][\\p{L}\\p{N}_:.]*+)|(?<SYMBOL><=|>=|<>|[=<>(),])|(?<END>$))");

  private Cql2Lexer() {}

  /// What a token is; also the names of the groups above.
  enum Kind {
    TEXT,
    QUOTED,
    NUMBER,
    WORD,
    SYMBOL,
    END
  }

  /// A token.
  ///
  /// @param text without quotes
  /// @param at where it ends in the filter, from 0
  record Token(Kind kind, String text, int at) {
    boolean isWord(String keyword) {
      return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isSymbol(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }
  }

  /// The tokens of a filter, the last of them the end.
  static List<Token> tokens(String filter) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(filter);
    int at = 0;
    while (tokens.isEmpty() || tokens.getLast().kind() != Kind.END) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new InvalidValueException("/filter", filter.substring(at), "CQL2 text");
      }
      at = matcher.end();
      tokens.add(token(matcher));
    }
    return tokens;
  }

  private static Token token(Matcher matcher) {
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(k -> matcher.start(k.name()) >= 0)
            .findFirst()
            .orElseThrow();
    String text = matcher.group(kind.name());
    String bare =
        switch (kind) {
          case TEXT -> unquoted(text).replace("''", "'");
          case QUOTED -> unquoted(text);
          case NUMBER, WORD, SYMBOL, END -> text;
        };
    return new Token(kind, bare, matcher.end());
  }

  private static String unquoted(String text) {
    return text.substring(1, text.length() - 1);
  }
}
