package dev.meridian.fetch;

/// A document on this side of the network, with how it came.
///
/// @param contentType the header, empty if none
/// @param encoding the header Content-Encoding, empty if none
/// @param body still compressed; empty for the status 204
/// @param status of the answer; 200 if it came from the cache
/// @param cache `miss`, `hit`, `revalidated` or `off`
/// @param bytesIn that came over the network
@SuppressWarnings("ArrayRecordComponent") // bodies are handed on, never compared
record Download(
    String contentType, String encoding, byte[] body, int status, String cache, long bytesIn) {
  static Download of(CachedDocument document, int status, String cache, long bytesIn) {
    return new Download(
        document.contentType(), document.encoding(), document.body(), status, cache, bytesIn);
  }
}
