package dev.meridian.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.result.Chords;
import dev.meridian.testing.ChordsContract;
import dev.meridian.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class MemoryChordsTest extends ChordsContract {
  private final Chords chords = new MemoryChords(InstantSource.system(), 1_000);

  @Override
  protected Chords chords() {
    return chords;
  }

  @Test
  void chordExpires() {
    var clock = new ManualClock(Instant.parse("2026-11-21T10:00:00Z"));
    var chords = new MemoryChords(clock, 10);
    chords.open(chord, 1, null, Duration.ofSeconds(5));
    clock.advance(Duration.ofSeconds(6));
    assertThat(chords.add(chord, part(0, 0), LONG)).isFalse();
  }
}
