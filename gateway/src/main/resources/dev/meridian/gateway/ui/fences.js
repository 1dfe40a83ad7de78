// The panel of fences: the list of those in sight, and the form of one.

import * as api from "./api.js";
import { button, byId, el, empty } from "./dom.js";
import { featureOf, valuesOf } from "./fence-document.js";
import { makeForm } from "./fence-form.js";
import { describe, outline, readShape, shapeOf, shapeText } from "./fence-shape.js";
import { count, metres } from "./format.js";
import { ask, notice } from "./notices.js";
import { badge, showPanel } from "./tabs.js";

const MOST = 1_000;
const LISTED = 300;

export class Fences {
  #map; // `layer`, `sketch`, `hint(text)`, `inSight()`, `middle()`, `show(extent)`
  #fences = [];
  #total = 0;
  #loads = 0;
  #loading = null; // aborts the look that is under way
  #more = false;
  #form = null;
  #editing = null;
  #search = el("input", { type: "search", class: "wide", placeholder: "Filter by id, name or group", "aria-label": "Filter fences", oninput: () => this.#list() });
  #items = el("ul", { class: "list" });
  #note = el("div");

  constructor(map) {
    this.#map = map;
    this.#overview();
  }

  /** Looks again which fences are in sight, and what has become of them. */
  async load() {
    const now = ++this.#loads;
    this.#loading?.abort();
    this.#loading = new AbortController();
    const { signal } = this.#loading;
    try {
      const [{ features, more }, total] = await Promise.all([api.fencesIn(this.#map.inSight(), MOST, signal), api.fenceCount()]);
      if (now !== this.#loads) return;
      this.#fences = features;
      this.#more = more;
      this.#total = total;
      this.#map.layer.show(features);
      badge("fences", count(total));
      this.#list();
    } catch (error) {
      if (!this.#total && now === this.#loads) this.#note.replaceChildren(empty("Fences are not known", error.message));
    } finally {
      if (now === this.#loads) this.#loading = null;
    }
  }

  /** Looks again unless a look is under way, however long that takes. */
  async loadAgain() {
    if (!this.#loading) await this.load();
  }

  /** How many there are in all. */
  get total() {
    return this.#total;
  }

  /** What people call a fence. */
  nameOf(id) {
    return this.#fences.find((fence) => fence.id === id)?.properties?.name ?? id;
  }

  /** Takes the shape that was drawn. */
  drawn(shape) {
    this.#map.hint(null);
    this.#form?.shape(shapeText(shape));
  }

  /** Opens the form of a fence, as it is now, and brings it into sight; false if there is none of that id. */
  async open(id, go = true) {
    let fence;
    try {
      fence = await api.fence(id);
    } catch (error) {
      if (error.status !== 404) notice(error.message, "bad");
      return false;
    }
    this.#edit(fence);
    this.#map.layer.choose(id);
    if (go) this.#map.show(outline(shapeOf(fence)).getExtent());
    return true;
  }

  /** Shows the list in place of the form. */
  close() {
    if (!this.#form) return;
    const id = this.#editing.id;
    this.#form = null;
    this.#editing = null;
    this.#map.sketch.clear();
    this.#map.layer.hide(null);
    this.#map.layer.choose(null);
    this.#map.hint(null);
    this.#overview();
    this.#focus(id ?? "");
  }

  /** Where a person goes on who was at this fence. */
  #focus(id) {
    const row = this.#items.querySelector(`[data-id="${CSS.escape(id)}"]`);
    (row ?? byId("fences").querySelector("button")).focus();
  }

  #overview() {
    byId("fences").replaceChildren(
      el(
        "div",
        { class: "row buttons" },
        button("Draw an area", () => this.#draw("Polygon"), { class: "main" }),
        button("Draw a circle", () => this.#draw("Circle")),
        button("Type it", () => this.#type()),
      ),
      this.#search,
      this.#note,
      this.#items,
    );
    this.#list();
  }

  #list() {
    const text = this.#search.value.trim().toLowerCase();
    const fits = ({ id, properties }) =>
      [id, properties?.name ?? "", ...(properties?.groups ?? [])].some((word) => String(word).toLowerCase().includes(text));
    const found = this.#fences.filter(fits);
    const focused = this.#items.contains(document.activeElement) ? document.activeElement.dataset.id : null;
    this.#items.replaceChildren(...found.slice(0, LISTED).map((fence) => this.#row(fence)));
    if (focused !== null) this.#focus(focused);
    this.#note.replaceChildren(this.#explain(found.length));
  }

  #explain(found) {
    if (!this.#total) {
      return empty("No fences yet", "Draw one on the map, or type its corners. Whatever enters or leaves it is told at once.");
    }
    if (!found) {
      return empty("No fence here", `None of ${count(this.#total)} is in sight and fits. Move the map, or look for one by its id above.`);
    }
    return el("p", { class: "quiet" }, `${this.#more ? "More than " : ""}${count(found)} in sight of ${count(this.#total)}`);
  }

  #row(fence) {
    const { id, properties, version } = fence;
    const groups = properties?.groups?.length ? ` · ${properties.groups.join(", ")}` : "";
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", "data-id": id, onclick: () => this.open(id) },
        el("strong", {}, properties?.name ?? id),
        el("small", {}, `${properties?.name ? `${id} · ` : ""}${describe(shapeOf(fence), metres)}${groups} · version ${version}`),
      ),
    );
  }

  #draw(type) {
    this.#edit({ properties: {} });
    this.#map.sketch.draw(type);
    this.#map.hint(
      type === "Circle"
        ? "Click the middle, then the rim. Escape ends it."
        : "Click each corner, and the first one again to end. Backspace takes one back, Escape ends it.",
    );
    byId("map").focus();
  }

  /** Begins with a circle in the middle of the map, whose figures can be changed. */
  #type() {
    const { lon, lat, radius } = this.#map.middle();
    this.#edit({ geometry: { type: "Point", coordinates: [lon, lat] }, properties: { radius } });
    byId("fence-shape").focus();
    byId("fence-shape").select();
  }

  #edit(fence) {
    const isNew = fence.id === undefined;
    this.#editing = fence;
    this.#form = makeForm(valuesOf(fence), isNew, {
      save: () => this.#save(),
      cancel: () => this.close(),
      remove: () => this.#remove(),
      reshape: (text) => this.#reshape(text),
    });
    const title = isNew ? "A new fence" : (fence.properties?.name ?? fence.id);
    const about = isNew ? null : el("p", { class: "quiet" }, `${fence.id} · version ${fence.version}`);
    byId("fences").replaceChildren(el("div", { class: "row" }, el("h2", {}, title), button("All fences", () => this.close())), ...(about ? [about] : []), this.#form.element);
    showPanel("fences");
    byId("fences").scrollTop = 0;
    this.#map.layer.hide(isNew ? null : fence.id);
    if (fence.geometry) this.#map.sketch.show(shapeOf(fence));
  }

  #reshape(text) {
    if (!text.trim()) return;
    try {
      this.#map.sketch.show(readShape(text));
      this.#map.hint(null);
      this.#form.shape(text);
    } catch (error) {
      this.#form.complain({ errors: [{ pointer: "/geometry", detail: error.message }] });
    }
  }

  async #save(version = this.#editing.version) {
    try {
      const feature = featureOf(this.#form.values(), this.#editing);
      const saved = await (version === undefined ? api.addFence(feature) : api.changeFence(feature, version));
      this.close();
      notice(`“${saved.properties?.name ?? saved.id}” is kept as version ${saved.version}.`);
      await this.load();
    } catch (error) {
      if (error.status === 412) this.#conflict();
      else this.#form.complain(error);
    }
  }

  /** Somebody else was faster. */
  async #conflict() {
    const id = this.#editing.id ?? this.#form.values().id;
    const theirs = await api.fence(id).catch(() => null);
    if (!theirs) {
      this.#form.complain(new Error("This fence was removed meanwhile. Cancel, or draw it anew."));
    } else if (this.#editing.id === undefined) {
      this.#form.complain({ errors: [{ pointer: "/id", detail: "There is a fence with this id already." }] });
    } else {
      this.#form.complain(
        new Error(`Somebody else changed this fence meanwhile; it is version ${theirs.version} now.`),
        button("Show theirs", () => this.#edit(theirs)),
        " ",
        button("Keep mine", () => this.#save(theirs.version), { class: "danger" }),
      );
    }
  }

  async #remove() {
    const { id, version, properties } = this.#editing;
    const sure = await ask(`Delete “${properties?.name ?? id}”?`, "Objects that are inside leave it at once, and nothing more is told of it.", "Delete");
    if (!sure) return;
    try {
      await api.removeFence(id, version);
      this.close();
      notice(`“${properties?.name ?? id}” is deleted.`);
      await this.load();
    } catch (error) {
      if (error.status === 412) this.#conflict();
      else this.#form.complain(error);
    }
  }
}
