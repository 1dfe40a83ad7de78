// Regions on the map and in their panel: who works there, and how much waits.

import * as api from "./api.js";
import { byId, el, empty } from "./dom.js";
import { clock, count, counted } from "./format.js";
import { outline } from "./fence-shape.js";
import { badge } from "./tabs.js";
import { colour, faint, onColours } from "./theme.js";

const { Circle, Fill, Stroke, Style, Text } = ol.style;
const AGAIN = 5_000;
const OUTDATED = "outdated";

export class Regions {
  layer;
  #source = new ol.source.Vector();
  #go;
  #shown = "";
  #time = "";

  /** @param go brings an extent into sight */
  constructor(go) {
    this.#go = go;
    this.layer = new ol.layer.Vector({ source: this.#source, zIndex: 3, declutter: true, style });
    onColours(() => this.layer.changed());
  }

  /** Asks again and again; whether the gateway answers is seen elsewhere. */
  async start() {
    try {
      if (!document.hidden) this.#show(await api.regions());
    } catch (error) {
      if (!this.#shown) byId("regions").replaceChildren(empty("Regions are not known", error.message));
      else this.#outdated();
    }
    setTimeout(() => this.start(), AGAIN);
  }

  /** What is shown was true once. */
  #outdated() {
    if (this.#shown === OUTDATED) return;
    this.#shown = OUTDATED;
    byId("regions").prepend(el("p", { class: "quiet", role: "status" }, `As of ${this.#time}: the gateway does not answer.`));
  }

  #show(regions) {
    this.#time = clock(new Date());
    const text = JSON.stringify(regions);
    if (text === this.#shown) return;
    this.#shown = text;
    this.#source.clear();
    regions.forEach((region) => this.#source.addFeatures(featuresOf(region)));
    badge("regions", count(regions.length));
    const focused = byId("regions").contains(document.activeElement) ? document.activeElement.dataset.id : null;
    byId("regions").replaceChildren(el("ul", { class: "list" }, regions.map((region) => this.#row(region))));
    if (focused) byId("regions").querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }

  #row({ id, properties: { title, healthy, health } }) {
    const waits = health.outbox ? `, ${count(health.outbox)} in the outbox` : "";
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", "data-id": id, onclick: () => this.#go(this.#extent(id)) },
        el("span", { class: healthy ? "state" : "state down" }, healthy ? "● healthy" : health.brokerUp ? "▲ no workers" : "▲ broker down"),
        el("strong", {}, id),
        ` ${title === id ? "" : title}`,
        el("small", {}, `${counted(health.workers, "worker")}, ${counted(health.queued, "task")} queued${waits}`),
      ),
    );
  }

  #extent(id) {
    const extent = ol.extent.createEmpty();
    this.#source
      .getFeatures()
      .filter((feature) => feature.get("region") === id)
      .forEach((feature) => ol.extent.extend(extent, feature.getGeometry().getExtent()));
    return extent;
  }
}

function featuresOf({ id, geometry, properties }) {
  const about = { region: id, ...properties };
  const middle = new ol.Feature({ ...about, geometry: new ol.geom.Point(ol.proj.fromLonLat(geometry.coordinates)) });
  return properties.area ? [new ol.Feature({ ...about, geometry: outline({ geometry: properties.area }) }), middle] : [middle];
}

function style(feature) {
  const token = feature.get("healthy") ? "region" : "down";
  if (feature.getGeometry().getType() !== "Point") {
    return new Style({ stroke: new Stroke({ color: faint(token, 0.7), width: 1.4, lineDash: [6, 5] }) });
  }
  const { workers, queued } = feature.get("health");
  return new Style({
    image: new Circle({ radius: 5, fill: new Fill({ color: colour(token) }), stroke: new Stroke({ color: colour("halo"), width: 2 }) }),
    text: new Text({
      text: [feature.get("region"), "600 12px system-ui, sans-serif", `\n${counted(workers, "worker")} · ${count(queued)} queued`, "11px system-ui, sans-serif"],
      textAlign: "left",
      offsetX: 11,
      offsetY: 1,
      fill: new Fill({ color: colour(token) }),
      stroke: new Stroke({ color: colour("halo"), width: 3 }),
    }),
  });
}
