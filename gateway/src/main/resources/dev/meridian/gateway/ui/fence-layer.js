// Fences on the map.

import { outline, shapeOf } from "./fence-shape.js";
import { colour, faint, onColours } from "./theme.js";

const { Fill, Stroke, Style, Text } = ol.style;
const NAMED_WIDTH = 70; // pixels

export class FenceLayer {
  layer;
  #source = new ol.source.Vector();
  #chosen = null;
  #hidden = null;
  #styles = {};

  constructor() {
    this.layer = new ol.layer.Vector({
      source: this.#source,
      zIndex: 4,
      declutter: true,
      style: (feature, resolution) => this.#style(feature, resolution),
    });
    onColours(() => {
      this.#styles = { usual: shapeStyle(1.8, 0.16), chosen: shapeStyle(3.2, 0.3) };
      this.layer.changed();
    });
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
    this.layer.changed();
  }

  /** Does not show one, as it is being drawn; null for none. */
  hide(id) {
    this.#hidden = id;
    this.layer.changed();
  }

  /** Where a fence is; null if it is not on the map. */
  extentOf(id) {
    return this.#source.getFeatureById(id)?.getGeometry()?.getExtent() ?? null;
  }

  /** The smallest fence at a place of the map; null for none. */
  fenceAt(coordinate) {
    const found = this.#source
      .getFeaturesAtCoordinate(coordinate)
      .sort((one, other) => ol.extent.getArea(one.getGeometry().getExtent()) - ol.extent.getArea(other.getGeometry().getExtent()));
    return found[0]?.getId() ?? null;
  }

  #style(feature, resolution) {
    if (feature.getId() === this.#hidden) return null;
    const styles = [feature.getId() === this.#chosen ? this.#styles.chosen : this.#styles.usual];
    const extent = feature.getGeometry().getExtent();
    if (ol.extent.getWidth(extent) / resolution > NAMED_WIDTH) styles.push(nameStyle(feature));
    return styles;
  }
}

const shapeStyle = (width, share) =>
  new Style({
    stroke: new Stroke({ color: colour("fence"), width }),
    fill: new Fill({ color: faint("fence", share) }),
  });

const nameStyle = (feature) =>
  new Style({
    text: new Text({
      text: feature.get("name"),
      font: "600 12px system-ui, sans-serif",
      overflow: true,
      fill: new Fill({ color: colour("fence") }),
      stroke: new Stroke({ color: colour("halo"), width: 3 }),
    }),
  });
