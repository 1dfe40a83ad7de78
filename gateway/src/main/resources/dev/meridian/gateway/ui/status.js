// The line at the top: whether news come, and how much there is.

import { byId, el } from "./dom.js";
import { count } from "./format.js";

const TEXTS = {
  connecting: () => "Connecting …",
  live: () => "Live",
  lost: (wait) => `Away, again in ${Math.max(1, Math.round(wait))} s`,
};

/** Says how the connection is. */
export function showConnection(state, wait) {
  const line = byId("connection");
  line.dataset.state = state;
  line.textContent = TEXTS[state](wait);
}

/** Shows counts: pairs of a number and a noun in the singular. */
export function showCounts(pairs) {
  const text = pairs.flat().join();
  const list = byId("counts");
  if (list.dataset.text === text) return;
  list.dataset.text = text;
  list.replaceChildren(...pairs.map(([number, noun]) => el("li", {}, el("b", {}, count(number)), ` ${noun}${number === 1 ? "" : "s"}`)));
}
