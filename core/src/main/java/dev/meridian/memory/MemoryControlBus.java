package dev.meridian.memory;

import dev.meridian.control.ControlBus;
import dev.meridian.control.ControlCodec;
import dev.meridian.control.ControlHandler;
import dev.meridian.control.ControlReply;
import dev.meridian.control.ControlRequest;
import dev.meridian.control.ControlSeal;
import dev.meridian.control.Event;
import dev.meridian.control.LamportClock;
import dev.meridian.wait.Inbox;
import dev.meridian.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// The embedded bus, which knows its nodes and so does not wait for more replies than there can be.
/// Thread-safe.
public final class MemoryControlBus implements ControlBus {
  private static final int MOST_REQUESTS = 100;
  private static final int MOST_EVENTS = 1_000;

  private final LamportClock clock = new LamportClock();
  private final Set<Node> nodes = ConcurrentHashMap.newKeySet();
  private final Set<MemoryMailbox<ObjectNode>> listeners = ConcurrentHashMap.newKeySet();

  private record Node(
      String name, ControlSeal seal, ControlHandler handler, MemoryMailbox<Runnable> mailbox) {}

  /// A bus without nodes.
  public MemoryControlBus() {}

  @Override
  public Hearing join(String node, ControlSeal seal, ControlHandler handler) {
    var mailbox = new MemoryMailbox<Runnable>("control-" + node, MOST_REQUESTS, Runnable::run);
    nodes.removeIf(other -> !other.mailbox.isListening());
    nodes.add(new Node(node, seal, handler, mailbox));
    return mailbox;
  }

  @Override
  public List<ControlReply> ask(ControlRequest request, ControlSeal seal, Duration wait) {
    Inbox<ControlReply> inbox = new Inbox<>();
    int asked = send(request, seal, inbox::add);
    return asked == 0 ? List.of() : inbox.collect(asked, wait);
  }

  @Override
  public void tell(ControlRequest request) {
    send(request, ControlSeal.NONE, _ -> {});
  }

  private int send(ControlRequest request, ControlSeal seal, Consumer<ControlReply> replies) {
    Message message = seal.seal(ControlCodec.request(request, null, clock.forward(), null));
    int sent = 0;
    for (Node node : nodes) {
      if (request.isFor(node.name)) {
        ControlHandler handler = node.handler.after(node.seal, message);
        Runnable work = () -> replies.accept(ControlReply.by(node.name, handler, request));
        sent += node.mailbox.offer(work) ? 1 : 0;
      }
    }
    return sent;
  }

  @Override
  public void emit(Event event) {
    if (!listeners.isEmpty()) {
      ObjectNode document = event.document(clock.forward());
      listeners.removeIf(listener -> !listener.isListening());
      listeners.forEach(listener -> listener.offer(document));
    }
  }

  @Override
  public Hearing hear(Consumer<ObjectNode> listener) {
    var mailbox = new MemoryMailbox<>("events", MOST_EVENTS, listener);
    listeners.add(mailbox);
    return mailbox;
  }

  @Override
  public LamportClock clock() {
    return clock;
  }
}
