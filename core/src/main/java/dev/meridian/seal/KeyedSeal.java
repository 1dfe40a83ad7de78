package dev.meridian.seal;

import dev.meridian.InvalidValueException;
import dev.meridian.MeridianException;
import dev.meridian.seal.MessageKey.Purpose;
import dev.meridian.wire.MalformedMessageException;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A seal by shared keys: an HMAC-SHA-256 over the body and the headers that say what is to be done
/// ([SealedParts]), as two headers that Celery ignores. Where a key for it is in force the body is
/// encrypted first, with AES-256-GCM, bound to the same headers. Thread-safe.
///
/// There is no time stamp and so no protection against a message sent twice: tasks may wait for
/// days, deliveries are repeated anyway, and `expires` and the deadline are signed.
public final class KeyedSeal implements Seal {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedSeal.class);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final String HEADER = "header ";
  private static final String PLAIN_TYPE = "application/json";
  private static final String PLAIN_ENCODING = "utf-8";
  private static final String ENCRYPTED_TYPE = "application/vnd.meridian.encrypted";
  private static final String ENCRYPTED_ENCODING = "binary";

  /// Headers that show what is in the body.
  private static final List<String> REVEALING = List.of("argsrepr", "kwargsrepr");

  private final Keyring keys;
  private final boolean required;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<String, Hmac> hmacs = new HashMap<>();

  private KeyedSeal(Keyring keys, boolean required, InstantSource clock, RandomGenerator random) {
    this.keys = keys;
    this.required = required;
    this.clock = clock;
    this.random = random;
    keys.keys().stream()
        .filter(key -> key.purpose() == Purpose.SIGN)
        .forEach(key -> hmacs.put(key.id(), new Hmac(key.secret())));
  }

  /// The seal of a mode; [Seal#NONE] for [SigningMode#OFF].
  ///
  /// @param clock by which keys begin and end
  /// @param random of nonces, secure
  public static Seal of(
      SigningMode mode, Keyring keys, InstantSource clock, RandomGenerator random) {
    return switch (mode) {
      case OFF -> Seal.NONE;
      case SIGN -> new KeyedSeal(keys, false, clock, random);
      case REQUIRE -> new KeyedSeal(keys, true, clock, random);
    };
  }

  @Override
  public Message seal(Message message, @Nullable String region) {
    Instant now = clock.instant();
    MessageKey key = keys.sealing(Purpose.SIGN, region, now).orElseThrow(() -> noKey(region));
    Message travelling =
        keys.sealing(Purpose.ENCRYPT, region, now)
            .map(secret -> encrypted(message, secret))
            .orElse(message);
    String signature = new String(signature(travelling, key), StandardCharsets.US_ASCII);
    return travelling.withHeaders(Map.of(KEY, key.id(), SIGNATURE, signature));
  }

  private static MeridianException noKey(@Nullable String region) {
    return new MeridianException(
        "no key signs messages for region " + region + " now; see `meridian doctor`");
  }

  /// The signature as base64url.
  private byte[] signature(Message message, MessageKey key) {
    Hmac hmac = Objects.requireNonNull(hmacs.get(key.id()), "one for each key that signs");
    return BASE64.encode(hmac.of(SealedParts.of(message, key.id()), message.body()));
  }

  private Message encrypted(Message message, MessageKey key) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
    REVEALING.forEach(headers::remove);
    headers.put(ENCRYPTION, Aead.NAME);
    headers.put(ENCRYPTION_KEY, key.id());
    Message outside = with(message, headers, ENCRYPTED_TYPE, ENCRYPTED_ENCODING, message.body());
    byte[] body = Aead.encrypt(key.secret(), random, SealedParts.of(outside, ""), message.body());
    return with(message, headers, ENCRYPTED_TYPE, ENCRYPTED_ENCODING, body);
  }

  @Override
  public Message open(Message message, @Nullable String region) {
    try {
      Instant now = clock.instant();
      verify(message, region, now);
      return decrypted(message, region, now);
    } catch (InvalidValueException e) {
      throw new MalformedMessageException(e.getMessage(), null);
    }
  }

  private void verify(Message message, @Nullable String region, Instant now) {
    if (!required && message.headers().get(SIGNATURE) == null) {
      return;
    }
    try {
      MessageKey key = key(Purpose.SIGN, KEY, message, region, now);
      byte[] given = given(message).getBytes(StandardCharsets.US_ASCII);
      if (!MessageDigest.isEqual(signature(message, key), given)) {
        throw new InvalidValueException(
            HEADER + SIGNATURE,
            "that of another message",
            "the HMAC-SHA-256 of these headers and this body by key " + key.id());
      }
    } catch (InvalidValueException e) {
      if (required) {
        throw e;
      }
      LOG.warn("taken, but `--signing require` would refuse it: {}", e.getMessage());
    }
  }

  /// The text of the signature, compared as it is: some texts differ and decode to the same bytes.
  private static String given(Message message) {
    String expected = "43 characters of base64url";
    String text = text(message, SIGNATURE, expected);
    if (!FORM.matcher(text).matches()) {
      throw new InvalidValueException(HEADER + SIGNATURE, text, expected);
    }
    return text;
  }

  private Message decrypted(Message message, @Nullable String region, Instant now) {
    if (message.headers().get(ENCRYPTION) == null) {
      return message;
    }
    String name = text(message, ENCRYPTION, Aead.NAME);
    if (!name.equals(Aead.NAME)) {
      throw new InvalidValueException(HEADER + ENCRYPTION, name, Aead.NAME);
    }
    MessageKey key = key(Purpose.ENCRYPT, ENCRYPTION_KEY, message, region, now);
    byte[] body =
        Aead.decrypt(key.secret(), SealedParts.of(message, ""), message.body())
            .orElseThrow(() ->
                new InvalidValueException(
                    "body",
                    message.body().length + " bytes",
                    "bytes encrypted under these headers by key " + key.id()));
    return with(message, message.headers(), PLAIN_TYPE, PLAIN_ENCODING, body);
  }

  /// The key that a header names, if it may be used here and now.
  private MessageKey key(
      Purpose purpose, String header, Message message, @Nullable String region, Instant now) {
    List<String> usable = keys.ids(purpose, region, now);
    String expected =
        "the id of a key to " + purpose + (region == null ? "" : " for " + region) + ": " + usable;
    String id = text(message, header, expected);
    return keys.find(purpose, id)
        .filter(key -> usable.contains(key.id()))
        .orElseThrow(() -> new InvalidValueException(HEADER + header, id, expected));
  }

  private static String text(Message message, String header, String expected) {
    return switch (message.headers().get(header)) {
      case String text -> text;
      case null -> throw new InvalidValueException(HEADER + header, "missing", expected);
      case Object _ -> throw new InvalidValueException(HEADER + header, "no text", expected);
    };
  }

  private static Message with(
      Message message,
      Map<String, @Nullable Object> headers,
      String type,
      String encoding,
      byte[] body) {
    return new Message(headers, type, encoding, message.correlationId(), message.priority(), body);
  }
}
