package dev.meridian.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.DeadLetterStore;
import dev.meridian.letter.LetterBounds;
import dev.meridian.letter.LetterFilter;
import dev.meridian.testing.DeadLetterContract;
import dev.meridian.wire.Message;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MemoryLettersTest extends DeadLetterContract {
  private final DeadLetterStore letters = new MemoryLetters(InstantSource.system(), 64 << 20);

  @Override
  protected DeadLetterStore letters() {
    return letters;
  }

  @Test
  void largeLettersMakeRoomForEachOther() {
    var small = new MemoryLetters(InstantSource.system(), 30_000);
    for (int i = 0; i < 5; i++) {
      Message message = new Message(Map.of("id", "t" + i), null, null, null, 0, new byte[8_000]);
      small.add(DeadLetter.found(message, Instant.ofEpochSecond(i)), LetterBounds.STANDARD);
    }
    assertThat(small.count(LetterFilter.ALL)).isEqualTo(3);
  }
}
