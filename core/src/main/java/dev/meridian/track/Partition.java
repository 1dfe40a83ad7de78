package dev.meridian.track;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32;

/// Which of the parallel queues of a region an object's positions wait in: always the same one, so
/// that they are evaluated one after another.
public final class Partition {
  /// How many there are in each region. The same everywhere and always: another number would put an
  /// object's positions in two queues at a time.
  public static final int COUNT = 8;

  private Partition() {}

  /// The partition of an object: the CRC-32 of its id in UTF-8, spread over the partitions.
  ///
  /// @return 0 to [#COUNT] - 1
  public static int of(String object) {
    CRC32 crc = new CRC32();
    crc.update(object.getBytes(UTF_8));
    return (int) (crc.getValue() % COUNT);
  }
}
