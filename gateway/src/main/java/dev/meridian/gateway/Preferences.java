package dev.meridian.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a client asks for by `Prefer` (RFC 7240): `respond-async` and `wait`. Others are ignored,
/// as are values that make no sense; of several values of one preference the first holds.
///
/// @param respondAsync whether it would rather not wait
/// @param patience how long it would wait; null if it did not say
record Preferences(boolean respondAsync, @Nullable Duration patience) {
  private static final Preferences NONE = new Preferences(false, null);
  private static final int MOST_DIGITS = 9;

  /// The preferences in these headers.
  static Preferences of(List<String> headers) {
    if (headers.isEmpty()) {
      return NONE;
    }
    boolean async = false;
    Duration wait = null;
    for (String header : headers) {
      for (String preference : Tokens.split(header, ',')) {
        int semicolon = preference.indexOf(';');
        String token = semicolon < 0 ? preference : preference.substring(0, semicolon).strip();
        async |= token.toLowerCase(Locale.ROOT).equals("respond-async");
        wait = wait == null ? seconds(token) : wait;
      }
    }
    return new Preferences(async, wait);
  }

  /// How long to wait, at most `cap`; zero if the client did not say.
  Duration waitUpTo(Duration cap) {
    if (patience == null) {
      return Duration.ZERO;
    }
    return patience.compareTo(cap) < 0 ? patience : cap;
  }

  private static @Nullable Duration seconds(String token) {
    int equals = token.indexOf('=');
    if (equals < 0 || !token.substring(0, equals).strip().equalsIgnoreCase("wait")) {
      return null;
    }
    String value = Tokens.unquoted(token.substring(equals + 1).strip());
    boolean number =
        !value.isEmpty()
            && value.length() <= MOST_DIGITS
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? Duration.ofSeconds(Integer.parseInt(value)) : null;
  }
}
