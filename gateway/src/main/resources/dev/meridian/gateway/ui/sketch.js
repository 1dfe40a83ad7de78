// The fence that is being drawn or changed with the mouse or a finger.

import { corners, outline, toGeoJson } from "./fence-shape.js";
import { colour, faint, onColours } from "./theme.js";

const { Feature } = ol;
const { Point } = ol.geom;
const { Circle, Fill, Stroke, Style } = ol.style;
const EAST = Math.PI / 2;

export class Sketch {
  #map;
  #changed;
  #source = new ol.source.Vector();
  #layer = new ol.layer.Vector({ source: this.#source, zIndex: 8, style: (feature) => style(feature) });
  #interactions = [];

  /**
   * @param changed is told each new shape
   */
  constructor(map, changed) {
    this.#map = map;
    this.#changed = changed;
    map.addLayer(this.#layer);
    onColours(() => this.#layer.changed());
  }

  /** Whether the map is being drawn on. */
  get active() {
    return this.#interactions.length > 0;
  }

  /** Ends it. */
  clear() {
    this.#interactions.forEach((interaction) => this.#map.removeInteraction(interaction));
    this.#interactions = [];
    this.#source.clear();
    this.#doubleClickZooms(true);
  }

  /** Lets a person draw: `Polygon` or `Circle`. */
  draw(type) {
    this.clear();
    let drawn = null;
    const circle = (coordinates, before) => {
      const [centre, rim] = coordinates.map((position) => ol.proj.toLonLat(position));
      drawn = circleShape(centre, ol.sphere.getDistance(centre, rim));
      return into(before, outline(drawn));
    };
    const draw = new ol.interaction.Draw({
      type,
      source: this.#source,
      style: (feature) => style(feature),
      geometryFunction: type === "Circle" ? circle : undefined,
    });
    draw.on("drawend", ({ feature }) => {
      const shape = drawn ?? { geometry: toGeoJson(feature.getGeometry()) };
      setTimeout(() => {
        this.show(shape);
        this.#changed(shape);
      });
    });
    this.#use(draw);
  }

  /** Takes back the last corner. */
  undo() {
    this.#interactions.forEach((interaction) => interaction.removeLastPoint?.());
  }

  /** Shows a shape, to be changed. */
  show(shape) {
    this.clear();
    const geometry = outline(shape);
    if (!geometry) return;
    if (shape.geometry.type === "Point") {
      this.#showCircle(shape, geometry);
    } else {
      this.#showArea(shape);
    }
  }

  #showArea({ geometry }) {
    const feature = new Feature(corners(geometry));
    this.#source.addFeature(feature);
    const modify = new ol.interaction.Modify({ source: this.#source, style: handle });
    modify.on("modifyend", () => this.#changed({ geometry: toGeoJson(feature.getGeometry()) }));
    this.#use(modify);
  }

  /** A circle is changed by its middle and a point on its rim. */
  #showCircle(shape, geometry) {
    const area = new Feature(geometry);
    const middle = new Feature({ geometry: new Point([0, 0]), role: "handle" });
    const rim = new Feature({ geometry: new Point([0, 0]), role: "handle" });
    let now = shape;
    let dragging = false;
    const place = () => {
      const [lon, lat] = now.geometry.coordinates;
      area.setGeometry(outline(now));
      middle.getGeometry().setCoordinates(ol.proj.fromLonLat([lon, lat]));
      rim.getGeometry().setCoordinates(ol.proj.fromLonLat(ol.sphere.offset([lon, lat], now.radius, EAST)));
    };
    const follow = () => {
      if (!dragging) return;
      const centre = ol.proj.toLonLat(middle.getGeometry().getCoordinates());
      const edge = ol.proj.toLonLat(rim.getGeometry().getCoordinates());
      const moved = String(centre.map(rounded)) !== String(now.geometry.coordinates.map(rounded));
      now = circleShape(centre, moved ? now.radius : ol.sphere.getDistance(centre, edge));
      area.setGeometry(outline(now));
    };
    place();
    middle.on("change", follow);
    rim.on("change", follow);
    this.#source.addFeatures([area, middle, rim]);
    const modify = new ol.interaction.Modify({ features: new ol.Collection([middle, rim]), style: handle });
    modify.on("modifystart", () => (dragging = true));
    modify.on("modifyend", () => {
      dragging = false;
      place();
      this.#changed(now);
    });
    this.#use(modify);
  }

  #use(interaction) {
    this.#interactions.push(interaction);
    this.#map.addInteraction(interaction);
    this.#doubleClickZooms(false);
  }

  /** The double click that ends a drawing must not zoom. */
  #doubleClickZooms(does) {
    this.#map
      .getInteractions()
      .getArray()
      .filter((interaction) => interaction instanceof ol.interaction.DoubleClickZoom)
      .forEach((interaction) => interaction.setActive(does));
  }
}

const rounded = (degrees) => Math.round(degrees * 1e7) / 1e7;

const circleShape = ([lon, lat], radius) => ({
  geometry: { type: "Point", coordinates: [rounded(lon), rounded(lat)] },
  radius: Math.max(0.1, Math.round(radius * 10) / 10),
});

function into(before, geometry) {
  if (!before) return geometry;
  before.setCoordinates(geometry.getCoordinates());
  return before;
}

const dot = () =>
  new Circle({ radius: 7, fill: new Fill({ color: colour("page") }), stroke: new Stroke({ color: colour("sketch"), width: 3 }) });

const handle = () => new Style({ image: dot() });

function style(feature) {
  const isHandle = feature.getGeometry().getType() === "Point";
  return new Style({
    image: isHandle ? dot() : undefined,
    stroke: new Stroke({ color: colour("sketch"), width: 2.5, lineDash: [8, 5] }),
    fill: new Fill({ color: faint("sketch", 0.15) }),
  });
}
