package dev.meridian.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meridian.InvalidValueException;
import dev.meridian.control.ControlBus;
import dev.meridian.control.ControlBus.Hearing;
import dev.meridian.control.ControlHandler;
import dev.meridian.control.ControlReply;
import dev.meridian.control.ControlRequest;
import dev.meridian.control.ControlRequest.Matching;
import dev.meridian.control.ControlSeal;
import dev.meridian.control.Event;
import dev.meridian.json.Json;
import dev.meridian.seal.KeyedControlSeal;
import dev.meridian.seal.Keyring;
import dev.meridian.seal.MessageKey;
import dev.meridian.seal.MessageKey.Purpose;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// What every [ControlBus] does.
public abstract class ControlBusContract {
  private static final Duration WAIT = Duration.ofMillis(700);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final String suffix = "@" + UUID.randomUUID();
  private final List<Hearing> hearings = new ArrayList<>();

  /// The bus under test: the same one all through a test.
  protected abstract ControlBus bus();

  /// Another connection to the same bus, as another process has it; may be the same object.
  protected abstract ControlBus otherBus();

  @AfterEach
  final void leave() {
    hearings.forEach(Hearing::close);
  }

  private String join(String name, ControlHandler handler) {
    Hearing joined = bus().join(name + suffix, handler);
    hearings.add(joined);
    Await.until(name + " listens", joined::isListening);
    return name + suffix;
  }

  private static ControlHandler saying(String word) {
    return _ -> Json.object().put("ok", word);
  }

  private ControlRequest request(String method) {
    return new ControlRequest(method, Json.object(), Set.of(), new Matching("*" + suffix, false));
  }

  private List<ControlReply> ask(ControlRequest request) {
    return otherBus().ask(request, WAIT);
  }

  @Test
  final void everyNodeReplies() {
    String a = join("a", saying("A"));
    String b = join("b", saying("B"));
    assertThat(ask(request("ping")))
        .containsExactlyInAnyOrder(
            new ControlReply(a, Json.read("{\"ok\":\"A\"}")),
            new ControlReply(b, Json.read("{\"ok\":\"B\"}")));
  }

  @Test
  final void namedNodesReplyAndNobodyWaitsForOthers() {
    String a = join("a", saying("A"));
    join("b", saying("B"));
    long started = System.nanoTime();
    List<ControlReply> replies = otherBus().ask(ControlRequest.of("ping").to(Set.of(a)), LONG);
    assertThat(replies).extracting(ControlReply::node).containsExactly(a);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  final void namesMayMatchAPattern() {
    String a = join("apple", saying("A"));
    join("banana", saying("B"));
    var glob = new Matching("appl?" + suffix, false);
    var regular = new Matching("^ap+le@", true);
    for (Matching matching : List.of(glob, regular)) {
      var request = new ControlRequest("ping", Json.object(), Set.of(), matching);
      assertThat(ask(request)).extracting(ControlReply::node).containsExactly(a);
    }
  }

  @Test
  final void handlerSeesMethodAndArguments() {
    Queue<ControlRequest> seen = new ConcurrentLinkedQueue<>();
    String node =
        join(
            "a",
            request -> {
              seen.add(request);
              return Json.nullNode();
            });
    ObjectNode arguments = Json.object().put("task_id", "é").put("terminate", true);
    List<ControlReply> replies =
        otherBus().ask(ControlRequest.of("revoke", arguments).to(Set.of(node)), LONG);
    assertThat(replies).containsExactly(new ControlReply(node, Json.nullNode()));
    assertThat(seen).singleElement().extracting(ControlRequest::method).isEqualTo("revoke");
    assertThat(seen).singleElement().extracting(ControlRequest::arguments).isEqualTo(arguments);
  }

  @Test
  final void failureIsAReplyAndNotTheLast() {
    AtomicInteger calls = new AtomicInteger();
    String node =
        join(
            "a",
            _ ->
                switch (calls.incrementAndGet()) {
                  case 1 -> throw new InvalidValueException("n", "x", "a number");
                  case 2 -> throw new IllegalStateException("boom");
                  default -> Json.object().put("ok", "fine");
                });
    List<String> replies = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ControlReply reply = otherBus().ask(ControlRequest.of("x").to(Set.of(node)), LONG).getFirst();
      assertThat(reply.isError()).isEqualTo(i < 2);
      replies.add(Json.text(reply.value()));
    }
    assertThat(replies)
        .containsExactly(
            "{\"error\":\"n: x (expected: a number)\"}",
            "{\"error\":\"java.lang.IllegalStateException: boom\"}",
            "{\"ok\":\"fine\"}");
  }

  @Test
  final void tellWaitsForNobody() {
    CountDownLatch told = new CountDownLatch(1);
    join(
        "a",
        _ -> {
          told.countDown();
          return Json.nullNode();
        });
    otherBus().tell(request("heartbeat"));
    Await.until("the node was told", () -> told.getCount() == 0);
  }

