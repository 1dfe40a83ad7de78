// Pictures of objects as pixels, made once for each look: an arrow for each of 32 headings, and a dot
// for what has none.

import { colour } from "./theme.js";

const TURNS = 32;
const DOT = TURNS;
const kept = new Map();

/** Forgets all pictures, as the colours have changed. */
export const forgetSprites = () => kept.clear();

/**
 * The pictures of a look: squares of `cell` times `cell` device pixels.
 *
 * @param token of its colour
 * @param size in CSS pixels
 * @param ratio of device pixels to CSS pixels
 * @param opacity 0 to 1
 */
export function sprites(token, size, ratio, opacity = 1) {
  const key = `${token} ${size} ${ratio} ${opacity}`;
  if (!kept.has(key)) kept.set(key, paint(token, size, ratio, opacity));
  return kept.get(key);
}

/** Which of the pictures shows a heading; null for none. */
export const turnOf = (heading) => (heading === null ? DOT : Math.round((heading / 360) * TURNS) % TURNS);

function paint(token, size, ratio, opacity) {
  const cell = Math.ceil((size + 4) * ratio);
  const canvas = document.createElement("canvas");
  canvas.width = cell;
  canvas.height = cell;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const pictures = Array.from({ length: TURNS + 1 }, (_, turn) => {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, cell, cell);
    pen.translate(cell / 2, cell / 2);
    pen.rotate((turn * 2 * Math.PI) / TURNS);
    pen.globalAlpha = opacity;
    pen.fillStyle = colour(token);
    pen.strokeStyle = colour("object-rim");
    pen.lineWidth = 1.5 * ratio;
    pen.lineJoin = "round";
    trace(pen, turn, (size / 2) * ratio);
    pen.stroke();
    pen.fill();
    return new Uint32Array(pen.getImageData(0, 0, cell, cell).data.buffer);
  });
  return { pictures, cell };
}

function trace(pen, turn, half) {
  pen.beginPath();
  if (turn === DOT) {
    pen.arc(0, 0, half * 0.62, 0, 2 * Math.PI);
  } else {
    pen.moveTo(0, -half);
    pen.lineTo(half * 0.72, half * 0.8);
    pen.lineTo(0, half * 0.42);
    pen.lineTo(-half * 0.72, half * 0.8);
    pen.closePath();
  }
}
