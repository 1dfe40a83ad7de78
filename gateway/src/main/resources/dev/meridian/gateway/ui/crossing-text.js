// Crossings in words: a sentence, and the evidence for it.

import { clock, heading, metres, moment, place, seconds, speed } from "./format.js";

/** By kind: its sign, and what it means. */
export const KINDS = {
  enter: { sign: "→", meaning: "Enters a fence" },
  exit: { sign: "←", meaning: "Leaves a fence" },
  cross: { sign: "×", meaning: "Passes through" },
  dwell: { sign: "=", meaning: "Stays inside" },
  approach: { sign: "»", meaning: "Comes near" },
  lost: { sign: "?", meaning: "No longer heard of" },
  inside: { sign: "•", meaning: "Is inside" },
  outside: { sign: "°", meaning: "Is outside" },
};

const CAUSES = {
  moved: "it moved",
  "time-passed": "time passed",
  "fence-edited": "the fence was edited",
  "fence-removed": "the fence was removed",
  "object-lost": "nothing was heard of it any more",
  "window-opened": "its time window opened",
  "window-closed": "its time window closed",
  overlap: "fences of its exclusive group overlap",
};

/** What happened, in a sentence. */
export function sentence(crossing, fence = crossing.fence) {
  const cause = ["moved", "time-passed", "object-lost"].includes(crossing.cause)
    ? ""
    : `, because ${CAUSES[crossing.cause] ?? crossing.cause}`;
  return `${told(crossing, fence)}${cause}${crossing.late ? " (told late, by an older fix)" : ""}`;
}

function told({ kind, object, cause, etaSeconds, speed: moving, edgeMetres }, fence) {
  const fast = moving > 1 ? ` at ${speed(moving)}` : "";
  switch (kind) {
    case "enter":
      return `${object} entered ${fence}${fast}`;
    case "exit":
      return cause === "object-lost" ? `${object} was inside ${fence} when it was lost` : `${object} left ${fence}${fast}`;
    case "cross":
      return `${object} passed through ${fence}${fast}`;
    case "dwell":
      return `${object} stays in ${fence}`;
    case "approach":
      return `${object} comes near ${fence}${near(etaSeconds, edgeMetres)}`;
    case "lost":
      return `${object} is no longer heard of`;
    case "inside":
      return `${object} is inside ${fence}`;
    default:
      return `${object} is outside ${fence}`;
  }
}

function near(eta, edge) {
  const parts = [edge === undefined ? null : metres(edge), eta === undefined ? null : `there in ${seconds(eta)}`];
  const known = parts.filter(Boolean);
  return known.length ? `: ${known.join(", ")}` : "";
}

/** Why it is believed: pairs of a term and a text. */
export function evidence(c) {
  const pairs = [
    ["When", moment(c.time)],
    ["Certain since", c.confirmed && c.confirmed !== c.time ? clock(c.confirmed) : null],
    ["Where", place(c.lon, c.lat)],
    ["Near", c.place ? `${c.place.name}, ${metres(c.place.distance)} away` : null],
    ["Distance to the edge", c.edgeMetres === undefined ? null : metres(c.edgeMetres)],
    ["Fix before", c.before ? fix(c.before) : null],
    ["Fix that shows it", c.after ? fix(c.after) : null],
    ["Speed", motion(c.speed, c.deviceSpeed, speed)],
    ["Heading", motion(c.heading, c.deviceHeading, heading)],
    ["There in", c.etaSeconds === undefined ? null : seconds(c.etaSeconds)],
    ["Altitude", c.altitudeIgnored ? "not known, so the fence is looked at in plan" : null],
    ["Cause", CAUSES[c.cause] ?? c.cause],
    ["Fence", c.fence ? `${c.fence}, version ${c.fenceVersion ?? "?"}` : null],
    ["Groups", c.groups?.length ? c.groups.join(", ") : null],
    ["Region", c.region],
    ["Id", c.id],
  ];
  return pairs.filter(([, text]) => text !== null && text !== undefined);
}

const fix = ({ time, lon, lat, accuracy }) => `${clock(time)} at ${place(lon, lat)}${accuracy ? `, ± ${metres(accuracy)}` : ""}`;

function motion(computed, device, text) {
  const parts = [computed === undefined ? null : text(computed), device === undefined ? null : `${text(device)} by the device`];
  const known = parts.filter(Boolean);
  return known.length ? known.join("; ") : null;
}
