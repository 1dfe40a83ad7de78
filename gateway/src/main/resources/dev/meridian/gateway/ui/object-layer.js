// Draws the fleet and the rings of crossings on a canvas of its own, at most once a frame of the
// screen and without drawing the rest of the map again. No object is a feature.

import { at, SILENT } from "./fleet.js";
import { WORLD } from "./map-view.js";
import { Pixels } from "./pixels.js";
import { forgetSprites, sprites, turnOf } from "./sprites.js";
import { colour, onColours } from "./theme.js";

const RING = 2_000;
const RINGS = 300;
const LABELS = 60;
const LABEL_RESOLUTION = 12;

export class ObjectLayer {
  /** The layer for the map. */
  layer;
  /** The id of the object that stands out; null for none. */
  chosen = null;
  /** How many times it was drawn, and how many objects were on it the last time. */
  frames = 0;
  drawn = 0;
  #fleet;
  #canvas = document.createElement("canvas");
  #pixels = new Pixels();
  #frame = null;
  #waiting = false;
  #rings = [];
  #shown = [];
  #calm = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(fleet) {
    this.#fleet = fleet;
    this.#canvas.className = "ol-layer objects";
    Object.assign(this.#canvas.style, { position: "absolute", pointerEvents: "none" });
    this.layer = new ol.layer.Layer({ zIndex: 10, render: (frame) => this.#render(frame) });
    onColours(() => {
      forgetSprites();
      this.wake();
    });
  }

  /** Draws soon, and goes on for as long as something moves. */
  wake() {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame((now) => {
      this.#waiting = false;
      this.#draw(now);
      if (this.#rings.length || this.#fleet.isMoving(now)) this.wake();
    });
  }

  /** Shows for a moment that something happened there. */
  ring(lon, lat, token) {
    const [x, y] = ol.proj.fromLonLat([lon, lat]);
    this.#rings.push({ x, y, token, begin: performance.now() });
    if (this.#rings.length > RINGS) this.#rings.shift();
    this.wake();
  }

  /** The id of the object that is drawn nearest to a pixel, within a distance; null for none. */
  objectAt([px, py], within = 12) {
    let best = null;
    let least = within * within;
    for (const { id, left, top } of this.#shown) {
      const distance = (left - px) ** 2 + (top - py) ** 2;
      if (distance <= least) [best, least] = [id, distance];
    }
    return best;
  }

  /** Where an object is drawn, in CSS pixels of the map; null if it is not. */
  pixelOf(id) {
    const found = this.#shown.find((one) => one.id === id);
    return found ? [found.left, found.top] : null;
  }

  #render(frame) {
    this.#frame = frame;
    this.#draw(performance.now());
    return this.#canvas;
  }

  #draw(now) {
    const frame = this.#frame;
    if (!frame) return;
    const ratio = frame.pixelRatio;
    const [width, height] = frame.size;
    this.#resize(width, height, ratio);
    this.#shown.length = 0;
    this.#pixels.begin(this.#canvas.width, this.#canvas.height);
    const shifts = worlds(frame.extent);
    shifts.forEach((shift) => this.#drawObjects(now, shift));
    const pen = this.#canvas.getContext("2d");
    this.#pixels.put(pen);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    shifts.forEach((shift) => this.#drawRings(pen, now, shift));
    this.#drawLabels(pen);
    this.#rings = this.#rings.filter((ring) => now - ring.begin < RING);
    this.drawn = this.#shown.length;
    this.frames++;
  }

  #resize(width, height, ratio) {
    const canvas = this.#canvas;
    if (canvas.width === Math.round(width * ratio) && canvas.height === Math.round(height * ratio)) return;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  }

  #drawObjects(now, shift) {
    const { coordinateToPixelTransform: [a, , , d, e, f], size: [width, height], pixelRatio: ratio } = this.#frame;
    const size = this.#size();
    const usual = sprites("object", size, ratio);
    const silent = sprites("object", size, ratio, 0.6);
    const chosen = sprites("chosen", size + 6, ratio);
    for (const object of this.#fleet.objects.values()) {
      const [x, y] = at(object, now);
      const left = a * (x + shift) + e;
      const top = d * y + f;
      if (left < -size || top < -size || left > width + size || top > height + size) continue;
      const look = object.id === this.chosen ? chosen : now - object.heard < SILENT ? usual : silent;
      this.#pixels.stamp(look.pictures[turnOf(object.turn)], look.cell, left * ratio, top * ratio);
      this.#shown.push({ id: object.id, left, top });
    }
  }

  /** Objects are smaller where there are many of them on little room. */
  #size() {
    const many = this.#fleet.objects.size > 1_500;
    const far = this.#frame.viewState.resolution > 600;
    return far ? (many ? 7 : 11) : many ? 11 : 15;
  }

  #drawRings(pen, now, shift) {
    const { coordinateToPixelTransform: [a, , , d, e, f] } = this.#frame;
    for (const { x, y, token, begin } of this.#rings) {
      const share = Math.min(1, (now - begin) / RING);
      pen.globalAlpha = this.#calm.matches ? 1 : 1 - share;
      pen.strokeStyle = colour(token);
      pen.lineWidth = 3;
      pen.beginPath();
      pen.arc(a * (x + shift) + e, d * y + f, this.#calm.matches ? 14 : 6 + 26 * share, 0, 2 * Math.PI);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  #drawLabels(pen) {
    const all = this.#frame.viewState.resolution < LABEL_RESOLUTION && this.#shown.length <= LABELS;
    pen.font = "600 12px system-ui, sans-serif";
    pen.lineWidth = 3;
    pen.lineJoin = "round";
    for (const { id, left, top } of this.#shown) {
      if (!all && id !== this.chosen) continue;
      pen.strokeStyle = colour("halo");
      pen.strokeText(id, left + 12, top + 4);
      pen.fillStyle = colour(id === this.chosen ? "chosen" : "text");
      pen.fillText(id, left + 12, top + 4);
    }
  }
}

/** How far the copies of the world that are in sight lie from the first. */
function worlds([west, , east]) {
  const shifts = [];
  const first = Math.floor((west + WORLD / 2) / WORLD);
  const last = Math.floor((east + WORLD / 2) / WORLD);
  for (let world = first; world <= last; world++) shifts.push(world * WORLD);
  return shifts;
}
