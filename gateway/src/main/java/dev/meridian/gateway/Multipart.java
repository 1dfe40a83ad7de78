package dev.meridian.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A body of several parts, `multipart/related` (RFC 2387).
///
/// @param pieces the parts, at least one; the first is the root
record Multipart(List<Piece> pieces) {
  /// A part. Nobody changes the bytes.
  ///
  /// @param id its `Content-ID`
  /// @param type its media type
  /// @param body what it holds
  @SuppressWarnings("ArrayRecordComponent") // bodies are written, never compared
  record Piece(String id, String type, byte[] body) {}

  /// The answer with all parts.
  Answer answer() {
    String boundary = boundary();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Piece piece : pieces) {
      String head = "--" + boundary + "\r\nContent-Type: " + piece.type;
      body.writeBytes(ascii(head + "\r\nContent-ID: <" + piece.id + ">\r\n\r\n"));
      body.writeBytes(piece.body);
      body.writeBytes(ascii("\r\n"));
    }
    body.writeBytes(ascii("--" + boundary + "--\r\n"));
    String root = MediaTypes.bare(pieces.getFirst().type);
    String type = "%s; boundary=%s; type=\"%s\"".formatted(MediaTypes.MULTIPART, boundary, root);
    return Answer.of(200, type, body.toByteArray());
  }

  /// A boundary that no part contains: the first of `meridian-0`, `meridian-1`, … that fits.
  private String boundary() {
    for (int i = 0; ; i++) {
      String boundary = "meridian-" + i;
      if (pieces.stream().noneMatch(piece -> contains(piece.body, boundary))) {
        return boundary;
      }
    }
  }

  private static boolean contains(byte[] body, String text) {
    return new String(body, StandardCharsets.ISO_8859_1).contains(text);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
