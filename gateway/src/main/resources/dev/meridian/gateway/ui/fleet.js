// Moving objects: where each was last, and where it is shown now. Between two fixes it is on its
// way from where it was shown to the newer one, for about as long as fixes of it are apart.

import { WORLD } from "./map-view.js";

const MOST = 20_000;
const SHORTEST = 100;
const LONGEST = 5_000;
const FIRST = 300;

/** Farther than this between two fixes, in metres of the projection, it is not shown travelling. */
const JUMP = 200_000;

/** After so long without a word, an object is shown as silent. In milliseconds. */
export const SILENT = 60_000;

export class Fleet {
  /** By id: `fix` (as told), `x`, `y` (target), `fromX`, `fromY`, `begin`, `end`, `heard`, `turn`. */
  objects = new Map();
  /** How many fixes were taken. */
  taken = 0;
  #restAt = 0;

  /** Takes rows `[object, milliseconds, lon, lat, accuracy, seq, speed, heading, …]` of the stream. */
  takeRows(rows, now) {
    for (const [id, time, lon, lat, accuracy, , speed, heading, altitude, attributes] of rows) {
      this.#take(id, { time, lon, lat, accuracy, speed, heading, altitude, attributes }, now, now);
    }
  }

  /** Takes Features of `/objects`: what was known before anything is heard. */
  takeFeatures(features, now) {
    for (const { id, geometry, properties } of features) {
      const [lon, lat, altitude] = geometry.coordinates;
      this.#take(id, { ...properties, time: Date.parse(properties.time), lon, lat, altitude }, now, -Infinity);
    }
  }

  #take(id, fix, now, heard) {
    const [x, y] = ol.proj.fromLonLat([fix.lon, fix.lat]);
    const known = this.objects.get(id);
    if (!known) {
      if (this.objects.size >= MOST) this.#dropOldest();
      this.objects.set(id, { id, fix, x, y, fromX: x, fromY: y, begin: now, end: now, heard, turn: fix.heading ?? null });
    } else if (fix.time > known.fix.time) {
      this.#move(known, fix, x, y, now, heard);
    }
    this.taken++;
  }

  #move(object, fix, x, y, now, heard) {
    const [shownX, shownY] = at(object, now);
    const apart = now - object.heard;
    const span = apart > 0 && apart < 2 * LONGEST ? Math.max(SHORTEST, Math.min(LONGEST, apart)) : FIRST;
    const far = Math.hypot(x - shownX, y - shownY) > JUMP;
    const moved = Math.hypot(x - object.x, y - object.y) > 0.5;
    object.turn = fix.heading ?? (moved ? bearing(object.x, object.y, x, y) : object.turn);
    Object.assign(object, { fix, x, y, fromX: far ? x : shownX, fromY: far ? y : shownY, begin: now, end: now + span });
    object.heard = Math.max(object.heard, heard);
    this.#restAt = Math.max(this.#restAt, object.end);
  }

  #dropOldest() {
    this.objects.delete(this.objects.keys().next().value);
  }

  /** Whether anything is on its way. */
  isMoving(now) {
    return now < this.#restAt;
  }

  /** Forgets what is outside a box in the map's projection, in whichever copy of the world that lies. */
  keepWithin([west, south, east, north], always) {
    for (const { id, x, y } of this.objects.values()) {
      const fromWest = (((x - west) % WORLD) + WORLD) % WORLD;
      const inside = fromWest <= east - west && y >= south && y <= north;
      if (!inside && id !== always) this.objects.delete(id);
    }
  }
}

/** Where an object is shown now; the time of a frame may be a little before that of a fix. */
export function at({ x, y, fromX, fromY, begin, end }, now) {
  if (now >= end || end === begin) return [x, y];
  const share = Math.max(0, now - begin) / (end - begin);
  return [fromX + (x - fromX) * share, fromY + (y - fromY) * share];
}

function bearing(fromX, fromY, x, y) {
  const degrees = (Math.atan2(x - fromX, y - fromY) * 180) / Math.PI;
  return (degrees + 360) % 360;
}
