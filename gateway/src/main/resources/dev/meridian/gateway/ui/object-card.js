// The object that was chosen: what is known of it, where it was, what it is inside of.

import * as api from "./api.js";
import { button, byId, el, facts } from "./dom.js";
import { counted, heading, metres, moment, place, speed } from "./format.js";
import { colour, onColours } from "./theme.js";

const AGAIN = 2_000;

export class ObjectCard {
  /** The track of the object. */
  layer;
  #source = new ol.source.Vector();
  #with;
  #id = null;
  #timer = 0;
  #following = false;

  /** @param actions `choose(id)`, `go(lon, lat)`, `openFence(id)`, `only(object)` */
  constructor(actions) {
    this.#with = actions;
    this.layer = new ol.layer.Vector({
      source: this.#source,
      zIndex: 6,
      style: () => new ol.style.Style({ stroke: new ol.style.Stroke({ color: colour("chosen"), width: 2.5 }) }),
    });
    onColours(() => this.layer.changed());
  }

  /** Shows an object; false if it is not known. */
  async open(id, go = false) {
    let object;
    try {
      object = await api.object(id);
    } catch {
      return false;
    }
    this.#id = id;
    this.#following = false;
    this.#with.choose(id);
    this.#show(object);
    byId("card").hidden = false;
    if (go) {
      this.#with.go(...object.geometry.coordinates);
      byId("card").focus();
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#again(), AGAIN);
    return true;
  }

  /** Shows none. */
  close() {
    if (!this.#id) return;
    clearTimeout(this.#timer);
    this.#id = null;
    this.#source.clear();
    this.#with.choose(null);
    byId("card").hidden = true;
  }

  async #again() {
    const id = this.#id;
    const object = await api.object(id).catch(() => null);
    if (id !== this.#id) return;
    if (object) this.#show(object);
    this.#timer = setTimeout(() => this.#again(), AGAIN);
  }

  #show({ id, geometry, properties, temporalGeometry }) {
    const track = temporalGeometry?.coordinates ?? [];
    this.#source.clear();
    if (track.length > 1) {
      const line = new ol.geom.LineString(track.map(([lon, lat]) => ol.proj.fromLonLat([lon, lat])));
      this.#source.addFeature(new ol.Feature(line));
    }
    const [lon, lat, altitude] = geometry.coordinates;
    if (this.#following) this.#with.go(lon, lat);
    const known = [
      ["Last fix", moment(properties.time)],
      ["Where", place(lon, lat) + (properties.accuracy ? `, ± ${metres(properties.accuracy)}` : "")],
      ["Speed", properties.speed === undefined ? null : speed(properties.speed)],
      ["Heading", properties.heading === undefined ? null : heading(properties.heading)],
      ["Altitude", altitude === undefined ? null : metres(altitude)],
      ["Inside of", this.#fences(properties.inside ?? [])],
      ["Track", track.length > 1 ? `the last ${counted(track.length, "fix").replace("fixs", "fixes")}` : null],
      ["Region", properties.region],
      ...Object.entries(properties.attributes ?? {}).map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]),
    ];
    const focused = byId("card").contains(document.activeElement) ? document.activeElement.textContent : null;
    byId("card").replaceChildren(
      el("div", { class: "row" }, el("h2", {}, id), button("Close", () => this.close())),
      facts(known.filter(([, text]) => text !== null && text !== undefined)),
      el(
        "div",
        { class: "buttons" },
        button("Follow", () => this.#follow(lon, lat), { "aria-pressed": String(this.#following) }),
        button("Only its crossings", () => this.#with.only(id)),
      ),
    );
    if (focused) [...byId("card").querySelectorAll("button")].find((one) => one.textContent === focused)?.focus();
  }

  #fences(ids) {
    if (!ids.length) return "no fence";
    return el("span", {}, ids.flatMap((id, i) => [i ? ", " : "", button(id, () => this.#with.openFence(id), { class: "link" })]));
  }

  #follow(lon, lat) {
    this.#following = !this.#following;
    if (this.#following) this.#with.go(lon, lat);
    [...byId("card").querySelectorAll("button")]
      .find((one) => one.textContent === "Follow")
      ?.setAttribute("aria-pressed", String(this.#following));
  }
}
