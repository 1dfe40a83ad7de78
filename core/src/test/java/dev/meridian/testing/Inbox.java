package dev.meridian.testing;

import dev.meridian.broker.Delivery;
import dev.meridian.broker.DeliveryListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A listener that keeps what it was handed, for tests to look at and settle.
public final class Inbox implements DeliveryListener {
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger mostInside = new AtomicInteger();
  private final Consumer<Delivery> andThen;

  /// An inbox that settles nothing by itself.
  public Inbox() {
    this(delivery -> {});
  }

  /// An inbox that does something with each delivery at once.
  public Inbox(Consumer<Delivery> andThen) {
    this.andThen = andThen;
  }

  @Override
  public void onDelivery(Delivery delivery) {
    mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
    deliveries.add(delivery);
    andThen.accept(delivery);
    inside.decrementAndGet();
  }

  /// What came so far.
  public List<Delivery> deliveries() {
    return deliveries;
  }

  /// How many came so far.
  public int size() {
    return deliveries.size();
  }

  /// The n-th delivery, from 0, once it is there.
  public Delivery await(int n) {
    Await.until("delivery " + n, () -> deliveries.size() > n);
    return deliveries.get(n);
  }

  /// The correlation ids of what came so far, in order.
  public List<String> ids() {
    return deliveries.stream().map(d -> String.valueOf(d.message().correlationId())).toList();
  }

  /// How many calls overlapped at most.
  public int mostAtATime() {
    return mostInside.get();
  }
}
