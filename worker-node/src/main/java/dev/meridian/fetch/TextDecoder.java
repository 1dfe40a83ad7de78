package dev.meridian.fetch;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mozilla.universalchardet.UniversalDetector;

/// Finds the charset of a document: the first that decodes it without a fault of byte order mark,
/// Content-Type, the document's own declaration, UTF-8, and a guess by letter frequencies. Valid
/// UTF-8 also wins over a declared single-byte charset, which nothing can contradict and servers
/// send by default.
final class TextDecoder {
  private static final int PEEK = 4_096;
  private static final Pattern IN_HEADER =
      Pattern.compile("charset\\s*=\\s*[\"']?([\\w:.-]+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern IN_DOCUMENT =
      Pattern.compile(
          "^\\s*<\\?xml[^>]{0,200}encoding\\s*=\\s*[\"']([\\w:.-]+)"
              + "|<meta[^>]{0,200}charset\\s*=\\s*[\"']?([\\w:.-]+)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern SINGLE_BYTE =
      Pattern.compile("(iso-8859-|windows-125|us-ascii).*", Pattern.CASE_INSENSITIVE);

  private final byte[] bytes;
  private final String contentType;

  TextDecoder(byte[] bytes, String contentType) {
    this.bytes = bytes;
    this.contentType = contentType;
  }

  /// The text, without byte order mark.
  String text() {
    return Stream.<Supplier<Optional<Charset>>>of(
            this::byteOrderMark,
            this::declared,
            () -> Optional.of(StandardCharsets.UTF_8),
            this::guessed)
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .map(this::decoded)
        .flatMap(Optional::stream)
        .findFirst()
        .map(text -> text.startsWith("\uFEFF") ? text.substring(1) : text)
        .orElseThrow(() -> Failures.malformed("The text fits no charset, declared or guessed."));
  }

  private Optional<Charset> byteOrderMark() {
    int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
    return switch (first) {
      case 0xFEFF -> Optional.of(StandardCharsets.UTF_16BE);
      case 0xFFFE -> Optional.of(StandardCharsets.UTF_16LE);
      default -> Optional.empty(); // that of UTF-8 is dealt with by trying UTF-8
    };
  }

  private Optional<Charset> declared() {
    String head = new String(bytes, 0, Math.min(bytes.length, PEEK), StandardCharsets.ISO_8859_1);
    Optional<Charset> charset = first(IN_HEADER, contentType).or(() -> first(IN_DOCUMENT, head));
    boolean doubtful = charset.filter(c -> SINGLE_BYTE.matcher(c.name()).matches()).isPresent();
    return doubtful && decoded(StandardCharsets.UTF_8).isPresent() ? Optional.empty() : charset;
  }

  private Optional<Charset> guessed() {
    var detector = new UniversalDetector();
    detector.handleData(bytes, 0, bytes.length);
    detector.dataEnd();
    return charset(detector.getDetectedCharset());
  }

  private Optional<String> decoded(Charset charset) {
    try {
      return Optional.of(charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Charset> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String name = matcher.group(1);
    return charset(name == null ? matcher.group(2) : name);
  }

  private static Optional<Charset> charset(@Nullable String name) {
    try {
      return name == null ? Optional.empty() : Optional.of(Charset.forName(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
