package dev.meridian.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.InvalidValueException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A secret shared with whoever receives a webhook, after the Standard Webhooks specification.
/// Immutable; its text is never shown.
///
/// @param text `whsec_` and 24 to 64 bytes in Base64
public record WebhookSecret(String text) {
  /// What it has to look like, for complaints.
  public static final String FORM = "whsec_ and 24 to 64 random bytes in Base64";

  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;

  /// Checks the form.
  public WebhookSecret {
    int length = text.startsWith(PREFIX) ? key(text).length : 0;
    if (length < SHORTEST || length > LONGEST) {
      throw malformed();
    }
  }

  /// The signature of a message, as it stands in the header `webhook-signature`: `v1,` and the
  /// HMAC-SHA256 of `id.timestamp.body` in Base64.
  ///
  /// @param id of the message; has no dot
  /// @param time of this attempt to send it; whole seconds count
  public String sign(String id, Instant time, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(text), ALGORITHM));
      mac.update((id + "." + time.getEpochSecond() + ".").getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private static byte[] key(String text) {
    try {
      return Base64.getDecoder().decode(text.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  private static InvalidValueException malformed() {
    return new InvalidValueException("secret", "***", FORM);
  }

  @Override
  public String toString() {
    return "***";
  }
}
