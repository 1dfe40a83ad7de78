// Shapes of fences: as GeoJSON, as text that a person can type, and as outlines on the map.

const { Polygon, MultiPolygon } = ol.geom;

const CIRCLE_SIDES = 96;
const LONGEST_EDGE = 1; // degrees
const MOST_STEPS = 64;
const TYPED_POSITIONS = 200;
const DECIMALS = 7;

/** A shape: a `geometry` of GeoJSON, and the `radius` in metres of a Point. */
export const shapeOf = (feature) => ({ geometry: feature.geometry, radius: feature.properties?.radius });

/**
 * The outline of a shape in the map's projection. Edges are straight in longitude and latitude, and
 * go the short way; a circle is a great-circle distance.
 */
export function outline({ geometry, radius }) {
  switch (geometry?.type) {
    case "Point":
      return projected(Polygon.circular(geometry.coordinates, Number(radius) || 1, CIRCLE_SIDES));
    case "Polygon":
      return projected(new Polygon(geometry.coordinates.map(dense)));
    case "MultiPolygon":
      return projected(new MultiPolygon(geometry.coordinates.map((rings) => rings.map(dense))));
    default:
      return null;
  }
}

const projected = (geometry) => geometry.transform("EPSG:4326", "EPSG:3857");

/** The corners of an area in the map's projection, to be dragged. */
export function corners({ type, coordinates }) {
  const ring = (positions) => edges(positions, () => 1);
  return projected(
    type === "Polygon"
      ? new Polygon(coordinates.map(ring))
      : new MultiPolygon(coordinates.map((rings) => rings.map(ring))),
  );
}

const dense = (ring) =>
  edges(ring, (east, north) => Math.min(MOST_STEPS, Math.max(1, Math.ceil(Math.max(east, north) / LONGEST_EDGE))));

/** A ring whose edges go the short way, in so many steps. */
function edges(ring, stepsOf) {
  const points = [ring[0].slice(0, 2)];
  for (let i = 1; i < ring.length; i++) {
    const [lon, lat] = points.at(-1);
    const east = ((((ring[i][0] - lon) % 360) + 540) % 360) - 180;
    const north = ring[i][1] - lat;
    const steps = stepsOf(Math.abs(east), Math.abs(north));
    for (let step = 1; step <= steps; step++) points.push([lon + (east * step) / steps, lat + (north * step) / steps]);
  }
  return points;
}

/** What a person sees and can change: `lon, lat, radius`, a `lon, lat` a line, or GeoJSON. */
export function shapeText({ geometry, radius }) {
  if (!geometry) return "";
  if (geometry.type === "Point") return [...geometry.coordinates.slice(0, 2), radius].join(", ");
  const plain = geometry.type === "Polygon" && geometry.coordinates.length === 1;
  if (plain && geometry.coordinates[0].length <= TYPED_POSITIONS) {
    return geometry.coordinates[0].slice(0, -1).map(([lon, lat]) => `${lon}, ${lat}`).join("\n");
  }
  return JSON.stringify(geometry);
}

/**
 * The shape that a text describes.
 *
 * @throws Error that says what is expected
 */
export function readShape(text) {
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return readGeoJson(trimmed);
  const words = trimmed.split(/[\s,;]+/).filter(Boolean);
  const numbers = words.map(Number);
  const wrong = words.find((_, i) => !Number.isFinite(numbers[i]));
  if (wrong !== undefined) throw new Error(`“${wrong}” is no number. Longitude comes first: 8.68, 50.11`);
  if (numbers.length === 3) return circle(numbers);
  if (numbers.length < 6 || numbers.length % 2) {
    throw new Error("A circle is longitude, latitude, metres; an area is at least three lines of longitude, latitude.");
  }
  const ring = Array.from({ length: numbers.length / 2 }, (_, i) => numbers.slice(2 * i, 2 * i + 2));
  if (String(ring[0]) !== String(ring.at(-1))) ring.push(ring[0]);
  return { geometry: { type: "Polygon", coordinates: [ring] } };
}

function circle([lon, lat, radius]) {
  if (!(radius > 0)) throw new Error("The third number is the radius in metres, more than 0.");
  return { geometry: { type: "Point", coordinates: [lon, lat] }, radius };
}

function readGeoJson(text) {
  let document;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error("This begins like GeoJSON but cannot be read as JSON.");
  }
  const feature = document.type === "FeatureCollection" ? document.features?.[0] : document;
  const geometry = feature?.type === "Feature" ? feature.geometry : feature;
  if (!["Polygon", "MultiPolygon", "Point"].includes(geometry?.type)) {
    throw new Error("Expected a Polygon, a MultiPolygon, or a Point with a radius.");
  }
  return { geometry, radius: feature.properties?.radius ?? geometry.radius };
}

/** A polygon of the map as GeoJSON, to the centimetre. */
export function toGeoJson(geometry) {
  const degrees = geometry.clone().transform("EPSG:3857", "EPSG:4326");
  return { type: geometry.getType(), coordinates: normal(degrees.getCoordinates()) };
}

function normal(coordinates) {
  if (typeof coordinates[0] !== "number") return coordinates.map(normal);
  const [lon, lat] = coordinates;
  return [tidy(lon > 180 || lon < -180 ? ((((lon + 180) % 360) + 360) % 360) - 180 : lon), tidy(lat)];
}

const tidy = (degrees) => Math.round(degrees * 10 ** DECIMALS) / 10 ** DECIMALS;

/** What kind of shape it is, and how large. */
export function describe({ geometry, radius }, length) {
  if (geometry?.type === "Point") return `circle of ${length(radius)}`;
  const polygons = geometry?.type === "MultiPolygon" ? geometry.coordinates : [geometry?.coordinates ?? []];
  const corners = polygons.flat().reduce((sum, ring) => sum + ring.length - 1, 0);
  return `${polygons.length > 1 ? `${polygons.length} areas` : "area"} of ${corners} corners`;
}
