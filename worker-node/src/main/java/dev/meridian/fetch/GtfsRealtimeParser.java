package dev.meridian.fetch;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.transit.realtime.GtfsRealtime.Alert;
import com.google.transit.realtime.GtfsRealtime.FeedEntity;
import com.google.transit.realtime.GtfsRealtime.FeedMessage;
import com.google.transit.realtime.GtfsRealtime.TranslatedString;
import com.google.transit.realtime.GtfsRealtime.TripUpdate;
import dev.meridian.InvalidValueException;
import dev.meridian.json.Json;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// GTFS-realtime 2.0 feeds as flat records: one for each vehicle, each stop of a trip update (or
/// the trip, if it has none) and each alert. Members have the names of the specification, but `lat`
/// and `lon`; `kind` is `vehicle`, `trip_update` or `alert`; those of the parts that would collide
/// have the part in front, as in `vehicle_id` and `arrival_time`.
final class GtfsRealtimeParser implements DocumentParser<ObjectNode> {
  private static final Set<String> KINDS = Set.of("vehicles", "trip_updates", "alerts");
  private static final Set<String> PREFIXED = Set.of("vehicle", "arrival", "departure");

  @Override
  public Iterator<ObjectNode> items(Content content, @Nullable String select) {
    if (select != null && !KINDS.contains(select)) {
      throw new InvalidValueException("/select", select, "vehicles, trip_updates or alerts");
    }
    FeedMessage feed;
    try {
      feed = FeedMessage.parseFrom(content.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw Failures.malformed("The document is no GTFS-realtime feed: " + e.getMessage())
          .because(e);
    }
    return feed.getEntityList().stream().flatMap(entity -> records(entity, select)).iterator();
  }

  @Override
  public ObjectNode record(ObjectNode item) {
    return item;
  }

  @Override
  public @Nullable Function<ObjectNode, @Nullable JsonNode> path(String expression) {
    return null;
  }

  private static Stream<ObjectNode> records(FeedEntity entity, @Nullable String select) {
    Stream.Builder<ObjectNode> records = Stream.builder();
    if (entity.hasVehicle() && isWanted("vehicles", select)) {
      ObjectNode vehicle = start(entity, "vehicle");
      flatten(entity.getVehicle(), "", vehicle);
      records.add(vehicle);
    }
    if (entity.hasTripUpdate() && isWanted("trip_updates", select)) {
      trip(entity, entity.getTripUpdate()).forEach(records);
    }
    if (entity.hasAlert() && isWanted("alerts", select)) {
      records.add(alert(entity, entity.getAlert()));
    }
    return records.build();
  }

  private static boolean isWanted(String kind, @Nullable String select) {
    return select == null || select.equals(kind);
  }

  private static ObjectNode start(FeedEntity entity, String kind) {
    return Json.object().put("id", entity.getId()).put("kind", kind);
  }

  private static Stream<ObjectNode> trip(FeedEntity entity, TripUpdate update) {
    ObjectNode trip = start(entity, "trip_update");
    flatten(update, "", trip);
    if (update.getStopTimeUpdateCount() == 0) {
      return Stream.of(trip);
    }
    return update.getStopTimeUpdateList().stream()
        .map(stop -> {
          ObjectNode record = trip.deepCopy();
          flatten(stop, "", record);
          return record;
        });
  }

  private static ObjectNode alert(FeedEntity entity, Alert alert) {
    ObjectNode record = start(entity, "alert");
    flatten(alert, "", record);
    ArrayNode routes = Json.array();
    ArrayNode stops = Json.array();
    alert.getInformedEntityList().stream()
        .forEach(about -> {
          add(routes, about.getRouteId());
          add(stops, about.getStopId());
        });
    setIfAny(record, "routes", routes);
    setIfAny(record, "stops", stops);
    alert.getActivePeriodList().stream().limit(1).forEach(period -> flatten(period, "", record));
    return record;
  }

  private static void add(ArrayNode array, String value) {
    if (!value.isEmpty()) {
      array.add(value);
    }
  }

  private static void setIfAny(ObjectNode record, String name, ArrayNode values) {
    if (!values.isEmpty()) {
      record.set(name, values);
    }
  }

  /// Adds every single field that is set; repeated ones are dealt with by the callers.
  private static void flatten(Message message, String prefix, ObjectNode record) {
    message
        .getAllFields()
        .forEach((field, value) -> {
          if (field.isRepeated()) {
            return;
          }
          String name = prefix + name(field);
          switch (value) {
            case TranslatedString texts when texts.getTranslationCount() > 0 ->
                record.put(name, texts.getTranslation(0).getText());
            case Message part ->
                flatten(part, PREFIXED.contains(field.getName()) ? name + "_" : "", record);
            default -> record.set(name, value(value));
          }
        });
  }

  private static String name(FieldDescriptor field) {
    return switch (field.getName()) {
      case "latitude" -> "lat";
      case "longitude" -> "lon";
      default -> field.getName();
    };
  }

  private static JsonNode value(Object value) {
    return switch (value) {
      case Float number -> DoubleNode.valueOf(Double.parseDouble(number.toString()));
      case Double number -> DoubleNode.valueOf(number);
      case Integer number -> LongNode.valueOf(number);
      case Long number -> LongNode.valueOf(number);
      case EnumValueDescriptor word -> StringNode.valueOf(word.getName());
      default -> StringNode.valueOf(value.toString());
    };
  }
}
