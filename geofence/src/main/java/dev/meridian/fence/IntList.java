package dev.meridian.fence;

import java.util.Arrays;

/// Numbers in order, as many as were added. Not thread-safe.
final class IntList {
  private int[] values;
  private int size;

  IntList(int capacity) {
    this.values = new int[capacity];
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(16, size + (size >> 1)));
    }
    values[size++] = value;
  }

  void addAll(IntList others) {
    addAll(others, 0, others.size);
  }

  /// Those from one place to another, of another list.
  void addAll(IntList others, int from, int to) {
    int more = to - from;
    if (size + more > values.length) {
      values = Arrays.copyOf(values, Math.max(16, size + more + (size >> 1)));
    }
    System.arraycopy(others.values, from, values, size, more);
    size += more;
  }

  int at(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
  }

  /// Adds as many zeros.
  void grow(int by) {
    for (int i = 0; i < by; i++) {
      add(0);
    }
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
