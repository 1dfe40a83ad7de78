// Fences on the map.

import { outline, shapeOf } from "./fence-shape.js";
import { WORLD } from "./map-view.js";
import { colour, faint, onColours } from "./theme.js";

const { Fill, Stroke, Style, Text } = ol.style;
const NAMED_WIDTH = 70; // pixels

export class FenceLayer {
  /** The shapes, and their names above whatever moves. */
  layers;
  #source = new ol.source.Vector();
  #chosen = null;
  #hidden = null;
  #styles = {};

  constructor() {
    const source = this.#source;
    const shown = (style) => (feature, resolution) => (feature.getId() === this.#hidden ? null : style(feature, resolution));
    this.layers = [
      new ol.layer.Vector({ source, zIndex: 4, style: shown((feature) => this.#style(feature)) }),
      new ol.layer.Vector({ source, zIndex: 12, declutter: true, style: shown(nameStyle) }),
    ];
    onColours(() => {
      this.#styles = { usual: shapeStyle(1.8, 0.16), chosen: shapeStyle(3.2, 0.3) };
      this.#changed();
    });
  }

  #changed() {
    this.layers.forEach((layer) => layer.changed());
  }

  /** Shows these fences and no others; those that have not changed stay as they are. */
  show(fences) {
    const ids = new Set(fences.map(({ id }) => id));
    this.#source.getFeatures().filter((one) => !ids.has(one.getId())).forEach((one) => this.#source.removeFeature(one));
    for (const fence of fences) {
      const known = this.#source.getFeatureById(fence.id);
      if (known?.get("version") === fence.version) continue;
      if (known) this.#source.removeFeature(known);
      const feature = new ol.Feature({
        geometry: outline(shapeOf(fence)),
        version: fence.version,
        name: fence.properties?.name ?? fence.id,
      });
      feature.setId(fence.id);
      this.#source.addFeature(feature);
    }
  }

  /** How many are on the map. */
  get size() {
    return this.#source.getFeatures().length;
  }

  /** Makes one stand out. */
  choose(id) {
    this.#chosen = id;
    this.#changed();
  }

  /** Does not show one, as it is being drawn; null for none. */
  hide(id) {
    this.#hidden = id;
    this.#changed();
  }

  /** The smallest fence at a place of the map; null for none. */
  fenceAt([x, y]) {
    const inWorld = x - WORLD * Math.floor(x / WORLD + 0.5);
    const found = [inWorld - WORLD, inWorld, inWorld + WORLD]
      .flatMap((copy) => this.#source.getFeaturesAtCoordinate([copy, y]))
      .sort((one, other) => ol.extent.getArea(one.getGeometry().getExtent()) - ol.extent.getArea(other.getGeometry().getExtent()));
    return found[0]?.getId() ?? null;
  }

  #style(feature) {
    return feature.getId() === this.#chosen ? this.#styles.chosen : this.#styles.usual;
  }
}

const shapeStyle = (width, share) =>
  new Style({
    stroke: new Stroke({ color: colour("fence"), width }),
    fill: new Fill({ color: faint("fence", share) }),
  });

function nameStyle(feature, resolution) {
  if (ol.extent.getWidth(feature.getGeometry().getExtent()) / resolution < NAMED_WIDTH) return null;
  return new Style({
    text: new Text({
      text: feature.get("name"),
      font: "600 12px system-ui, sans-serif",
      overflow: true,
      fill: new Fill({ color: colour("fence") }),
      stroke: new Stroke({ color: colour("halo"), width: 3 }),
    }),
  });
}
