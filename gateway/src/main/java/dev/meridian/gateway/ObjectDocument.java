package dev.meridian.gateway;

import dev.meridian.json.Json;
import dev.meridian.track.ObjectStore.Kept;
import dev.meridian.track.Position;
import dev.meridian.track.PositionJson;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Moving objects as GeoJSON Features, with their track as OGC Moving Features JSON has it.
final class ObjectDocument {
  private static final List<String> PLACE = List.of("object", "lon", "lat");

  private ObjectDocument() {}

  /// An object at its last position, which it must have.
  static ObjectNode of(Kept kept) {
    ObjectNode feature = Json.object().put("type", "Feature").put("id", kept.id());
    ObjectNode point = feature.putObject("geometry").put("type", "Point");
    Position last = Objects.requireNonNull(kept.last());
    place(last, point.putArray("coordinates"));
    ObjectNode properties = PositionJson.object(last).remove(PLACE);
    feature.set("properties", properties.put("region", kept.region()));
    return feature;
  }

  /// The same with the fences it is inside of, and its track.
  static ObjectNode of(Kept kept, List<String> fences, List<Position> track) {
    ObjectNode feature = of(kept);
    if (feature.get("properties") instanceof ObjectNode properties) {
      fences.forEach(properties.put("version", kept.version()).putArray("inside")::add);
    }
    if (!track.isEmpty()) {
      ObjectNode moving = feature.putObject("temporalGeometry").put("type", "MovingPoint");
      ArrayNode times = moving.putArray("datetimes");
      ArrayNode places = moving.putArray("coordinates");
      for (Position position : track) {
        times.add(position.time().toString());
        place(position, places.addArray());
      }
      moving.put("interpolation", "Linear");
    }
    return feature;
  }

  private static void place(Position position, ArrayNode coordinates) {
    coordinates.add(position.at().lon()).add(position.at().lat());
    if (position.motion().altitude() != null) {
      coordinates.add(position.motion().altitude());
    }
  }
}
