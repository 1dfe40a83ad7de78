package dev.meridian.seal;

import dev.meridian.InvalidValueException;
import dev.meridian.wire.Envelope;
import dev.meridian.wire.Message;
import dev.meridian.wire.Seal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The canonical form of what a seal protects besides the body: content type and encoding, and the
/// headers [#NAMES]. Brokers, the delay ladder and dead-lettering neither add nor change any of
/// these, and what they do add is not looked at. Control requests have a form with a name and a
/// list of headers of their own.
///
/// Form 1, all numbers big-endian, texts in UTF-8 with their length before them:
///
/// | part | form |
/// |---|---|
/// | the form's own name, key id or an empty text, content type, content encoding | texts |
/// | number of headers that are there and not null | 4 bytes |
/// | each of those, in the order of [#NAMES] | name, then value |
///
/// A value is a letter and: `n` null; `b` 1 byte; `i` a whole number of any width in 8 bytes; `d` 8
/// bytes; `t` seconds of a time stamp in 8 bytes; `x` bytes and `s` a text, each after its length;
/// `l` a list and `m` a map sorted by name, each after its size. So no two contents have one form.
final class SealedParts {
  /// The headers in their order. A header that is added here is protected from then on; only
  /// messages that have it become unreadable to older nodes.
  static final List<String> NAMES =
      Stream.of(
              "argsrepr",
              "compression",
              "eta",
              "expires",
              "group",
              "group_index",
              "id",
              "ignore_result",
              "kwargsrepr",
              "lang",
              "meridian-deadline",
              Envelope.KEY,
              Envelope.MAX_ATTEMPTS,
              Envelope.VERSION,
              "meridian-region",
              "meridian-reply",
              "meridian-request",
              "meridian-result-ttl",
              Seal.ENCRYPTION,
              Seal.ENCRYPTION_KEY,
              "origin",
              "parent_id",
              "replaced_task_nesting",
              "retries",
              "root_id",
              "shadow",
              "stamped_headers",
              "stamps",
              "task",
              "timelimit")
          .sorted()
          .toList();

  /// The headers of a control request.
  private static final List<String> CONTROL =
      List.of("expires", KeyedControlSeal.NONCE, KeyedControlSeal.SIGNED_AT);

  private static final String FORM = "meridian-seal-1";
  private static final String CONTROL_FORM = "meridian-control-1";
  private static final int MAX_DEPTH = 20;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);

  private SealedParts() {}

  /// The form of a message.
  ///
  /// @param key the id of the key that signs it; empty for what is encrypted under
  /// @throws InvalidValueException about a header that no seal can hold
  static byte[] of(Message message, String key) {
    return of(FORM, NAMES, message, key);
  }

  /// The form of a control request, which differs from that of every task.
  ///
  /// @param key the id of the key that signs it
  /// @throws InvalidValueException about a header that no seal can hold
  static byte[] ofControl(Message request, String key) {
    return of(CONTROL_FORM, CONTROL, request, key);
  }

  private static byte[] of(String form, List<String> names, Message message, String key) {
    var parts = new SealedParts();
    parts.text(form);
    parts.text(key);
    parts.text(message.contentType() == null ? "" : message.contentType());
    parts.text(message.contentEncoding() == null ? "" : message.contentEncoding());
    parts.headers(names, message.headers());
    return parts.out.toByteArray();
  }

  private void headers(List<String> names, Map<String, @Nullable Object> headers) {
    number(Math.toIntExact(names.stream().filter(name -> headers.get(name) != null).count()));
    for (String name : names) {
      Object value = headers.get(name);
      if (value != null) {
        text(name);
        value(name, value, MAX_DEPTH);
      }
    }
  }

  private void value(String header, @Nullable Object value, int depth) {
    if (depth == 0) {
      throw new InvalidValueException(
          "header " + header, "deeper", "at most " + MAX_DEPTH + " levels");
    }
    switch (value) {
      case null -> out.write('n');
      case Boolean flag -> {
        out.write('b');
        out.write(flag ? 1 : 0);
      }
      case Double number -> tagged('d', Double.doubleToLongBits(number));
      case Float number -> tagged('d', Double.doubleToLongBits(number));
      case Long number -> tagged('i', number);
      case Integer number -> tagged('i', number);
      case Short number -> tagged('i', number);
      case Byte number -> tagged('i', number);
      case Date date -> tagged('t', date.toInstant().getEpochSecond());
      case byte[] bytes -> {
        out.write('x');
        bytes(bytes);
      }
      case Collection<?> list -> {
        out.write('l');
        number(list.size());
        list.forEach(element -> value(header, element, depth - 1));
      }
      case Map<?, ?> map -> map(header, map, depth - 1);
      case Object other -> {
        out.write('s');
        text(other.toString());
      }
    }
  }

  private void map(String header, Map<?, ?> map, int depth) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((name, value) -> sorted.put(String.valueOf(name), value));
    out.write('m');
    number(sorted.size());
    sorted.forEach((name, value) -> {
      text(name);
      value(header, value, depth);
    });
  }

  private void tagged(char tag, long number) {
    out.write(tag);
    number((int) (number >> Integer.SIZE));
    number((int) number);
  }

  private void text(String text) {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(byte[] bytes) {
    number(bytes.length);
    out.writeBytes(bytes);
  }

  private void number(int number) {
    out.write(number >> 24);
    out.write(number >> 16);
    out.write(number >> 8);
    out.write(number);
  }
}
