// The panels and their tabs: one is shown, arrow keys go from tab to tab.

import { byId } from "./dom.js";

const NAMES = ["crossings", "fences", "regions"];
const listeners = [];

/** Which panel is shown. */
export let shown = NAMES[0];

/** Shows a panel. */
export function showPanel(name) {
  shown = name;
  for (const one of NAMES) {
    const tab = byId(`tab-${one}`);
    tab.setAttribute("aria-selected", String(one === name));
    tab.tabIndex = one === name ? 0 : -1;
    byId(one).hidden = one !== name;
  }
  listeners.forEach((listener) => listener(name));
}

/** Calls back whenever another panel is shown. */
export const onPanel = (listener) => listeners.push(listener);

/** Puts a figure beside the name of a panel. */
export function badge(name, text, isNew = false) {
  const figure = byId(`tab-${name}`).querySelector("b");
  figure.textContent = text;
  figure.className = isNew ? "new" : "";
}

function key(event) {
  const now = NAMES.indexOf(shown);
  const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: NAMES.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  showPanel(NAMES[(next + NAMES.length) % NAMES.length]);
  byId(`tab-${shown}`).focus();
}

/** Makes the tabs work. */
export function startTabs() {
  for (const name of NAMES) {
    byId(`tab-${name}`).addEventListener("click", () => showPanel(name));
    byId(`tab-${name}`).addEventListener("keydown", key);
  }
}
