package dev.meridian.cli;

import java.util.Arrays;

/// The last lengths of time of something that happens often. Holds a million. Thread-safe.
final class Latencies {
  private static final int MOST = 1 << 20;
  private static final int NANOS = 1_000;

  private int[] micros = new int[1 << 10];
  private long count;

  /// Takes note of one.
  synchronized void add(long nanos) {
    if (count == micros.length && count < MOST) {
      micros = Arrays.copyOf(micros, 2 * micros.length);
    }
    micros[(int) (count++ % micros.length)] = (int) Math.min(Integer.MAX_VALUE, nanos / NANOS);
  }

  /// How many there were.
  synchronized long count() {
    return count;
  }

  /// The length that a share of the last ones does not exceed, in milliseconds; NaN if there is
  /// none.
  ///
  /// @param share 0 to 1
  /// @param last how many
  synchronized double millis(double share, int last) {
    int size = (int) Math.min(Math.min(count, micros.length), last);
    if (size == 0) {
      return Double.NaN;
    }
    int[] sorted = new int[size];
    for (int i = 0; i < size; i++) {
      sorted[i] = micros[(int) ((count - 1 - i) % micros.length)];
    }
    Arrays.sort(sorted);
    return sorted[(int) Math.min(size - 1, Math.floor(share * size))] / 1e3;
  }
}
