package dev.meridian.gateway.stream;

import dev.meridian.gateway.stream.Wire.Ending;
import dev.meridian.track.Tracking;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Delivers crossings and positions to the clients of one gateway. It reads the log from its first
/// client on. Thread-safe.
public final class Delivery implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final int REMEMBERED = 1_000;
  private static final int LOOKS = 3;
  private static final Duration LINGER = Duration.ofSeconds(10);

  private final StreamBounds bounds;
  private final StreamCounts counts = new StreamCounts();
  private final CrossingFollower follower;
  private final Archive archive;
  private final PositionRelay relay;
  private final Semaphore free;
  private final AtomicBoolean started = new AtomicBoolean();
  private final Set<Recipient> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean draining;

  /// A delivery without clients.
  ///
  /// @param regions whose crossings are delivered; asked again and again
  /// @param clock about that of the log of crossings
  public Delivery(
      Tracking tracking,
      Supplier<? extends Collection<String>> regions,
      StreamBounds bounds,
      InstantSource clock) {
    this(tracking, regions, bounds, clock, REMEMBERED);
  }

  /// The same that remembers another number of crossings.
  Delivery(
      Tracking tracking,
      Supplier<? extends Collection<String>> regions,
      StreamBounds bounds,
      InstantSource clock,
      int remembered) {
    this.bounds = bounds;
    this.follower = new CrossingFollower(tracking.crossings(), regions, clock, remembered, counts);
    this.archive = new Archive(tracking.crossings());
    this.relay = new PositionRelay(tracking.positions(), bounds.positionFrames(), LINGER);
    this.free = new Semaphore(bounds.streams());
  }

  /// The bounds.
  public StreamBounds bounds() {
    return bounds;
  }

  /// How many clients there are.
  public int clients() {
    return bounds.streams() - free.availablePermits();
  }

  /// How many clients are served that way now.
  public long clients(Wire.Transport transport) {
    return open.stream().filter(one -> one.wire().transport() == transport).count();
  }

  /// How many subscriptions clients have now.
  public long subscriptions() {
    return open.stream().mapToLong(one -> one.subscriptions().size()).sum();
  }

  /// What became of frames, clients and crossings so far.
  public StreamCounts counts() {
    return counts;
  }

  /// Whether no further clients are taken because the gateway stops.
  public boolean isDraining() {
    return draining;
  }

  /// A place for one more client; its [Place#serve] gives it back.
  ///
  /// @return empty if there are too many
  public Optional<Place> place() {
    if (free.tryAcquire()) {
      return Optional.of(new Place());
    }
    counts.countRefused();
    return Optional.empty();
  }

  /// The place of one client.
  public final class Place implements AutoCloseable {
    private final AtomicBoolean taken = new AtomicBoolean(true);

    private Place() {}

    /// A client at the other end of a wire, to be served.
    public Recipient open(Wire wire) {
      if (!started.getAndSet(true)) {
        follower.start();
        Thread.ofVirtual().name("stream-watch").start(Delivery.this::watch);
      }
      Recipient recipient = new Recipient(wire, bounds, counts);
      open.add(recipient);
      if (draining) {
        recipient.end(Ending.STOPPED);
      }
      return recipient;
    }

    /// Sends the client what it wants until it is gone, on this thread, and closes the place.
    public void serve(Recipient recipient) {
      serve(recipient, _ -> {});
    }

    /// The same for one that says what it wants now. It is sent away if that fails.
    public void serve(Recipient recipient, Consumer<Recipient> begin) {
      try {
        begin(recipient, begin);
        recipient.send(follower::tellPassed, relay::goOn);
      } finally {
        recipient.end(Ending.GONE);
        recipient.subscriptions().forEach(one -> unsubscribe(recipient, one.id()));
        open.remove(recipient);
        close();
      }
    }

    private void begin(Recipient recipient, Consumer<Recipient> begin) {
      try {
        begin.accept(recipient);
      } catch (RuntimeException e) {
        LOG.error("a stream cannot begin", e);
        recipient.end(Ending.GONE);
      }
    }

    /// Gives the place back. Idempotent.
    @Override
    public void close() {
      if (taken.getAndSet(false)) {
        free.release();
      }
    }
  }

  /// Lets a client hear of what its filter wants.
  ///
  /// @param id its name for it
  /// @return why not; null if it is subscribed
  public @Nullable String subscribe(Recipient recipient, String id, Wish wish) {
    Subscription subscription = new Subscription(id, wish.filter(), recipient);
    String refusal = recipient.add(subscription);
    if (refusal != null) {
      return refusal;
    }
    counts.countSubscription(wish.cursor() != null);
    if (wish.positions()) {
      relay.add(subscription);
    }
    if (wish.crossings()) {
      CatchUp catchUp = new CatchUp(follower, archive, subscription, wish.cursor());
      Thread.ofVirtual().name("catch-up").start(catchUp);
    } else {
      recipient.offer(new Frame.Subscribed(id, null));
    }
    return null;
  }

  /// For how long crossings are not looked for, though there were clients who wait for them.
  public Duration silence() {
    return started.get() && closed.getCount() > 0 ? follower.silence() : Duration.ZERO;
  }

  /// Cuts off clients that take nothing any more; their own threads are stuck in a write. It looks
  /// three times while there is patience.
  private void watch() {
    try {
      while (!closed.await(bounds.patience().toNanos() / LOOKS, TimeUnit.NANOSECONDS)) {
        open.forEach(Delivery::cutIfStalled);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void cutIfStalled(Recipient recipient) {
    try {
      recipient.cutIfStalled();
    } catch (RuntimeException e) {
      LOG.error("a client that takes nothing cannot be cut off, will try again", e);
    }
  }

  /// Ends a subscription.
  ///
  /// @return whether there was one of that name
  public boolean unsubscribe(Recipient recipient, String id) {
    Subscription removed = recipient.remove(id);
    if (removed == null) {
      return false;
    }
    follower.leave(removed);
    relay.remove(removed);
    return true;
  }

  /// Sends all clients elsewhere, now and from now on.
  public void drain() {
    draining = true;
    open.forEach(recipient -> recipient.end(Ending.STOPPED));
  }

  /// Ends everything.
  @Override
  public void close() {
    drain();
    closed.countDown();
    follower.close();
    relay.close();
  }
}
