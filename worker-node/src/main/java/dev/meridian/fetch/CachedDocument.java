package dev.meridian.fetch;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/// A document as it is kept between fetches, still compressed the way it came.
///
/// @param checked when the source last said that this is its document
/// @param etag empty if none
/// @param lastModified empty if none
/// @param contentType empty if none
/// @param encoding the header Content-Encoding, empty if none
@SuppressWarnings("ArrayRecordComponent") // bodies are handed on, never compared
record CachedDocument(
    Instant checked,
    String etag,
    String lastModified,
    String contentType,
    String encoding,
    byte[] body) {
  private static final int VERSION = 1;

  /// Whether the source can say "not modified".
  boolean canRevalidate() {
    return !etag.isEmpty() || !lastModified.isEmpty();
  }

  CachedDocument checkedAt(Instant now) {
    return new CachedDocument(now, etag, lastModified, contentType, encoding, body);
  }

  byte[] toBytes() {
    var bytes = new ByteArrayOutputStream(body.length + 256);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(checked.toEpochMilli());
      out.writeUTF(etag);
      out.writeUTF(lastModified);
      out.writeUTF(contentType);
      out.writeUTF(encoding);
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// The document in these bytes; empty if they are damaged or of another version.
  static Optional<CachedDocument> of(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readByte() != VERSION) {
        return Optional.empty();
      }
      return Optional.of(
          new CachedDocument(
              Instant.ofEpochMilli(in.readLong()),
              in.readUTF(),
              in.readUTF(),
              in.readUTF(),
              in.readUTF(),
              in.readAllBytes()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
