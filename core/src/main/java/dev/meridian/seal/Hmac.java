package dev.meridian.seal;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/// HMAC-SHA-256 (RFC 2104) under one key. Thread-safe: each code is computed on a copy of a Mac
/// that is ready and never used itself, so nobody waits and nothing is set up again.
final class Hmac {
  private final Mac ready;

  Hmac(SecretKey key) {
    try {
      ready = Mac.getInstance(key.getAlgorithm());
      ready.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + key.getAlgorithm(), e);
    }
  }

  /// The 32 bytes of the code of these two parts, one after the other.
  byte[] of(byte[] head, byte[] body) {
    try {
      Mac mac = (Mac) ready.clone();
      mac.update(head);
      return mac.doFinal(body);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's Mac can be copied", e);
    }
  }
}
