package dev.meridian.memory;

import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.letter.LetterBounds;
import dev.meridian.letter.LetterCursor;
import dev.meridian.letter.LetterFilter;
import dev.meridian.letter.LetterHead;
import dev.meridian.letter.LetterPage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The embedded dead letters, bounded in bytes too. Thread-safe.
public final class MemoryLetters implements DeadLetterStore {
  private static final Logger LOG = LoggerFactory.getLogger(MemoryLetters.class);
  // Roughly what a letter costs besides its body, so that many small ones are bounded too.
  private static final int LETTER_BYTES = 2_000;

  private final InstantSource clock;
  private final long maxBytes;
  private final Map<String, Kept> letters = new HashMap<>();
  private final TreeSet<LetterHead> newestFirst = new TreeSet<>(LetterHead.NEWEST_FIRST);
  private long bytes;

  private record Kept(DeadLetter letter, Instant expires) {
    int bytes() {
      return letter.message().body().length + LETTER_BYTES;
    }
  }

  /// No letters yet.
  ///
  /// @param maxBytes of all letters together
  public MemoryLetters(InstantSource clock, long maxBytes) {
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  @Override
  public synchronized boolean add(DeadLetter letter, LetterBounds bounds) {
    dropExpired();
    String id = letter.head().id();
    if (letters.containsKey(id) || !bounds.keepAny()) {
      return false;
    }
    Kept kept = new Kept(letter, clock.instant().plus(bounds.ttl()));
    letters.put(id, kept);
    newestFirst.add(letter.head());
    bytes += kept.bytes();
    while (letters.size() > bounds.most() || bytes > maxBytes) {
      LetterHead oldest = newestFirst.last();
      LOG.warn("dead letter {} of {} goes to make room", oldest.id(), oldest.died());
      drop(oldest.id());
    }
    return true;
  }

  @Override
  public synchronized LetterPage page(
      LetterFilter filter, @Nullable LetterCursor after, int limit) {
    List<LetterHead> found = accepted(filter, after).limit(limit + 1L).toList();
    if (found.size() <= limit) {
      return new LetterPage(found, null);
    }
    List<LetterHead> page = found.subList(0, limit);
    return new LetterPage(page, LetterCursor.at(page.getLast()));
  }

  @Override
  public synchronized Optional<DeadLetter> find(String id) {
    dropExpired();
    return Optional.ofNullable(letters.get(id)).map(Kept::letter);
  }

  @Override
  public synchronized int remove(Collection<String> ids) {
    dropExpired();
    return (int) ids.stream().filter(this::drop).count();
  }

  @Override
  public synchronized long count(LetterFilter filter) {
    return accepted(filter, null).count();
  }

  private Stream<LetterHead> accepted(LetterFilter filter, @Nullable LetterCursor after) {
    dropExpired();
    return newestFirst.stream()
        .filter(head -> after == null || after.isBefore(head))
        .filter(filter::accepts);
  }

  private void dropExpired() {
    Instant now = clock.instant();
    List<String> expired =
        letters.values().stream()
            .filter(kept -> !kept.expires().isAfter(now))
            .map(kept -> kept.letter().head().id())
            .toList();
    expired.forEach(this::drop);
  }

  private boolean drop(String id) {
    Kept kept = letters.remove(id);
    if (kept == null) {
      return false;
    }
    newestFirst.remove(kept.letter().head());
    bytes -= kept.bytes();
    return true;
  }
}
