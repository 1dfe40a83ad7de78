package dev.meridian.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Reads whole bodies of requests, within bounds of length and time. For one thread.
final class BodyReader {
  private static final byte[] NOTHING = {};

  /// How many times the largest body is read of one that is refused, so that its client hears of
  /// it: one that still writes when the connection closes never reads why.
  private static final int DRAINED = 8;

  /// For how long what is beyond the usual length is waited for.
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static final int PART = 64 << 10;

  private final InputStream in;
  private final long announced;
  private final LongSupplier nanos;

  /// A reader of one body.
  ///
  /// @param announced how long it says that it is; negative if it does not
  /// @param nanos elapsed time
  BodyReader(InputStream in, long announced, LongSupplier nanos) {
    this.in = in;
    this.announced = announced;
    this.nanos = nanos;
  }

  /// The whole body, closed.
  ///
  /// @param most the most bytes
  /// @throws Refusal if it is longer, or does not come
  byte[] read(int most) {
    return read(most, most, () -> {});
  }

  /// The whole body, closed, that may be longer than usual, if it comes within a minute then.
  ///
  /// @param usual bytes
  /// @param most the most bytes, not less
  /// @param larger called once before more than `usual` is read; may refuse
  /// @throws Refusal if it is longer, or does not come, or not in time
  byte[] read(int usual, int most, Runnable larger) {
    try (in) {
      byte[] body = announced > most ? NOTHING : in.readNBytes(usual + 1);
      if (body.length > usual && usual < most) {
        body = larger(body, most, larger);
      }
      if (announced > most || body.length > most) {
        drain(most);
        String detail = "body: too long (expected: at most " + most + " bytes)";
        throw Problem.of(ProblemType.BODY_TOO_LARGE, detail).refusal();
      }
      return body;
    } catch (IOException e) {
      throw Problem.of(ProblemType.MALFORMED_REQUEST, "body: it did not come as announced")
          .refusal();
    }
  }

  private void drain(int most) throws IOException {
    in.skip(DRAINED * (long) most);
  }

  private byte[] larger(byte[] first, int most, Runnable larger) throws IOException {
    try {
      larger.run();
    } catch (Refusal e) {
      drain(most);
      throw e;
    }
    // Each read ends within the server's idle timeout, so the clock is looked at in time.
    long end = nanos.getAsLong() + LONGEST.toNanos();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(first);
    byte[] part = new byte[PART];
    for (int read = 0; read >= 0 && body.size() <= most; read = in.read(part)) {
      body.write(part, 0, read);
      if (nanos.getAsLong() - end > 0) {
        String detail = "body: slow (expected: all of it within " + LONGEST.toSeconds() + " s)";
        throw Problem.of(ProblemType.MALFORMED_REQUEST, detail).refusal();
      }
    }
    return body.toByteArray();
  }
}
