package dev.meridian.control;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/// Where nodes are asked and told things, and say what happens: one per broker. Nobody keeps what
/// passes here: a node that is away misses it. Celery's protocol has no authentication: whoever may
/// use the broker may ask, so nodes decide by themselves what they do, and a [ControlSeal] tells
/// them who asks. Thread-safe. Run the contract suite `ControlBusContract` against every
/// implementation.
public interface ControlBus {
  /// Has the node hear requests from now on, or from when the broker can be reached; again by
  /// itself after every reconnection. `handler` is called for one request after another on a thread
  /// of the node's; of more than 100 that wait the newest are dropped.
  ///
  /// @param node unique among all nodes of the broker, `name@host`
  /// @param seal finds out who asks, see [ControlRequest#signer()]; a request whose signature it
  ///   refuses gets its words as the reply `{"error": …}`
  Hearing join(String node, ControlSeal seal, ControlHandler handler);

  /// The same without a look at signatures.
  default Hearing join(String node, ControlHandler handler) {
    return join(node, ControlSeal.NONE, handler);
  }

  /// Asks all nodes that the request is for and collects their replies: until all named
  /// destinations have replied, else until `wait` is over, because nobody knows how many nodes
  /// there are.
  ///
  /// @param seal signs the request
  /// @return the replies in the order they came
  /// @throws dev.meridian.broker.BrokerException if the broker cannot be reached
  List<ControlReply> ask(ControlRequest request, ControlSeal seal, Duration wait);

  /// The same without a signature.
  default List<ControlReply> ask(ControlRequest request, Duration wait) {
    return ask(request, ControlSeal.NONE, wait);
  }

  /// Tells all nodes that the request is for, without a signature, and waits for nobody.
  ///
  /// @throws dev.meridian.broker.BrokerException if the broker cannot be reached
  void tell(ControlRequest request);

  /// Says what happened to whoever listens. Never blocks: if the broker is away, asks publishers to
  /// stop, or does not keep up with 1,000 events, events are dropped.
  void emit(Event event);

  /// Hears events, from all nodes of the broker, until closed. Called for one event after another,
  /// on a thread that it must not block. Starts once the broker can be reached.
  Hearing hear(Consumer<ObjectNode> listener);

  /// The clock of everything that passes here.
  LamportClock clock();

  /// Somebody who hears requests or events.
  interface Hearing extends AutoCloseable {
    /// Whether any can arrive now.
    boolean isListening();

    /// Hears no more. Idempotent.
    @Override
    void close();
  }
}
