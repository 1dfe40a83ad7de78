package dev.meridian.control;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Something that nodes are asked for. Immutable by agreement.
///
/// @param method the command, for example `ping`
/// @param arguments of the command; nodes ignore those they do not know
/// @param destination the nodes it is for; empty for all
/// @param matching the names of the nodes it is for, if `destination` is empty; null for all
/// @param signer the id of the key that signed it, as a node that received it found out; null if it
///   is not signed, or nobody has looked
public record ControlRequest(
    String method,
    ObjectNode arguments,
    Set<String> destination,
    @Nullable Matching matching,
    @Nullable String signer) {
  private static final int MAX_METHOD = 100;

  /// Checks the method: 1 to 100 characters.
  public ControlRequest {
    if (method.isEmpty() || method.length() > MAX_METHOD) {
      throw new InvalidValueException("method", method, "1.." + MAX_METHOD + " characters");
    }
    destination = Set.copyOf(destination);
  }

  /// A request that nobody has signed yet.
  public ControlRequest(
      String method, ObjectNode arguments, Set<String> destination, @Nullable Matching matching) {
    this(method, arguments, destination, matching, null);
  }

  /// A pattern of node names. Matching is given up, without a match, after 100,000 steps: whoever
  /// may use the broker may send one that would never end.
  ///
  /// @param pattern where `*` and `?` stand for any characters and any one, or a regular expression
  /// @param regular whether it is the latter (`pcre`), which is found at the begin of a name
  public record Matching(String pattern, boolean regular) {
    private static final int MAX_PATTERN = 200;

    /// Checks the length, and the form of a regular expression.
    public Matching {
      if (pattern.length() > MAX_PATTERN) {
        throw new InvalidValueException("pattern", pattern, "at most " + MAX_PATTERN);
      }
      if (regular) {
        compiled(pattern);
      }
    }

    boolean matches(String node) {
      try {
        CharSequence name = new MeteredText(node);
        return regular
            ? compiled(pattern).matcher(name).lookingAt()
            : glob().matcher(name).matches();
      } catch (MeteredText.UsedUpException | StackOverflowError e) {
        return false;
      }
    }

    private Pattern glob() {
      StringBuilder expression = new StringBuilder();
      for (int i = 0; i < pattern.length(); i++) {
        char c = pattern.charAt(i);
        expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
      }
      return Pattern.compile(expression.toString());
    }

    private static Pattern compiled(String pattern) {
      try {
        return Pattern.compile(pattern);
      } catch (PatternSyntaxException e) {
        throw new InvalidValueException("pattern", pattern, "a regular expression");
      }
    }
  }

  /// A request to all nodes.
  public static ControlRequest of(String method, ObjectNode arguments) {
    return new ControlRequest(method, arguments, Set.of(), null);
  }

  /// A request without arguments to all nodes.
  public static ControlRequest of(String method) {
    return of(method, Json.object());
  }

  /// The same request to these nodes only.
  public ControlRequest to(Set<String> nodes) {
    return new ControlRequest(method, arguments, nodes, matching, signer);
  }

  /// The same request as received, signed by this key; by none if it is empty.
  public ControlRequest signedBy(Optional<String> key) {
    return new ControlRequest(method, arguments, destination, matching, key.orElse(null));
  }

  /// Whether it is for a node.
  public boolean isFor(String node) {
    return destination.isEmpty()
        ? matching == null || matching.matches(node)
        : destination.contains(node);
  }
}
