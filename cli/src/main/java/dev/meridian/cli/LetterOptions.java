package dev.meridian.cli;

import dev.meridian.letter.LetterBounds;
import java.time.Duration;
import picocli.CommandLine.Option;

/// How much is kept of the dead: the options of each command that starts a node.
final class LetterOptions {
  @Option(
      names = "--dead-letters",
      paramLabel = "N",
      description = "The most that are kept; 0 keeps none. Default: ${DEFAULT-VALUE}")
  private int most = LetterBounds.STANDARD.most();

  @Option(
      names = "--dead-letter-ttl",
      paramLabel = "TIME",
      description = "How long each is kept. Default: 14d")
  private Duration ttl = LetterBounds.STANDARD.ttl();

  /// The bounds, checked.
  LetterBounds bounds() {
    return new LetterBounds(most, ttl);
  }
}
