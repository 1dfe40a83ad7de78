package dev.meridian.fetch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// Undoes the content encoding of a body: gzip or deflate, once. Stops a bomb by its size and by
/// its ratio.
final class Unpacking {
  /// The largest body an array can hold.
  static final int MOST = Integer.MAX_VALUE - 16;

  private static final int MAX_RATIO = 250;
  private static final int RATIO_FREE = 1 << 20;
  private static final int CHUNK = 65_536;

  private Unpacking() {}

  /// The body as its author wrote it.
  ///
  /// @param encoding the header Content-Encoding, may be empty
  /// @param maxBytes the largest body
  static byte[] unpack(byte[] body, String encoding, long maxBytes) {
    String name = encoding.toLowerCase(Locale.ROOT).strip();
    try {
      return switch (name) {
        case "", "identity" -> body;
        case "gzip", "x-gzip" ->
            read(new GZIPInputStream(new ByteArrayInputStream(body)), body.length, maxBytes);
        case "deflate" -> read(inflating(body), body.length, maxBytes);
        default -> throw Failures.unsupported("The content encoding " + name + " cannot be read.");
      };
    } catch (EOFException | ZipException e) {
      throw Failures.malformed("The " + name + " body is damaged or cut off.").because(e);
    } catch (IOException e) {
      throw Failures.malformed("The " + name + " body cannot be read.").because(e);
    }
  }

  /// Deflate with the wrapper the standard asks for (RFC 1950), or without, as some servers send.
  private static InputStream inflating(byte[] body) {
    boolean wrapped =
        body.length > 1
            && (body[0] & 0x0F) == 8
            && (((body[0] & 0xFF) << 8) | (body[1] & 0xFF)) % 31 == 0;
    return new InflaterInputStream(new ByteArrayInputStream(body), new Inflater(!wrapped));
  }

  private static byte[] read(InputStream stream, int packed, long maxBytes) throws IOException {
    var out = new ByteArrayOutputStream(Math.min(packed * 4, CHUNK));
    byte[] chunk = new byte[CHUNK];
    try (stream) {
      for (int n = stream.read(chunk); n >= 0; n = stream.read(chunk)) {
        out.write(chunk, 0, n);
        if (out.size() > Math.min(maxBytes, MOST)) {
          throw Failures.tooLarge("The body unpacks to more than " + maxBytes + " bytes.");
        }
        if (out.size() > RATIO_FREE && out.size() / MAX_RATIO > packed) {
          throw Failures.tooLarge(
              "The body unpacks to more than " + MAX_RATIO + " times its size.");
        }
      }
    }
    return out.toByteArray();
  }
}
