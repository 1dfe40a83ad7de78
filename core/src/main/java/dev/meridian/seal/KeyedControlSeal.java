package dev.meridian.seal;

import dev.meridian.InvalidValueException;
import dev.meridian.MeridianException;
import dev.meridian.control.ControlSeal;
import dev.meridian.seal.MessageKey.Purpose;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Control requests signed by the keys of regions: an HMAC-SHA-256 over the body, which has
/// command, arguments, destinations and reply address, and over the headers that say when it was
/// signed and a number used once. As one request goes to the nodes of all regions of a broker, it
/// is signed by the key of each region; a node looks for the signature of a key of its own regions.
/// Thread-safe.
///
/// A request is refused if it was signed more than [#WINDOW] before or after now, before this seal
/// was made, or if it was seen before: a node that starts has forgotten what it saw.
public final class KeyedControlSeal implements ControlSeal {
  /// How far the clocks of sender and node may differ, including the way.
  public static final Duration WINDOW = Duration.ofMinutes(5);

  /// The header with the time of the signature in milliseconds since 1970.
  static final String SIGNED_AT = "meridian-signed-at";

  /// The header with a number used once.
  static final String NONCE = "meridian-nonce";

  private static final int MOST_KEYS = 100;
  private static final int NONCE_BYTES = 16;
  private static final Pattern NONCE_FORM = Pattern.compile("[A-Za-z0-9_-]{22}");
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = "header ";

  private final Keyring keys;
  private final Set<String> regions;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Instant made;
  private final Map<String, Hmac> hmacs;
  private final Nonces nonces = new Nonces(WINDOW.multipliedBy(2));

  /// @param regions whose keys sign what is sent, and are trusted in what is received
  /// @param clock of signatures, and by which keys begin and end
  /// @param random of numbers used once, secure
  public KeyedControlSeal(
      Keyring keys, Set<String> regions, InstantSource clock, RandomGenerator random) {
    this.keys = keys;
    this.regions = Set.copyOf(regions);
    this.clock = clock;
    this.random = random;
    this.made = clock.instant();
    this.hmacs =
        keys.keys().stream()
            .filter(key -> key.purpose() == Purpose.SIGN)
            .collect(Collectors.toMap(MessageKey::id, key -> new Hmac(key.secret())));
  }

  @Override
  public Message seal(Message request) {
    Instant now = clock.instant();
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    Message dated =
        request.withHeaders(
            Map.of(SIGNED_AT, now.toEpochMilli(), NONCE, BASE64.encodeToString(nonce)));
    String signatures =
        regions.stream()
            .flatMap(region -> keys.sealing(Purpose.SIGN, region, now).stream())
            .map(MessageKey::id)
            .distinct()
            .limit(MOST_KEYS)
            .sorted()
            .map(key -> key + ":" + signature(dated, key))
            .collect(Collectors.joining(" "));
    if (signatures.isEmpty()) {
      throw new MeridianException("no key signs control requests to " + regions + " now");
    }
    return dated.withHeaders(Map.of(Seal.SIGNATURE, signatures));
  }

  /// The signature as base64url.
  private String signature(Message request, String key) {
    Hmac hmac = Objects.requireNonNull(hmacs.get(key), "one for each key that signs");
    return BASE64.encodeToString(hmac.of(SealedParts.ofControl(request, key), request.body()));
  }

  @Override
  public Optional<String> signer(Message request) {
    if (request.headers().get(Seal.SIGNATURE) == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    String key = trusted(request, now);
    checkTime(request, now);
    String nonce = text(request, NONCE);
    if (!NONCE_FORM.matcher(nonce).matches()) {
      throw new InvalidValueException(HEADER + NONCE, nonce, "22 characters of base64url");
    }
    nonces.use(HEADER + NONCE, nonce, now);
    return Optional.of(key);
  }

  /// The id of a key of these regions that signed the request.
  private String trusted(Message request, Instant now) {
    Map<String, String> given = signatures(text(request, Seal.SIGNATURE));
    List<String> usable =
        regions.stream()
            .flatMap(region -> keys.ids(Purpose.SIGN, region, now).stream())
            .distinct()
            .sorted()
            .toList();
    String key =
        usable.stream()
            .filter(given::containsKey)
            .findFirst()
            .orElseThrow(() ->
                new InvalidValueException(
                    HEADER + Seal.SIGNATURE, "by other keys", "by one of " + usable));
    byte[] expected = signature(request, key).getBytes(StandardCharsets.US_ASCII);
    byte[] found = given.getOrDefault(key, "").getBytes(StandardCharsets.US_ASCII);
    if (!MessageDigest.isEqual(expected, found)) {
      throw new InvalidValueException(
          HEADER + Seal.SIGNATURE,
          "that of another request",
          "the HMAC-SHA-256 of this request by key " + key);
    }
    return key;
  }

  /// Signatures by the ids of their keys.
  private static Map<String, String> signatures(String text) {
    return Arrays.stream(text.split(" ", MOST_KEYS + 1))
        .limit(MOST_KEYS)
        .map(part -> part.split(":", 2))
        .filter(part -> part.length == 2)
        .collect(
            Collectors.toMap(part -> part[0], part -> part[1], (_, b) -> b, LinkedHashMap::new));
  }

  private void checkTime(Message request, Instant now) {
    if (!(request.headers().get(SIGNED_AT) instanceof Long millis)) {
      throw new InvalidValueException(HEADER + SIGNED_AT, "missing", "milliseconds since 1970");
    }
    Instant signed = Instant.ofEpochMilli(millis);
    if (Duration.between(signed, now).abs().compareTo(WINDOW) > 0) {
      throw new InvalidValueException(
          HEADER + SIGNED_AT, signed, "within " + WINDOW.toMinutes() + " min of " + now);
    }
    if (millis < made.toEpochMilli()) {
      throw new InvalidValueException(
          HEADER + SIGNED_AT, signed, "after the start of this node, " + made);
    }
  }

  private static String text(Message request, String header) {
    if (request.headers().get(header) instanceof String text) {
      return text;
    }
    throw new InvalidValueException(HEADER + header, "missing", "a text");
  }
}
