// The base map: land, borders and names of countries from a file of our own, and a grid of degrees.
// The file is Natural Earth (public domain) at 1:50 million, by way of world-atlas 2.0.2 (ISC),
// simplified: lines of whole numbers, in hundredths of a degree, each after the first as the
// difference to the one before.

import { colour, onColours } from "./theme.js";

const { Feature } = ol;
const { MultiPolygon, MultiLineString, Point } = ol.geom;
const { Fill, Stroke, Style, Text } = ol.style;

const project = (lonLat) => ol.proj.fromLonLat([lonLat[0], Math.max(-85.05, Math.min(85.05, lonLat[1]))]);

function line(deltas, scale) {
  const points = [];
  let lon = 0;
  let lat = 0;
  for (let i = 0; i < deltas.length; i += 2) {
    lon += deltas[i];
    lat += deltas[i + 1];
    points.push(project([lon / scale, lat / scale]));
  }
  return points;
}

function layer(Kind, style, options = {}) {
  const made = new Kind({
    source: new ol.source.Vector({ attributions: options.attributions }),
    style,
    updateWhileInteracting: false,
    ...options.layer,
  });
  onColours(() => made.changed());
  return made;
}

/** The layers, from the lowest up; they fill when the file is there. */
export function baseLayers() {
  const land = layer(ol.layer.VectorImage, () => new Style({ fill: new Fill({ color: colour("land") }) }), {
    attributions: "Natural Earth",
  });
  const borders = layer(ol.layer.VectorImage, () =>
    new Style({ stroke: new Stroke({ color: colour("border"), width: 0.9 }) }),
  );
  const names = layer(ol.layer.Vector, nameStyle, { layer: { declutter: true } });
  fill(land.getSource(), borders.getSource(), names.getSource());
  return [land, borders, grid(), names];
}

async function fill(land, borders, names) {
  const world = await (await fetch("world.json")).json();
  const ring = (deltas) => line(deltas, world.scale);
  land.addFeature(new Feature(new MultiPolygon(world.land.map((rings) => rings.map(ring)))));
  borders.addFeature(new Feature(new MultiLineString(world.borders.map(ring))));
  names.addFeatures(
    world.names.map(([name, lon, lat, area]) => new Feature({ geometry: new Point(project([lon, lat])), name, area })),
  );
}

/** Large countries have their name first, small ones once there is room. */
function nameStyle(feature, resolution) {
  const width = Math.sqrt(feature.get("area")) * 111_000 / resolution;
  if (width < 42 || width > 4_000) return null;
  return new Style({
    zIndex: feature.get("area"),
    text: new Text({
      text: feature.get("name"),
      font: "500 12px system-ui, sans-serif",
      fill: new Fill({ color: colour("place") }),
      stroke: new Stroke({ color: colour("halo"), width: 3 }),
    }),
  });
}

/** Where the base map is too coarse to say anything, degrees still do. */
function grid() {
  const lines = new Stroke();
  const text = () => new Text({ font: "11px system-ui, sans-serif", fill: new Fill({ color: colour("place") }) });
  const label = (align) => {
    const style = text();
    style.setTextAlign(align);
    style.setTextBaseline(align === "center" ? "top" : "middle");
    return style;
  };
  let graticule = null;
  const group = new ol.layer.Group();
  onColours(() => {
    lines.setColor(colour("grid"));
    lines.setWidth(0.8);
    graticule = new ol.layer.Graticule({
      strokeStyle: lines,
      showLabels: true,
      targetSize: 160,
      lonLabelStyle: label("center"),
      latLabelStyle: label("start"),
      lonLabelPosition: 1,
      latLabelPosition: 0.006,
    });
    group.setLayers(new ol.Collection([graticule]));
  });
  return group;
}
