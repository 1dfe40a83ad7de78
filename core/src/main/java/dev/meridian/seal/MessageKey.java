package dev.meridian.seal;

import dev.meridian.InvalidValueException;
import dev.meridian.geo.Region;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A symmetric key that senders and workers share. Immutable; its text shows no secret.
///
/// @param id by which messages name it; 1 to 64 letters, digits, dots, dashes and underscores
/// @param purpose the one thing it is for
/// @param secret of the purpose's algorithm and length
/// @param regions whose messages it is for; none means all
/// @param notBefore it seals from then on; null for always. It opens before, too, so that it can be
///   handed out in advance and clocks may differ
/// @param notAfter it neither seals nor opens after; null for no end
public record MessageKey(
    String id,
    Purpose purpose,
    SecretKey secret,
    Set<String> regions,
    @Nullable Instant notBefore,
    @Nullable Instant notAfter) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /// What a key is for. One key never serves two algorithms.
  public enum Purpose {
    /// HMAC-SHA-256 (RFC 2104).
    SIGN("HmacSHA256", 32, 64),
    /// AES-256-GCM (NIST SP 800-38D).
    ENCRYPT("AES", 32, 32);

    private final String algorithm;
    private final int minBytes;
    private final int maxBytes;

    Purpose(String algorithm, int minBytes, int maxBytes) {
      this.algorithm = algorithm;
      this.minBytes = minBytes;
      this.maxBytes = maxBytes;
    }

    /// The purpose of a name: `sign` or `encrypt`.
    ///
    /// @throws InvalidValueException about any other
    public static Purpose of(String name) {
      return switch (name) {
        case "sign" -> SIGN;
        case "encrypt" -> ENCRYPT;
        default -> throw new InvalidValueException("purpose", name, "sign or encrypt");
      };
    }

    /// The key made of these bytes.
    ///
    /// @throws InvalidValueException if there are too few or too many, without showing any
    public SecretKey secret(byte[] bytes) {
      if (bytes.length < minBytes || bytes.length > maxBytes) {
        throw new InvalidValueException("secret", bytes.length + " bytes", expected());
      }
      return new SecretKeySpec(bytes, algorithm);
    }

    /// How long its secrets are, in words.
    public String expected() {
      return "base64 of " + (minBytes == maxBytes ? "" : minBytes + " to ") + maxBytes + " bytes";
    }

    /// Its name, in lower case.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Checks the id, the regions, and that it is not over before it begins.
  public MessageKey {
    checkId(id);
    regions = Set.copyOf(regions);
    regions.forEach(Region::checkId);
    if (notBefore != null && notAfter != null && !notBefore.isBefore(notAfter)) {
      throw new InvalidValueException("notAfter", notAfter, "later than notBefore, " + notBefore);
    }
  }

  /// Returns `id` if it can name a key.
  ///
  /// @throws InvalidValueException if not
  public static String checkId(String id) {
    if (!ID.matcher(id).matches()) {
      throw new InvalidValueException("key id", id, "a match of " + ID.pattern());
    }
    return id;
  }

  /// Whether it is for messages of a region; null asks for none in particular.
  boolean isFor(@Nullable String region) {
    return regions.isEmpty() || (region != null && regions.contains(region));
  }

  boolean isOver(Instant now) {
    return notAfter != null && now.isAfter(notAfter);
  }

  boolean seals(@Nullable String region, Instant now) {
    return isFor(region) && !isOver(now) && !begin().isAfter(now);
  }

  Instant begin() {
    return notBefore == null ? Instant.MIN : notBefore;
  }

  /// All but the secret.
  @Override
  public String toString() {
    return purpose
        + " "
        + id
        + (regions.isEmpty() ? "" : " for " + regions.stream().sorted().toList())
        + (notBefore == null ? "" : " from " + notBefore)
        + (notAfter == null ? "" : " until " + notAfter);
  }
}
