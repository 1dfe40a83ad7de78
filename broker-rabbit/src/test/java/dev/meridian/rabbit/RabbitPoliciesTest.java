package dev.meridian.rabbit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.broker.BrokerException;
import dev.meridian.broker.BrokerException.Kind;
import dev.meridian.broker.Delivery;
import dev.meridian.broker.Publication;
import dev.meridian.broker.PublishOutcome;
import dev.meridian.broker.PublishOutcome.Confirmed;
import dev.meridian.broker.PublishOutcome.Failed;
import dev.meridian.letter.DeadLetter;
import dev.meridian.letter.LetterHead;
import dev.meridian.route.QueueName;
import dev.meridian.testing.Await;
import dev.meridian.testing.Inbox;
import dev.meridian.testing.RabbitNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The policies we ship do what their README says, on a node of their own.
final class RabbitPoliciesTest {
  private static final Path SCRIPT = Path.of("../deploy/rabbitmq/policies.sh").toAbsolutePath();
  private static final int LONGEST = 50;
  private static final int DELIVERIES = 3;

  @TempDir private static Path folder;
  private static RabbitNode node;
  private static RabbitBroker broker;

  @BeforeAll
  static void launch() throws Exception {
    node = RabbitNode.launch();
    node.ctl(arguments(Map.of("MAX_LENGTH", LONGEST + "", "DELIVERY_LIMIT", DELIVERIES + "")));
    broker = Rig.connected(node);
  }

  @AfterAll
  static void discard() {
    broker.close();
    node.close();
  }

  @Test
  void fullQueueRefusesAndKeepsWhatItHas() {
    QueueName queue = new QueueName("meridian.full");
    broker.declare(queue);

    List<PublishOutcome> outcomes =
        broker.publishAll(Collections.nCopies(600, Publication.now(queue, Rig.message("x"))));

    long confirmed = outcomes.stream().filter(RabbitPoliciesTest::isConfirmed).count();
    assertThat(confirmed).isBetween((long) LONGEST, 600L - 1);
    assertThat(outcomes).allMatch(outcome -> isConfirmed(outcome) || isRefused(outcome));
    Await.until("it keeps what it confirmed", () -> broker.depth(queue).ready() == confirmed);
  }

  @Test
  void messageThatAlwaysFailsBecomesADeadLetter() {
    QueueName queue = new QueueName("meridian.poison");
    broker.declare(queue);
    Inbox dead = new Inbox(Delivery::ack);
    Inbox inbox = new Inbox(Delivery::requeue);
    broker.consume(QueueName.DEAD, 10, dead);
    broker.consume(queue, 10, inbox);

    Rig.publish(broker, queue, "poison");

    assertThat(Rig.text(dead.await(0).message())).isEqualTo("poison");
    LetterHead head = DeadLetter.found(dead.await(0).message(), Instant.now()).head();
    assertThat(head.queue()).isEqualTo(queue);
    assertThat(head.region()).isEqualTo("poison");
    assertThat(head.reason()).isEqualTo("buried by the broker: delivery_limit");
    assertThat(head.died()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(inbox.size()).isEqualTo(DELIVERIES + 1);
    Await.until("it left its queue", () -> broker.depth(queue).ready() == 0);
  }

  @Test
  void deadLettersHaveNoLimit() {
    assertThat(node.ctl("list_queues", "name", "policy")).contains(QueueName.DEAD + "\t\n");
  }

  private static boolean isConfirmed(PublishOutcome outcome) {
    return outcome instanceof Confirmed;
  }

  private static boolean isRefused(PublishOutcome outcome) {
    return outcome instanceof Failed(BrokerException reason) && reason.kind() == Kind.REFUSED;
  }

  /// What the script would have `rabbitmqctl` do.
  private static String[] arguments(Map<String, String> settings) throws Exception {
    Path recorder = folder.resolve("rabbitmqctl");
    Files.writeString(recorder, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
    assertThat(recorder.toFile().setExecutable(true)).isTrue();
    ProcessBuilder script = new ProcessBuilder(SCRIPT.toString()).redirectErrorStream(true);
    script.environment().putAll(settings);
    script.environment().put("RABBITMQCTL", recorder.toString());
    return output(script).split("\0");
  }

  private static String output(ProcessBuilder script) throws IOException, InterruptedException {
    Process run = script.start();
    String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor()).as(output).isZero();
    return output;
  }
}
