package dev.meridian.gateway;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A body that ends in a [Refusal] when it is longer than allowed.
final class BoundedStream extends FilterInputStream {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedStream.class);

  private final long most;
  private final long drained;
  private long left;

  /// @param drained how many bytes are read, when it is closed, of what was not
  BoundedStream(InputStream in, long most, long drained) {
    super(in);
    this.most = most;
    this.left = most;
    this.drained = drained;
  }

  /// The refusal of a body that is too long.
  Refusal tooLarge() {
    return Problem.of(
            ProblemType.BODY_TOO_LARGE, "body: too long (expected: at most " + most + " bytes)")
        .refusal();
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(int read) {
    left -= read;
    if (left < 0) {
      throw tooLarge();
    }
  }

  /// A client that still writes when the connection closes never reads why.
  @Override
  public void close() {
    try (InputStream body = in) {
      body.skip(drained);
    } catch (IOException e) {
      LOG.debug("body: {}", e.getMessage());
    }
  }
}
