package dev.meridian.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// An unpacked document with what its header says it is.
///
/// @param contentType the header, empty if none
@SuppressWarnings("ArrayRecordComponent") // bodies are handed on, never compared
record Content(byte[] bytes, String contentType) {
  private static final int PEEK = 1_024;

  /// The document as text, whatever its charset.
  ///
  /// @throws dev.meridian.task.TaskException `SourceMalformed` if no charset fits
  String text() {
    return new TextDecoder(bytes, contentType).text();
  }

  /// The media type in lower case, without parameters; empty if none.
  String mediaType() {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /// The first bytes as far as they are ASCII, without leading white space, byte order mark and
  /// zeros, in lower case: enough to tell kinds of documents apart.
  String start() {
    String head =
        new String(bytes, 0, Math.min(bytes.length, PEEK), StandardCharsets.ISO_8859_1)
            .replace("\u0000", "")
            .replaceFirst("^(\u00EF\u00BB\u00BF|\u00FE\u00FF|\u00FF\u00FE)", "");
    return head.strip().toLowerCase(Locale.ROOT);
  }
}
