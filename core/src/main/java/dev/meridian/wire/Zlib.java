package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/// The one compression every kombu has: it is called `application/x-gzip` but is a zlib stream (RFC
/// 1950).
final class Zlib {
  /// Its name in header `compression`.
  static final String NAME = "application/x-gzip";

  private Zlib() {}

  /// Whether a value of header `compression` means it; kombu knows it by two more names.
  static boolean isNamed(String compression) {
    return switch (compression) {
      case NAME, "gzip", "zlib" -> true;
      default -> false;
    };
  }

  /// The compressed bytes.
  static byte[] deflate(byte[] plain) {
    var out = new ByteArrayOutputStream(plain.length / 2);
    try (var deflater = new DeflaterOutputStream(out)) {
      deflater.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// The plain bytes.
  ///
  /// @throws InvalidValueException if it is no zlib stream or holds more than `max` bytes
  static byte[] inflate(byte[] compressed, int max) {
    byte[] plain;
    try (var inflater = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
      plain = inflater.readNBytes(max);
      if (inflater.read() >= 0) {
        throw new InvalidValueException(
            "body", "longer when decompressed", "at most " + max + " bytes");
      }
    } catch (IOException e) {
      throw new InvalidValueException(
          "body", String.valueOf(e.getMessage()), "a zlib stream (RFC 1950)");
    }
    return plain;
  }
}
