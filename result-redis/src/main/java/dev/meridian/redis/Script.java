package dev.meridian.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A Lua script. Redis keeps it by its SHA-1 once it has seen it.
///
/// @param source its text
/// @param sha the SHA-1 of the text in lower-case hexadecimal
record Script(String source, String sha) {
  static Script of(String... parts) {
    String source = String.join("\n", parts);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(UTF_8));
      return new Script(source, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }
}
