package dev.meridian.gateway.stream;

import dev.meridian.InvalidValueException;
import dev.meridian.ingest.PositionIntake;
import dev.meridian.ingest.PositionReader;
import dev.meridian.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a client says on a WebSocket, and what it is told in return. For one thread at a time.
public final class Dialogue {
  private static final int LONGEST_ID = 64;
  private static final List<String> TYPES = List.of("subscribe", "unsubscribe", "positions");
  private static final List<String> UNSUBSCRIBE = List.of("type", "id");
  private static final List<String> POSITIONS = List.of("type", "id", "positions");
  private static final List<String> SUBSCRIBE = subscribeMembers();

  private final Delivery delivery;
  private final Recipient recipient;
  private final Supplier<PositionIntake> intake;

  /// The dialogue with one client.
  ///
  /// @param intake of the positions of a frame
  public Dialogue(Delivery delivery, Recipient recipient, Supplier<PositionIntake> intake) {
    this.delivery = delivery;
    this.recipient = recipient;
    this.intake = intake;
  }

  private static List<String> subscribeMembers() {
    List<String> members = new ArrayList<>(FilterReader.MEMBERS);
    members.addAll(List.of("type", "id", "crossings", "positions", "cursor"));
    return List.copyOf(members);
  }

  /// Takes a text frame; blocks until the positions in it are safe.
  public void hear(String text) {
    String id = null;
    try {
      JsonNode frame = Json.read(text);
      id = frame.path("id").stringValue(null);
      answer(frame);
    } catch (InvalidValueException e) {
      complain(id, String.valueOf(e.getMessage()));
    }
  }

  /// Tells the client that a frame could not be taken.
  ///
  /// @param id of the subscription it is about, null if that is not known
  public void complain(@Nullable String id, String detail) {
    boolean sensible = id != null && id.length() <= LONGEST_ID;
    recipient.offer(new Frame.Complaint(sensible ? id : null, detail));
  }

  private void answer(JsonNode frame) {
    if (!frame.isObject()) {
      throw new InvalidValueException("frame", frame, "an object");
    }
    String type = frame.path("type").stringValue("");
    switch (type) {
      case "subscribe" -> subscribe(frame);
      case "unsubscribe" -> unsubscribe(frame);
      case "positions" -> positions(frame);
      default -> throw FilterReader.unknown("type", type, TYPES);
    }
  }

  private void subscribe(JsonNode frame) {
    checkMembers(frame, SUBSCRIBE);
    String id = id(frame);
    Filter filter = FilterReader.read(frame);
    boolean crossings = isWanted(frame, "crossings", true);
    boolean positions = isWanted(frame, "positions", false);
    JsonNode cursor = frame.path("cursor");
    boolean fromNow = cursor.isMissingNode() || cursor.isNull();
    Cursor from = fromNow ? null : Cursor.of(cursor.asString(""));
    Wish wish = new Wish(filter, crossings, positions, from);
    String refusal = delivery.subscribe(recipient, id, wish);
    if (refusal != null) {
      complain(id, refusal);
    }
  }

  private static boolean isWanted(JsonNode frame, String name, boolean usual) {
    JsonNode wanted = frame.path(name);
    if (!wanted.isMissingNode() && !wanted.isBoolean()) {
      throw new InvalidValueException(name, wanted, "true or false");
    }
    return wanted.asBoolean(usual);
  }

  private void unsubscribe(JsonNode frame) {
    checkMembers(frame, UNSUBSCRIBE);
    String id = id(frame);
    if (!delivery.unsubscribe(recipient, id)) {
      throw new InvalidValueException("id", id, "that of a subscription");
    }
    recipient.offer(new Frame.Unsubscribed(id));
  }

  /// Positions in any form that a document of them can have.
  private void positions(JsonNode frame) {
    checkMembers(frame, POSITIONS);
    String id = id(frame);
    PositionIntake positions = intake.get();
    try {
      byte[] document = Json.bytes(frame.path("positions"));
      new PositionReader(positions, null)
          .read(new ByteArrayInputStream(document), PositionReader.Form.DOCUMENT);
    } catch (InvalidValueException e) {
      boolean _ = positions.refuse(null, String.valueOf(e.getMessage()));
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is in memory
    }
    recipient.offer(new Frame.Taken(id, positions.finish()));
  }

  private static String id(JsonNode frame) {
    String id = frame.path("id").stringValue("");
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      String given = frame.has("id") ? Json.text(frame.path("id")) : "missing";
      throw new InvalidValueException("id", given, "a string of 1.." + LONGEST_ID);
    }
    return id;
  }

  private static void checkMembers(JsonNode frame, List<String> known) {
    for (String name : frame.propertyNames()) {
      if (!known.contains(name)) {
        throw FilterReader.unknown("member", name, known);
      }
    }
  }
}
