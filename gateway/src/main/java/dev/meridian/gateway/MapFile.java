package dev.meridian.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// A file of the live map as browsers get it, plain and compressed. Immutable by agreement: nobody
/// changes the bytes.
///
/// @param type its media type
/// @param plain its bytes
/// @param zipped the same by gzip
/// @param tag of its content, without quotes
@SuppressWarnings("ArrayRecordComponent") // bodies are written, never compared
record MapFile(String type, byte[] plain, byte[] zipped, String tag) {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", MediaTypes.HTML,
          "css", "text/css;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "json", MediaTypes.JSON,
          "svg", "image/svg+xml");
  private static final int TAG_DIGITS = 16;

  /// All media types of files.
  static List<String> types() {
    return TYPES.values().stream().map(MediaTypes::bare).sorted().toList();
  }

  /// Reads a file.
  ///
  /// @param resource its absolute name on the class path, which must not come from a client
  /// @return empty if there is none
  static Optional<MapFile> read(String resource) {
    try (InputStream in = MapFile.class.getResourceAsStream(resource)) {
      return in == null ? Optional.empty() : Optional.of(of(resource, in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MapFile of(String resource, byte[] plain) throws IOException {
    String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalArgumentException("no media type is known of " + resource);
    }
    return new MapFile(type, plain, zipped(plain), tag(plain));
  }

  private static byte[] zipped(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    }
    return out.toByteArray();
  }

  private static String tag(byte[] plain) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
      return HexFormat.of().formatHex(digest).substring(0, TAG_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The answer to a request for it: the whole file, or nothing if the client has it already.
  Answer answer(Exchange exchange) {
    boolean zips = zips(exchange.headers("Accept-Encoding"));
    String etag = "\"" + tag + (zips ? "-gz\"" : "\"");
    boolean known = isKnown(exchange.headers("If-None-Match"), etag);
    Answer whole = Answer.of(200, type, zips ? zipped : plain);
    Answer answer =
        known ? Answer.empty(304) : zips ? whole.with("Content-Encoding", "gzip") : whole;
    return answer.with("ETag", etag).with("Vary", "Accept-Encoding");
  }

  private static boolean zips(List<String> accept) {
    return tokens(accept)
        .anyMatch(t -> MediaTypes.bare(t).equals("gzip") && !t.replace(" ", "").endsWith(";q=0"));
  }

  private static boolean isKnown(List<String> none, String etag) {
    return tokens(none).anyMatch(t -> t.equals("*") || t.replaceFirst("^W/", "").equals(etag));
  }

  private static Stream<String> tokens(List<String> lines) {
    return lines.stream().flatMap(line -> Tokens.split(line, ',').stream());
  }
}