  @Test
  final void slowNodeIsNotWaitedForAndHoldsUpNoOther() {
    CountDownLatch released = new CountDownLatch(1);
    join(
        "slow",
        _ -> {
          Await.until("released", () -> released.getCount() == 0);
          return Json.nullNode();
        });
    String quick = join("quick", saying("A"));
    assertThat(ask(request("ping"))).extracting(ControlReply::node).containsExactly(quick);
    released.countDown();
  }

  @Test
  final void nodeThatLeftIsSilent() {
    join("a", saying("A"));
    hearings.getFirst().close();
    hearings.getFirst().close();
    assertThat(hearings.getFirst().isListening()).isFalse();
    assertThat(ask(request("ping"))).isEmpty();
  }

  @Test
  final void signatureIsLookedAtAndItsRefusalIsTheReply() {
    Queue<ControlRequest> seen = new ConcurrentLinkedQueue<>();
    ControlHandler handler =
        request -> {
          seen.add(request);
          return Json.nullNode();
        };
    Hearing joined = bus().join("a" + suffix, seal("k1", "secret one"), handler);
    hearings.add(joined);
    Await.until("it listens", joined::isListening);
    ControlRequest request = ControlRequest.of("revoke").to(Set.of("a" + suffix));
    assertThat(otherBus().ask(request, seal("k1", "secret one"), LONG)).hasSize(1);
    assertThat(otherBus().ask(request, LONG)).hasSize(1);
    assertThat(seen).extracting(ControlRequest::signer).containsExactly("k1", null);
    ControlReply refusal = otherBus().ask(request, seal("k1", "another"), LONG).getFirst();
    assertThat(refusal.value().path("error").asString())
        .startsWith("header meridian-signature: that of another request (expected: ");
    assertThat(seen).hasSize(2);
  }

  private static ControlSeal seal(String id, String secret) {
    byte[] bytes = Arrays.copyOf(secret.getBytes(StandardCharsets.UTF_8), 32);
    var key = new MessageKey(id, Purpose.SIGN, Purpose.SIGN.secret(bytes), Set.of(), null, null);
    return new KeyedControlSeal(
        new Keyring(List.of(key)), Set.of("fra"), InstantSource.system(), new SecureRandom());
  }

  @Test
  final void clockGoesForwardWithWhatIsHeard() {
    join("a", saying("A"));
    long before = bus().clock().value();
    for (int i = 0; i < 3; i++) {
      otherBus().ask(ControlRequest.of("ping").to(Set.of("a" + suffix)), LONG);
    }
    assertThat(bus().clock().value()).isGreaterThanOrEqualTo(before + 3);
  }

  @Test
  final void eventsAreHeardInOrderWithTheirCommonFields() {
    Queue<ObjectNode> heard = new ConcurrentLinkedQueue<>();
    hear(heard);
    Instant at = Instant.parse("2026-11-21T17:43:47.5Z");
    String node = "a" + suffix;
    for (int i = 0; i < 200; i++) {
      bus().emit(new Event(node, "task-started", at, Json.object().put("uuid", "t" + i)));
    }
    Await.until("all are heard", () -> heard.size() == 200);
    assertThat(heard)
        .extracting(event -> event.path("uuid").asString())
        .startsWith("t0", "t1")
        .endsWith("t198", "t199");
    ObjectNode first = heard.element();
    assertThat(first.path("hostname").asString()).isEqualTo(node);
    assertThat(first.path("type").asString()).isEqualTo("task-started");
    assertThat(first.path("timestamp").asDouble()).isEqualTo(1795283027.5);
    assertThat(first.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(first.path("utcoffset").asInt(-1)).isZero();
    assertThat(heard).extracting(event -> event.path("clock").asLong()).isSorted();
  }

  @Test
  final void nobodyHearsAfterClosing() {
    Queue<ObjectNode> heard = new ConcurrentLinkedQueue<>();
    hear(heard).close();
    Queue<ObjectNode> others = new ConcurrentLinkedQueue<>();
    hear(others);
    bus().emit(new Event("a" + suffix, "worker-online", Instant.EPOCH, Json.object()));
    Await.until("others hear", () -> others.size() == 1);
    assertThat(heard).isEmpty();
  }

  @Test
  final void moreEventsThanAnybodyTakesAreDroppedWithoutWaiting() {
    CountDownLatch released = new CountDownLatch(1);
    Queue<ObjectNode> heard = new ConcurrentLinkedQueue<>();
    Hearing stuck =
        otherBus()
            .hear(event -> {
              Await.until("released", () -> released.getCount() == 0);
              heard.add(event);
            });
    hearings.add(stuck);
    Await.until("listening", stuck::isListening);
    long started = System.nanoTime();
    for (int i = 0; i < 50_000; i++) {
      bus().emit(new Event("a" + suffix, "task-started", Instant.EPOCH, Json.object()));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    released.countDown();
    Await.until("some are heard", () -> !heard.isEmpty());
  }

  private Hearing hear(Queue<ObjectNode> heard) {
    Hearing hearing =
        otherBus()
            .hear(event -> {
              if (event.path("hostname").asString("").endsWith(suffix)) {
                heard.add(event);
              }
            });
    hearings.add(hearing);
    Await.until("listening", hearing::isListening);
    return hearing;
  }
}
