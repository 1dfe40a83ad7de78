package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome.Confirmed;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.TestServers;
import dev.meridian.wire.Message;
import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Prints rates, for people, and fails only when something is badly wrong: the machine is shared.
final class RabbitThroughputTest {
  private static final int MESSAGES = 20_000;
  private static final int PUBLISHERS = 100;
  private static final int LOWEST_RATE = 300;

  @Test
  void messagesFlowInBatches() throws Exception {
    try (RabbitBroker broker = Rig.connected(TestServers.rabbit())) {
      QueueName queue = Rig.declared(broker);
      AtomicInteger consumed = consumeAll(broker, queue);
      Publication one = Publication.now(queue, message());
      List<Publication> batch = Collections.nCopies(1_000, one);
      measure(
          "publishAll",
          () -> {
            for (int sent = 0; sent < MESSAGES; sent += batch.size()) {
              assertThat(broker.publishAll(batch)).containsOnly(Confirmed.INSTANCE);
            }
            Await.until("all are consumed", () -> consumed.get() == MESSAGES);
          });
    }
  }

  @Test
  void messagesFlowOneByOneFromManyThreads() throws Exception {
    try (RabbitBroker broker = Rig.connected(TestServers.rabbit())) {
      QueueName queue = Rig.declared(broker);
      AtomicInteger consumed = consumeAll(broker, queue);
      Publication one = Publication.now(queue, message());
      measure(
          "publish",
          () -> {
            CountDownLatch done = new CountDownLatch(PUBLISHERS);
            for (int i = 0; i < PUBLISHERS; i++) {
              Thread.startVirtualThread(() -> {
                for (int sent = 0; sent < MESSAGES / PUBLISHERS; sent++) {
                  broker.publish(one);
                }
                done.countDown();
              });
            }
            done.await();
            Await.until("all are consumed", () -> consumed.get() == MESSAGES);
          });
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static AtomicInteger consumeAll(RabbitBroker broker, QueueName queue) {
    AtomicInteger consumed = new AtomicInteger();
    broker.consume(
        queue,
        300,
        delivery -> {
          delivery.ack();
          consumed.incrementAndGet();
        });
    return consumed;
  }

  private static Message message() {
    Map<String, Object> headers =
        Map.of(
            "lang",
            "java",
            "task",
            "demo.echo",
            "id",
            "0190c7a1-0000-7000-8000-000000000000",
            "retries",
            0,
            "origin",
            "gen1@test");
    return Rig.message("x".repeat(512), Map.copyOf(headers));
  }

  private static void measure(String what, Work work) throws Exception {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long started = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - started) / 1e9;
    double micros = (system.getProcessCpuTime() - cpu) / 1e3 / MESSAGES;
    double rate = MESSAGES / seconds;
    System.out.printf(
        "%s: %.0f messages/s published and consumed, %.0f us CPU each%n", what, rate, micros);
    assertThat(rate).as("messages per second").isGreaterThan(LOWEST_RATE);
  }
}
