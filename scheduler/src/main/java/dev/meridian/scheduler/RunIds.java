package dev.meridian.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meridian.task.RequestId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.function.IntFunction;

/// The ids of the request of one run, one for each round in which it may be accepted: always the
/// same ones, whoever asks, and nobody can guess them who does not know the secret of the schedule.
/// UUIDs of version 8 (RFC 9562, section 5.8) that sort by the time the run was due.
///
/// @param secret of the schedule
/// @param run which one
record RunIds(String secret, OpenRun run) implements IntFunction<RequestId> {
  @Override
  public RequestId apply(int round) {
    long due = run.due().toEpochMilli();
    ByteBuffer hash = ByteBuffer.wrap(sha256(secret + " " + due + " " + run.asked() + " " + round));
    long high = (due << 16) | 0x8000 | (hash.getShort() & 0xFFF);
    long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new RequestId(new UUID(high, low).toString());
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
