package dev.meridian.gateway.stream;

import dev.meridian.gateway.stream.Frame.Crossing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// A client that notes what it is sent, as fast as the test lets it.
final class FakeWire implements Wire {
  final List<Frame> frames = new CopyOnWriteArrayList<>();
  final Semaphore reads = new Semaphore(Integer.MAX_VALUE / 2);
  volatile @Nullable String cursor;
  volatile @Nullable Ending ending;
  volatile boolean cut;
  volatile boolean uncuttable;

  @Override
  public void send(Frame frame) throws InterruptedException {
    reads.acquire();
    frames.add(frame);
    switch (frame) {
      case Crossing crossing -> cursor = crossing.cursor();
      case Frame.Subscribed subscribed -> cursor = subscribed.cursor();
      case Frame.Passed passed -> cursor = passed.cursor();
      case Frame _ -> {}
    }
  }

  @Override
  public void beat() {}

  @Override
  public Transport transport() {
    return Transport.EVENTS;
  }

  @Override
  public Duration silence() {
    return Duration.ZERO;
  }

  @Override
  public void close(Ending why) {
    ending = why;
  }

  @Override
  public void cut() {
    cut = true;
    if (uncuttable) {
      throw new IllegalStateException("a cut fails, as the test wants");
    }
    reads.release(Integer.MAX_VALUE / 4);
  }

  /// The ids of the crossings it was sent.
  List<String> crossings() {
    return frames.stream()
        .filter(Crossing.class::isInstance)
        .map(frame -> ((Crossing) frame).told().entry().crossing().id())
        .toList();
  }

  long count(Class<? extends Frame> type) {
    return frames.stream().filter(type::isInstance).count();
  }
}
