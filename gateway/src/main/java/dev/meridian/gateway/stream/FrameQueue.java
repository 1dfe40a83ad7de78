package dev.meridian.gateway.stream;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The frames that wait for one client, bounded by number and by bytes. Positions are apart, as the
/// next ones replace them: one frame of them waits at most. For one thread at a time.
final class FrameQueue {
  private final int most;
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private long bytes;
  private boolean positionsWait;

  /// An empty one for so many frames.
  FrameQueue(int most) {
    this.most = most;
  }

  /// Whether there is room for so many frames of so many bytes together. A single frame has room
  /// whatever its size if no other waits.
  boolean hasRoom(int more, long moreBytes) {
    return waiting() + more <= most
        && (waiting() + more == 1 || bytes + moreBytes <= StreamBounds.QUEUED_BYTES);
  }

  /// Whether there is room for as much again as waits.
  boolean isHalfEmpty() {
    return waiting() < most / 2 && bytes < StreamBounds.QUEUED_BYTES / 2;
  }

  private int waiting() {
    return positionsWait ? frames.size() - 1 : frames.size();
  }

  void add(Frame frame) {
    frames.add(frame);
    bytes += frame.size();
  }

  /// Adds positions unless others wait.
  ///
  /// @return whether they are added
  boolean addPositions(Frame.Positions positions) {
    boolean added = !positionsWait;
    if (added) {
      frames.add(positions);
      positionsWait = true;
    }
    return added;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /// The next frame; null if none waits.
  @Nullable Frame poll() {
    Frame frame = frames.poll();
    if (frame instanceof Frame.Positions) {
      positionsWait = false;
    } else if (frame != null) {
      bytes -= frame.size();
    }
    return frame;
  }

  /// Throws away what waits.
  ///
  /// @param each told of each frame
  void clear(Consumer<Frame> each) {
    frames.forEach(each);
    frames.clear();
    bytes = 0;
    positionsWait = false;
  }
}
