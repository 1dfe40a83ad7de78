package dev.meridian.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.track.Crossed;
import dev.meridian.track.CrossingLog.Entry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// One action of one crossing.
///
/// @param entry of the log
/// @param version of the fence that says so
/// @param number of the action among those of its fence, from 0
/// @param action itself
record Todo(Entry entry, int version, int number, Action action) {
  private static final int HALF = 16;

  Crossed crossed() {
    return entry.crossing();
  }

  /// A name that is the same for the same action of the same crossing, however often it is tried:
  /// 128 bits of SHA-256 in hexadecimal, as crossings' ids have characters that request ids and
  /// headers cannot have.
  String id() {
    return digest(crossed().id() + "/" + number);
  }

  /// The fence and its version, for people.
  String place() {
    return "fence " + crossed().fence() + " version " + version + ", action " + number;
  }

  static String digest(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, HALF);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
