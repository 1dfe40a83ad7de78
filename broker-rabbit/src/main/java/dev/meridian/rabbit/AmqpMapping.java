package dev.meridian.rabbit;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import dev.meridian.wire.Message;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Between our messages and AMQP's properties. Properties are always built afresh: whoever sends
/// `x-death` headers back makes the broker think of a loop and drop the message without a trace.
final class AmqpMapping {
  /// The header in which quorum queues count failed deliveries; absent at first.
  private static final String DELIVERY_COUNT = "x-delivery-count";

  private static final int TRANSIENT = 1;
  private static final int PERSISTENT = 2;

  private AmqpMapping() {}

  /// Persistent, with the message's own properties and an id. The headers go without the broker's
  /// own and with numbers that Python reads right: it takes AMQP's 16-bit integer for text and a
  /// negative 64-bit one for 2^64 - n.
  static BasicProperties properties(Message message, String id) {
    return new BasicProperties.Builder()
        .contentType(message.contentType())
        .contentEncoding(message.contentEncoding())
        .correlationId(message.correlationId())
        .priority(message.priority())
        .deliveryMode(PERSISTENT)
        .messageId(id)
        .headers(outgoing(message.headers()))
        .build();
  }

  /// Not kept by the broker over a restart, and without an id: for what is worth nothing later.
  static BasicProperties transientProperties(Message message) {
    return properties(message, "").builder().deliveryMode(TRANSIENT).messageId(null).build();
  }

  /// What arrived, free of the client's types.
  static Message message(BasicProperties properties, byte[] body) {
    Integer priority = properties.getPriority();
    return new Message(
        incoming(properties.getHeaders()),
        properties.getContentType(),
        properties.getContentEncoding(),
        properties.getCorrelationId(),
        priority == null ? 0 : priority,
        body);
  }

  /// How often it was delivered before in vain.
  static int failedDeliveries(Message message) {
    return message.headers().get(DELIVERY_COUNT) instanceof Number count ? count.intValue() : 0;
  }

  // The client takes null values, but its types do not say so.
  @SuppressWarnings({"unchecked", "NullAway"})
  private static Map<String, Object> outgoing(Map<String, @Nullable Object> headers) {
    Map<String, @Nullable Object> sent = LinkedHashMap.newLinkedHashMap(headers.size());
    headers.forEach((name, value) -> {
      if (!isBrokers(name)) {
        sent.put(name, outgoing(value));
      }
    });
    return (Map<String, Object>) (Map<String, ?>) sent;
  }

  private static boolean isBrokers(String name) {
    return name.startsWith("x-")
        && (name.equals("x-death")
            || name.equals(DELIVERY_COUNT)
            || name.equals("x-acquired-count")
            || name.startsWith("x-first-death-")
            || name.startsWith("x-last-death-"));
  }

  private static @Nullable Object outgoing(@Nullable Object value) {
    return switch (value) {
      case Long number when number < 0 -> negative(number);
      case Short number -> number.intValue();
      case Byte number -> number.intValue();
      case Float number -> number.doubleValue();
      case List<?> list -> outgoingList(list);
      case Map<?, ?> map -> outgoingMap(map);
      case null, default -> value;
    };
  }

  private static Object negative(long number) {
    return number == (int) number ? (Object) (int) number : Long.toString(number);
  }

  private static List<@Nullable Object> outgoingList(List<?> list) {
    List<@Nullable Object> sent = new ArrayList<>(list.size());
    list.forEach(element -> sent.add(outgoing(element)));
    return sent;
  }

  private static Map<String, @Nullable Object> outgoingMap(Map<?, ?> map) {
    Map<String, @Nullable Object> sent = LinkedHashMap.newLinkedHashMap(map.size());
    map.forEach((name, value) -> sent.put(String.valueOf(name), outgoing(value)));
    return sent;
  }

  private static Map<String, @Nullable Object> incoming(@Nullable Map<String, Object> headers) {
    if (headers == null) {
      return Map.of();
    }
    Map<String, @Nullable Object> arrived = LinkedHashMap.newLinkedHashMap(headers.size());
    headers.forEach((name, value) -> arrived.put(name, incoming(value)));
    return arrived;
  }

  private static @Nullable Object incoming(@Nullable Object value) {
    return switch (value) {
      case LongString text -> text.toString();
      case Short number -> number.intValue();
      case Byte number -> number.intValue();
      case Float number -> number.doubleValue();
      case BigDecimal number -> number.doubleValue();
      case List<?> list -> incomingList(list);
      case Map<?, ?> map -> incomingMap(map);
      case null, default -> value;
    };
  }

  private static List<@Nullable Object> incomingList(List<?> list) {
    List<@Nullable Object> arrived = new ArrayList<>(list.size());
    list.forEach(element -> arrived.add(incoming(element)));
    return arrived;
  }

  private static Map<String, @Nullable Object> incomingMap(Map<?, ?> map) {
    Map<String, @Nullable Object> arrived = LinkedHashMap.newLinkedHashMap(map.size());
    map.forEach((name, value) -> arrived.put(String.valueOf(name), incoming(value)));
    return arrived;
  }
}
