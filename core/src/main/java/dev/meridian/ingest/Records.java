package dev.meridian.ingest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The records of a sequence, one at a time, each ended by the same byte or by the end.
final class Records {
  /// Begins a record of a JSON text sequence (RFC 7464).
  static final char SEPARATOR = 0x1e;

  private final InputStream stream;
  private final int end;
  private final byte[] buffer = new byte[PositionReader.LONGEST_RECORD];
  private int length;
  private boolean over;

  Records(InputStream stream, char end) {
    this.stream = new BufferedInputStream(stream);
    this.end = end;
  }

  /// Reads the next record.
  ///
  /// @return whether there is one
  boolean next() throws IOException {
    length = 0;
    if (over) {
      return false;
    }
    int read = stream.read();
    while (read >= 0 && read != end) {
      if (length < buffer.length) {
        buffer[length] = (byte) read;
      }
      length = Math.min(length + 1, buffer.length + 1);
      read = stream.read();
    }
    over = read < 0;
    return !over || length > 0;
  }

  /// Whether the record is longer than allowed.
  boolean isTooLong() {
    return length > buffer.length;
  }

  /// Whether the record has nothing to read.
  boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (buffer[i] > ' ' || buffer[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /// The record.
  byte[] bytes() {
    int start = length > 0 && buffer[0] == SEPARATOR ? 1 : 0;
    return Arrays.copyOfRange(buffer, start, length);
  }
}
