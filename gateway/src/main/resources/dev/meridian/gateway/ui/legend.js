// What the signs on the map mean.

import { byId, el } from "./dom.js";
import { KINDS } from "./crossing-text.js";

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  arrow: "M13 2l7 14-7-3.6L6 16z",
  area: "M4 4h18v11H4z",
  ring: "M13 3a6 6 0 1 0 .01 0",
};
const SIGNS = [
  ["arrow", "i-object", "Object; faint when silent"],
  ["arrow", "i-chosen", "Chosen object, its track"],
  ["area", "i-fence", "Fence"],
  ["area", "i-region", "Region"],
  ["area", "i-down", "Region that is down"],
];
const RINGS = ["enter", "exit", "cross", "dwell", "approach"];

function sign(shape, className) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 26 18");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[shape]);
  path.setAttribute("class", className);
  svg.append(path);
  return svg;
}

/** Fills the legend; on a small window it is closed at first. */
export function startLegend() {
  byId("legend")
    .querySelector("ul")
    .append(
      ...SIGNS.map(([shape, className, text]) => el("li", {}, sign(shape, className), text)),
      ...RINGS.map((kind) => el("li", { class: `k-${kind}` }, sign("ring", "i-ring"), KINDS[kind].meaning)),
    );
  byId("legend").open = window.innerWidth > 760;
}
