package dev.meridian.fetch;

import dev.meridian.cache.SharedCache;
import dev.meridian.geo.Source;
import dev.meridian.result.StoreException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps documents for all workers. A cache that is down costs speed only. Thread-safe.
final class DocumentCache {
  private static final Logger LOG = LoggerFactory.getLogger(DocumentCache.class);

  /// How long a document that can be revalidated is kept beyond its freshness.
  private static final Duration STALE = Duration.ofHours(24);

  private final SharedCache cache;

  DocumentCache(SharedCache cache) {
    this.cache = cache;
  }

  /// The key of a source's document: a hash of its URL and of the headers sent, which may make it
  /// another document and may be secret.
  static String key(Source source, URI url) {
    String text = url + "\n" + new TreeMap<>(source.headers());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "fetch:" + source.id() + ":" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  Optional<CachedDocument> find(String key) {
    try {
      return cache.get(key).flatMap(CachedDocument::of);
    } catch (StoreException e) {
      LOG.warn("cache not read: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /// Keeps a document if it is of any use later.
  ///
  /// @param fresh how long it is used without asking
  /// @return whether it was kept
  boolean keep(String key, CachedDocument document, Duration fresh) {
    Duration ttl = document.canRevalidate() ? fresh.plus(STALE) : fresh;
    byte[] bytes = document.toBytes();
    if (ttl.isZero() || bytes.length > SharedCache.MAX_BYTES) {
      return false;
    }
    try {
      cache.put(key, bytes, ttl);
      return true;
    } catch (StoreException e) {
      LOG.warn("cache not written: {}", e.getMessage());
      return false;
    }
  }
}
