package dev.meridian.ingest;

import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import dev.meridian.track.Position;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads positions one after another as they come, each for itself: one that makes no sense does
/// not spoil the others. Holds one of them at a time. For one thread.
///
/// A document is a GeoJSON Feature or FeatureCollection of Points, a compact object (`object`,
/// `time`, `lon`, `lat`, `accuracy`, `speed`, `heading`, `altitude`, `seq`, `attributes`), a
/// message of OwnTracks, or a list of these. A sequence has one of them in each record.
public final class PositionReader {
  /// The longest document of a device, in bytes.
  public static final int LONGEST_DOCUMENT = 1 << 20;

  /// The longest record of a sequence, in bytes.
  public static final int LONGEST_RECORD = 64 * 1024;

  private static final String FEATURES = "features";

  private final Sink sink;
  private final @Nullable String sender;

  /// How the positions are put together.
  public enum Form {
    /// One JSON document.
    DOCUMENT,
    /// A JSON text in each line (NDJSON).
    LINES,
    /// A JSON text after each record separator (RFC 7464, RFC 8142).
    RECORDS
  }

  /// Takes what was read, in order. Each call is about the next position.
  public interface Sink {
    /// A position.
    ///
    /// @return whether more is wanted
    boolean take(Position position);

    /// Something that is no position.
    ///
    /// @param object whose, if it says so
    /// @param reason what is wrong with it
    /// @return whether more is wanted
    boolean refuse(@Nullable String object, String reason);

    /// Something that need not be a position.
    ///
    /// @return whether more is wanted
    boolean passOver();
  }

  /// A reader.
  ///
  /// @param sender the object of positions that do not name theirs; null if it is not known
  public PositionReader(Sink sink, @Nullable String sender) {
    this.sink = sink;
    this.sender = sender;
  }

  /// Reads to the end, or until no more is wanted. What the stream throws goes on.
  ///
  /// @param stream of UTF-8; the caller bounds and closes it
  /// @throws InvalidValueException at the first place of a document where it is no JSON, or that is
  ///   neither an object nor a list
  /// @throws IOException if the stream ended too soon
  public void read(InputStream stream, Form form) throws IOException {
    switch (form) {
      case DOCUMENT -> document(stream);
      case LINES -> sequence(new Records(stream, '\n'));
      case RECORDS -> sequence(new Records(stream, Records.SEPARATOR));
    }
  }

  private void sequence(Records records) throws IOException {
    boolean more = true;
    while (more && records.next()) {
      if (records.isTooLong()) {
        more = sink.refuse(null, "record: too long (expected: " + LONGEST_RECORD + " bytes)");
      } else if (!records.isBlank()) {
        more = record(records.bytes());
      }
    }
  }

  private boolean record(byte[] bytes) {
    JsonNode json;
    try {
      json = Json.readPython(bytes);
    } catch (InvalidValueException e) {
      return sink.refuse(null, String.valueOf(e.getMessage()));
    }
    return one(json);
  }

  private void document(InputStream stream) throws IOException {
    try (JsonParser parser = Json.parser(stream)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        if (list(parser)) {
          requireEnd(parser);
        }
      } else if (first == JsonToken.START_OBJECT) {
        object(parser);
      } else {
        throw new InvalidValueException("document", first, "an object or a list");
      }
    } catch (JacksonException e) {
      throw Json.complaint(e);
    }
  }

  /// Reads the elements of a list, whose bracket was read.
  ///
  /// @return whether it was read to its end
  private boolean list(JsonParser parser) {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!one(parser.readValueAsTree())) {
        return false;
      }
    }
    return true;
  }

  /// A collection is known by its features, wherever its type is written.
  private void object(JsonParser parser) {
    ObjectNode head = Json.object();
    boolean collection = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (parser.nextToken() == JsonToken.START_ARRAY && name.equals(FEATURES)) {
        collection = true;
        if (!list(parser)) {
          return;
        }
      } else {
        head.set(name, parser.readValueAsTree());
      }
    }
    requireEnd(parser);
    if (!collection) {
      one(head);
    }
  }

  private static void requireEnd(JsonParser parser) {
    if (parser.nextToken() != null) {
      throw new InvalidValueException("document", "goes on after its end", "one JSON value");
    }
  }

  private boolean one(JsonNode json) {
    Optional<Position> position;
    try {
      position = PositionForms.read(json, sender);
    } catch (InvalidValueException e) {
      return sink.refuse(object(json), String.valueOf(e.getMessage()));
    }
    return position.isPresent() ? sink.take(position.get()) : sink.passOver();
  }

  /// Whose position it seems to be, for the answer.
  private static @Nullable String object(JsonNode json) {
    for (JsonNode id :
        new JsonNode[] {json.path("object"), json.at("/properties/object"), json.path("id")}) {
      if (id.isString() || id.isIntegralNumber()) {
        String text = id.asString();
        return text.substring(0, Math.min(text.length(), Position.LONGEST_ID));
      }
    }
    return null;
  }
}
