// Puts the live map together: what comes from the gateway goes to the map and to the panels.

import * as api from "./api.js";
import { Crossings } from "./crossings.js";
import { byId } from "./dom.js";
import { FenceLayer } from "./fence-layer.js";
import { outline, shapeOf } from "./fence-shape.js";
import { Fences } from "./fences.js";
import { Fleet } from "./fleet.js";
import { round } from "./format.js";
import { startLegend } from "./legend.js";
import { boxOf, extentInSight, goTo, makeMap, show } from "./map-view.js";
import { notice } from "./notices.js";
import { ObjectCard } from "./object-card.js";
import { ObjectLayer } from "./object-layer.js";
import { Regions } from "./regions.js";
import { Sketch } from "./sketch.js";
import { showConnection, showCounts } from "./status.js";
import { Stream } from "./stream.js";
import { showPanel, startTabs } from "./tabs.js";
import { startTheme } from "./theme.js";

const SETTLED = 250; // milliseconds after the map has moved
const SEEDS = 5_000;
const FENCES_AGAIN = 15_000;
const COUNTS_AGAIN = 500;
const NOTHING_AFTER = 3_000;

startTheme();
startTabs();
startLegend();

const { map, placed } = makeMap("map");
const fleet = new Fleet();
const objects = new ObjectLayer(fleet);
const fenceLayer = new FenceLayer();
const regions = new Regions((extent) => show(map, extent, 8));
const sketch = new Sketch(map, (shape) => fences.drawn(shape));
const card = new ObjectCard({
  choose(id) {
    objects.chosen = id;
    objects.wake();
  },
  go: (lon, lat) => goTo(map, lon, lat),
  openFence: (id) => fences.open(id),
  only(object) {
    crossings.only(object);
    showPanel("crossings");
  },
});
[regions.layer, ...fenceLayer.layers, card.layer, objects.layer].forEach((layer) => map.addLayer(layer));

const fences = new Fences({
  layer: fenceLayer,
  sketch,
  hint,
  inSight: () => boxOf(extentInSight(map)),
  middle,
  show: (extent) => show(map, extent),
});
const crossings = new Crossings({
  subscribe: (filter) => stream.want("crossings", filter),
  nameOf: (id) => fences.nameOf(id),
  show(crossing) {
    goTo(map, crossing.lon, crossing.lat);
    objects.ring(crossing.lon, crossing.lat, crossing.kind);
  },
});
const stream = new Stream({
  state(state, wait) {
    showConnection(state, wait);
    if (state !== "connecting") lookAgain();
  },
  crossing(crossing) {
    crossings.take(crossing);
    objects.ring(crossing.lon, crossing.lat, crossing.kind);
  },
  positions(rows) {
    fleet.takeRows(rows, performance.now());
    objects.wake();
  },
  gap: (region) => notice(`You were away for long: some crossings of region ${region} are no longer kept and not shown.`, "warn"),
  error: (detail) => notice(detail, "bad"),
});

/** What moved or was edited before the stream came is not known; without one, this is all there is. */
function lookAgain() {
  known = null;
  look();
}

function hint(text) {
  byId("hint").hidden = text === null;
  byId("hint").textContent = text ?? "";
  if (text !== null) card.close(); // it would cover what is drawn
}

function middle() {
  const [lon, lat] = ol.proj.toLonLat(map.getView().getCenter());
  const height = ol.sphere.getDistance(...[0, map.getSize()[1]].map((y) => ol.proj.toLonLat(map.getCoordinateFromPixel([0, y]))));
  return { lon: round(lon, 5), lat: round(lat, 5), radius: Number((height / 5).toPrecision(2)) };
}

/** Where all objects are known, silent ones too; null if nowhere. */
let known = null;
let looks = 0;

/** What is in sight has changed: other objects and fences are of interest. */
async function look() {
  const extent = extentInSight(map);
  const box = boxOf(extent);
  stream.want("sight", { crossings: false, positions: true, ...(box ? { bbox: box } : {}) });
  fences.load();
  if (box) fleet.keepWithin(extent, objects.chosen);
  const within = known && ol.extent.containsExtent(known, extent);
  known = within ? extent : null;
  objects.wake();
  if (within) return;
  const now = ++looks;
  const { features, more } = await api.objectsIn(box, SEEDS).catch(() => ({ features: [], more: true }));
  if (now !== looks) return;
  known = more ? null : extent;
  fleet.takeFeatures(features, performance.now());
  objects.wake();
}

/** Where there is something to see, unless the address says where to look. */
async function begin() {
  if (!placed) {
    const some = await Promise.all([api.objectsIn(null, 1_000), api.fencesIn(null, 1_000)]).catch(() => []);
    const extent = ol.extent.createEmpty();
    some.flatMap(({ features }) => features)
      .map((feature) => outline(shapeOf(feature)))
      .forEach((shape) => shape && ol.extent.extend(extent, shape.getExtent()));
    if (!ol.extent.isEmpty(extent)) map.getView().fit(extent, { padding: [60, 60, 60, 60], maxZoom: 14 });
  }
  stream.want("crossings", {});
  stream.open();
  let settled = 0;
  map.on("moveend", () => {
    clearTimeout(settled);
    settled = setTimeout(look, SETTLED);
  });
  setInterval(() => document.hidden || fences.loadAgain(), FENCES_AGAIN);
  regions.start();
}

map.on("click", async ({ pixel, coordinate }) => {
  if (sketch.active) return;
  const object = objects.objectAt(pixel);
  if (object && (await card.open(object))) return;
  card.close();
  const fence = fenceLayer.fenceAt(coordinate);
  if (fence) fences.open(fence, false);
  else fenceLayer.choose(null);
});

map.on("pointermove", ({ pixel, dragging, coordinate }) => {
  if (dragging) return;
  const over = !sketch.active && (objects.objectAt(pixel) || fenceLayer.fenceAt(coordinate));
  map.getTargetElement().style.cursor = over ? "pointer" : "";
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !byId("question").open) {
    if (sketch.active) fences.close();
    else card.close();
  } else if (event.key === "Backspace" && event.target === byId("map") && sketch.active) {
    event.preventDefault();
    sketch.undo();
  }
});

byId("find").addEventListener("submit", async (event) => {
  event.preventDefault();
  const id = byId("find-text").value.trim();
  if (!id) return;
  const found = (await card.open(id, true)) || (await fences.open(id));
  if (!found) notice(`There is neither an object nor a fence “${id}”.`, "warn");
});

setInterval(() => {
  byId("nothing").hidden = fleet.objects.size > 0 || performance.now() < NOTHING_AFTER;
  showCounts([
    [fleet.objects.size, "object"],
    [fences.total, "fence"],
    [crossings.told, "crossing"],
  ]);
  objects.wake(); // what falls silent is drawn fainter, also when nothing moves any more
}, COUNTS_AGAIN);

/** For tests, and for whoever is curious. */
window.meridian = {
  map,
  fleet,
  objects,
  counts: () => ({
    objects: fleet.objects.size,
    drawn: objects.drawn,
    frames: objects.frames,
    taken: fleet.taken,
    fences: fenceLayer.size,
    crossings: crossings.told,
  }),
};

begin();
