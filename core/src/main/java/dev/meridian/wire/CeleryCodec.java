package dev.meridian.wire;

import dev.meridian.InvalidValueException;
import dev.meridian.MeridianException;
import dev.meridian.json.Json;
import dev.meridian.task.TaskId;
import java.util.Collections;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Envelopes as task messages of Celery's protocol 2, and back. Thread-safe and without state.
///
/// Writes what every Celery since 4.0 reads: JSON, a body of three elements, priority 0, instants
/// in microseconds. Reads what Celery 5.2 to 5.6 write, with kombu's type tags turned into plain
/// JSON; refuses everything else with a complaint that names the header or field.
public final class CeleryCodec {
  /// The most bytes a compressed body may grow to unless [#withMaxInflated(int)] says otherwise.
  public static final int DEFAULT_MAX_INFLATED = 16 * 1024 * 1024;

  private final String origin;
  private final int maxInflated;
  private final int compressAbove;
  private final Seal seal;

  /// A codec that does not compress.
  ///
  /// @param origin who sends, for people: `gen<pid>@<host>` in Celery
  public CeleryCodec(String origin) {
    this(origin, DEFAULT_MAX_INFLATED, Integer.MAX_VALUE, Seal.NONE);
  }

  private CeleryCodec(String origin, int maxInflated, int compressAbove, Seal seal) {
    this.origin = origin;
    this.maxInflated = atLeast("max inflated", maxInflated, 1);
    this.compressAbove = atLeast("compression above", compressAbove, 0);
    this.seal = seal;
  }

  /// The same codec, refusing compressed bodies that grow beyond `bytes`, at least 1.
  public CeleryCodec withMaxInflated(int bytes) {
    return new CeleryCodec(origin, bytes, compressAbove, seal);
  }

  /// The same codec, compressing bodies of more than `bytes` (zlib, which every kombu reads), at
  /// least 0.
  public CeleryCodec withCompressionAbove(int bytes) {
    return new CeleryCodec(origin, maxInflated, bytes, seal);
  }

  /// The same codec, which seals what it writes and opens what it reads.
  public CeleryCodec withSeal(Seal seal) {
    return new CeleryCodec(origin, maxInflated, compressAbove, seal);
  }

  /// The message of a task for the region in its lineage; see [#encode(Envelope, String)].
  public Message encode(Envelope envelope) {
    return encode(envelope, envelope.lineage().region());
  }

  /// The message of a task. Instants lose what is finer than a microsecond, `resultTtl` is rounded
  /// up to whole seconds, and extras that only the broker may write are left out.
  ///
  /// @param region it goes to, by which the seal chooses its keys; null if it goes to none of ours
  /// @throws InvalidValueException if the arguments or an extra are nested too deep, or an instant
  ///   is outside the years 1 to 9999
  /// @throws MeridianException if the seal has no key for the region
  public Message encode(Envelope envelope, @Nullable String region) {
    Map<String, @Nullable Object> headers = EnvelopeHeaders.write(envelope, origin);
    JsonNode parts = Json.array().add(envelope.args()).add(envelope.kwargs()).add(envelope.embed());
    byte[] body = WireJson.bytes(parts);
    if (body.length > compressAbove) {
      headers.put(HeaderNames.COMPRESSION, Zlib.NAME);
      body = Zlib.deflate(body);
    }
    return seal.seal(
        new Message(
            headers, EnvelopeBody.TYPE, EnvelopeBody.ENCODING, envelope.id().value(), 0, body),
        region);
  }

  /// The task of a message, whatever region its seal is for; see [#decode(Message, String)].
  public Envelope decode(Message message) {
    return decode(message, null);
  }

  /// The task of a message. Type tags in its arguments become plain JSON (ISO 8601 texts, canonical
  /// UUIDs, numbers); `embed` stays as it was sent, so that a callback gets there unchanged. The
  /// extras have only values that [Message] allows and none of the broker's own headers.
  ///
  /// @param region where it arrived, for the seal; null to take a seal for any region
  /// @throws MalformedMessageException if nobody can run it, or the seal refuses it
  public Envelope decode(Message message, @Nullable String region) {
    return read(seal.open(message, region));
  }

  /// A message that was sent before, changed and sealed anew.
  ///
  /// @param change makes the message to send of the one that was sent, both unsealed
  /// @param region it goes to, by which the seal chooses its keys
  /// @throws MalformedMessageException if the seal refuses what was sent
  public Message reseal(Message sent, UnaryOperator<Message> change, String region) {
    return seal.seal(change.apply(seal.open(sent, null)), region);
  }

  private Envelope read(Message message) {
    try {
      var headers = new Headers(message.headers());
      EnvelopeBody.checkType(message);
      return EnvelopeHeaders.read(headers, EnvelopeBody.of(headers, message, maxInflated));
    } catch (MeridianException e) {
      throw new MalformedMessageException(String.valueOf(e.getMessage()), taskId(message));
    }
  }

  /// The envelope whose message has these headers and this body: a task in Celery's words that is
  /// to be sent, and not yet bytes.
  ///
  /// @throws InvalidValueException that names the header
  public static Envelope envelope(
      Map<String, @Nullable Object> headers, ArrayNode args, ObjectNode kwargs, JsonNode embed) {
    return EnvelopeHeaders.read(new Headers(headers), new EnvelopeBody(args, kwargs, embed));
  }

  /// The id by which whoever waits knows the task, if a sane one can be read.
  private static @Nullable String taskId(Message message) {
    String id = taskId(message.headers());
    return id != null
        ? id
        : taskId(Collections.singletonMap(HeaderNames.ID, message.correlationId()));
  }

  private static @Nullable String taskId(Map<String, @Nullable Object> headers) {
    try {
      TaskId id = new Headers(headers).parsed(HeaderNames.ID, TaskId::new);
      return id == null ? null : id.value();
    } catch (InvalidValueException _) {
      return null;
    }
  }

  private static int atLeast(String name, int value, int min) {
    if (value < min) {
      throw new InvalidValueException(name, value, "at least " + min);
    }
    return value;
  }
}
