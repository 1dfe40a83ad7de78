// Crossings as they happen: kept, filtered, listed with their evidence, and spoken.

import { button, byId, el, empty, facts } from "./dom.js";
import { clock, count } from "./format.js";
import { evidence, KINDS, sentence } from "./crossing-text.js";
import { makeFilters } from "./crossing-filters.js";
import { badge, onPanel, shown } from "./tabs.js";

const KEPT = 1_000;
const LISTED = 200;
const PACE = 250;
const SPOKEN_AT_ONCE = 3;

export class Crossings {
  /** How many came since the page was opened. */
  told = 0;
  #with;
  #kept = []; // the newest first
  #ids = new Set();
  #fresh = new Set();
  #unseen = 0;
  #timer = 0;
  #paused = false;
  #filters;
  #list = el("ol", { class: "log", "aria-label": "Crossings, the newest first" });
  #space = el("div");

  /**
   * @param actions `subscribe(filter)`, `show(crossing)`, `nameOf(fence)`
   */
  constructor(actions) {
    this.#with = actions;
    this.#filters = makeFilters(() => this.#filtered());
    const pause = button("Pause", () => this.#pause(pause), { "aria-pressed": "false" });
    const clear = button("Clear", () => this.#clear());
    byId("crossings").append(
      el("div", { class: "row" }, el("h2", {}, "As they happen"), pause, clear),
      this.#filters.element,
      this.#space,
      this.#list,
    );
    onPanel((name) => name === "crossings" && this.#seen());
    this.#render();
  }

  /** Takes one; one that was told before is passed over. */
  take(crossing) {
    if (this.#ids.has(crossing.id)) return;
    this.told++;
    this.#kept.unshift(crossing);
    this.#ids.add(crossing.id);
    this.#fresh.add(crossing.id);
    if (this.#kept.length > KEPT) this.#ids.delete(this.#kept.pop().id);
    if (!this.#timer) this.#timer = setTimeout(() => this.#tell(), PACE);
  }

  /** Sets the filter to one object. */
  only(object) {
    this.#filters.only(object);
  }

  /** Several that come within a moment are told together. */
  #tell() {
    this.#timer = 0;
    const fresh = this.#kept.filter(({ id }) => this.#fresh.has(id)).filter(this.#filters.fits);
    this.#speak(fresh);
    if (shown !== "crossings") {
      this.#unseen += fresh.length;
      badge("crossings", this.#unseen ? count(this.#unseen) : "", true);
    }
    if (!this.#paused) {
      fresh.reverse().forEach((crossing) => this.#list.prepend(this.#row(crossing, true)));
      while (this.#list.children.length > LISTED) this.#list.lastChild.remove();
    }
    this.#fresh.clear();
    this.#explainEmpty();
  }

  #speak(fresh) {
    const spoken = byId("spoken");
    const text =
      fresh.length > SPOKEN_AT_ONCE
        ? [`${count(fresh.length)} crossings`]
        : fresh.map((crossing) => sentence(crossing, this.#with.nameOf(crossing.fence))).reverse();
    spoken.append(...text.map((line) => el("p", {}, line)));
    while (spoken.children.length > 20) spoken.firstChild.remove();
  }

  #row(crossing, fresh = false) {
    const { kind } = crossing;
    const text = sentence(crossing, this.#with.nameOf(crossing.fence));
    const details = el(
      "details",
      {},
      el(
        "summary",
        {},
        el("span", { class: `sign k-${kind}`, "aria-hidden": "true" }, KINDS[kind]?.sign ?? "•"),
        el("span", { class: "sentence" }, text),
        el("time", { datetime: crossing.time }, clock(crossing.time)),
      ),
    );
    details.addEventListener("toggle", () => this.#open(details, crossing), { once: true });
    return el("li", { class: fresh ? "fresh" : null, "data-id": crossing.id }, details);
  }

  #open(details, crossing) {
    details.append(
      facts(evidence(crossing)),
      el(
        "div",
        { class: "buttons" },
        button("Show on the map", () => this.#with.show(crossing)),
        button("Only this object", () => this.only(crossing.object)),
      ),
    );
  }

  #render() {
    this.#list.replaceChildren(
      ...this.#kept.filter(this.#filters.fits).slice(0, LISTED).map((crossing) => this.#row(crossing)),
    );
    this.#explainEmpty();
  }

  #explainEmpty() {
    const text = this.#kept.length
      ? "None of those that came fits the filters. What comes from now on and fits is shown here."
      : "Nothing crossed a fence since this page was opened. Draw a fence where objects move, and wait for the first one.";
    this.#space.replaceChildren(...(this.#list.children.length ? [] : [empty("No crossings yet", text)]));
  }

  #filtered() {
    this.#with.subscribe(this.#filters.asked());
    this.#render();
  }

  #pause(control) {
    this.#paused = !this.#paused;
    control.setAttribute("aria-pressed", String(this.#paused));
    control.textContent = this.#paused ? "Go on" : "Pause";
    if (!this.#paused) this.#render();
  }

  #clear() {
    this.#kept = [];
    this.#ids.clear();
    this.#render();
  }

  #seen() {
    this.#unseen = 0;
    badge("crossings", "");
  }
}
