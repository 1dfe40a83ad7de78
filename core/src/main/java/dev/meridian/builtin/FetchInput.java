package dev.meridian.builtin;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The input of one task of the type `fetch`. Everything but the source may be left out. Immutable.
///
/// @param source its id
/// @param parameters for the URL of the source
/// @param format of the document: `json`, `geojson`, `csv`, `html`, `xml`, `gpx`, `gtfs-realtime`
/// @param select which items of the document: JSONPath, CSS selector or XPath, as the format is
/// @param fields an array of names to keep, or an object of new names and paths inside the item
/// @param filter Basic CQL2 text
/// @param bbox west, south, east, north in degrees
/// @param polygon a GeoJSON Polygon or MultiPolygon
/// @param crs the document's reference system, for example `EPSG:25832`
/// @param simplify metres
/// @param precision decimals of coordinates
/// @param sort a field, with a minus in front for descending
/// @param limit the most records
/// @param output `records`, `geojson` or `columns`
public record FetchInput(
    String source,
    Map<String, String> parameters,
    @Nullable String format,
    @Nullable String select,
    @Nullable JsonNode fields,
    @Nullable String filter,
    @Nullable List<Double> bbox,
    @Nullable JsonNode polygon,
    @Nullable String crs,
    @Nullable Double simplify,
    @Nullable Integer precision,
    @Nullable String sort,
    @Nullable Integer limit,
    @Nullable String output) {
  /// Replaces missing parameters by none.
  @SuppressWarnings("NullAway") // null is what Jackson passes for an absent member
  public FetchInput {
    parameters = Map.copyOf(Objects.requireNonNullElse(parameters, Map.of()));
    bbox = bbox == null ? null : List.copyOf(bbox);
  }
}
