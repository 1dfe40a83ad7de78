package dev.meridian.gateway;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The conditions of a request about something with a version (RFC 9110, 13). Its entity tag is the
/// version in quotes, as in `"3"`.
final class EntityTags {
  private static final Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"");
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");
  private static final String ANY = "*";

  private EntityTags() {}

  /// The tag of a version.
  static String of(int version) {
    return "\"" + version + "\"";
  }

  /// The version that must be there for a request to be granted; 0 if nothing must be there, empty
  /// if the request does not mind.
  ///
  /// @param now the version there is, if any
  /// @throws Refusal if the conditions do not hold, or make no sense
  static OptionalInt expected(Exchange exchange, Optional<Integer> now) {
    List<String> match = exchange.headers("If-Match");
    List<String> none = exchange.headers("If-None-Match");
    boolean granted =
        (match.isEmpty() || now.filter(version -> holds("If-Match", match, version)).isPresent())
            && (none.isEmpty()
                || now.filter(version -> holds("If-None-Match", none, version)).isEmpty());
    if (!granted) {
      throw failed(now.map(EntityTags::of).orElse("nothing"));
    }
    return match.isEmpty() && none.isEmpty() ? OptionalInt.empty() : OptionalInt.of(now.orElse(0));
  }

  /// Whether a client that reads has this version already.
  static boolean isKnown(Exchange exchange, int version) {
    List<String> none = exchange.headers("If-None-Match");
    return !none.isEmpty() && holds("If-None-Match", none, version);
  }

  /// The refusal of a request whose conditions do not hold.
  static Refusal failed(String now) {
    return Problem.of(ProblemType.PRECONDITION_FAILED, "version", now, "as the condition names it")
        .refusal();
  }

  private static boolean holds(String header, List<String> tags, int version) {
    if (tags.equals(List.of(ANY))) {
      return true;
    }
    return tags.stream()
        .flatMap(line -> Tokens.split(line, ',').stream())
        .map(tag -> version(header, tag))
        .anyMatch(tag -> tag.equals(OptionalInt.of(version)));
  }

  /// The version of a tag; none if it is weak or not one of ours.
  private static OptionalInt version(String header, String text) {
    Matcher tag = TAG.matcher(text);
    if (!tag.matches()) {
      throw Problem.of(ProblemType.INVALID_HEADER, header, text, "* or tags like \"3\"").refusal();
    }
    String version = tag.group(2);
    return tag.group(1) != null || !VERSION.matcher(version).matches()
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(version));
  }
}
