package dev.meridian.memory;

import dev.meridian.result.Chords;
import dev.meridian.task.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The embedded count of chords. Bounded: further chords displace the oldest. Thread-safe.
public final class MemoryChords implements Chords {
  private static final Comparator<Part> BY_INDEX =
      Comparator.comparing(Part::index, Comparator.nullsLast(Comparator.naturalOrder()));

  private final InstantSource clock;
  private final ExpiringMap<String, Entry> chords;

  private static final class Entry {
    private final Map<TaskId, Part> parts = new LinkedHashMap<>();
    private @Nullable Chord chord;
    private @Nullable JsonNode shape;
    private int size = Integer.MAX_VALUE;
    private Instant touched = Instant.MIN;

    boolean isOpen() {
      return size < Integer.MAX_VALUE;
    }

    boolean isComplete() {
      return parts.size() >= size;
    }
  }

  /// No chords yet.
  ///
  /// @param maxChords the most to keep
  public MemoryChords(InstantSource clock, int maxChords) {
    this.clock = clock;
    this.chords = ExpiringMap.ofEntries(clock, maxChords);
  }

  @Override
  public synchronized void open(Chord chord, int parts, @Nullable JsonNode shape, Duration ttl) {
    Entry entry = touched(chord, ttl);
    entry.size = parts;
    entry.shape = shape;
  }

  @Override
  public synchronized boolean add(Chord chord, Part part, Duration ttl) {
    Entry entry = touched(chord, ttl);
    entry.parts.putIfAbsent(part.result().id(), part);
    return entry.isComplete();
  }

  @Override
  public synchronized Optional<Gathered> gather(String group) {
    return Optional.ofNullable(chords.get(group)).filter(Entry::isOpen).map(MemoryChords::gathered);
  }

  private static Gathered gathered(Entry entry) {
    return new Gathered(
        entry.parts.values().stream().sorted(BY_INDEX).map(Part::result).toList(), entry.shape);
  }

  @Override
  public synchronized void close(String group) {
    chords.remove(group);
  }

  @Override
  public synchronized List<Chord> stalled(Duration untouched, int limit) {
    Instant now = clock.instant();
    List<Chord> stalled = new ArrayList<>();
    for (Entry entry : chords.values()) {
      boolean due = !entry.touched.plus(untouched).isAfter(now);
      if (due && entry.isComplete() && entry.chord != null && stalled.size() < limit) {
        entry.touched = now;
        stalled.add(entry.chord);
      }
    }
    return stalled;
  }

  private Entry touched(Chord chord, Duration ttl) {
    Entry known = chords.get(chord.group());
    Entry entry = known == null ? new Entry() : known;
    Instant now = clock.instant();
    entry.chord = chord;
    entry.touched = now;
    chords.put(chord.group(), entry, now.plus(ttl));
    return entry;
  }
}
