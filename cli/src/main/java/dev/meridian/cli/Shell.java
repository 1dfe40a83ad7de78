package dev.meridian.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What a command gets from whoever started it; the one place where the outside world comes in
/// (I9).
///
/// @param out for what was asked for
/// @param err for complaints and remarks
/// @param in for inputs, if a flag says so
/// @param folder relative paths start from
/// @param environment variables
/// @param screen whether people look at `out`, and how much they see
/// @param stop the wish that a running node ends
/// @param clock of everything that is started
/// @param random secure, for ids and jitter
record Shell(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    Path folder,
    Map<String, String> environment,
    Screen screen,
    StopSignal stop,
    InstantSource clock,
    RandomGenerator random) {
  /// The same, with all output going elsewhere, nobody looking, and no variables: they may name
  /// servers that are not to be touched.
  Shell silent(PrintWriter elsewhere) {
    return new Shell(
        elsewhere, elsewhere, in, folder, Map.of(), Screen.plain(), stop, clock, random);
  }
}
