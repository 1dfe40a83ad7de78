// A fence as the values of a form, and back. What the form has no field for is kept as it is, and
// shown as JSON.

import { readShape, shapeOf, shapeText } from "./fence-shape.js";

export const KINDS = ["enter", "exit", "cross", "dwell", "approach", "inside", "outside"];
const NUMBERS = ["dwell", "minInside", "minOutside", "exitBuffer"];
const LISTS = ["groups", "objects"];
const FIELDS = new Set(["name", "kinds", "radius", "enterAtFirst", ...NUMBERS, ...LISTS]);
const OWN = ["version", "expires", "links"];

/** A value that a form cannot send, with the name of its field. */
export class FieldError extends Error {
  constructor(field, message) {
    super(message);
    this.field = field;
  }
}

/** The texts of the form's fields; `kinds` is a list and `enterAtFirst` a boolean. */
export function valuesOf(feature) {
  const properties = feature.properties ?? {};
  const others = Object.fromEntries(Object.entries(properties).filter(([name]) => !FIELDS.has(name)));
  const values = {
    id: feature.id ?? "",
    name: properties.name ?? "",
    kinds: properties.kinds ?? [],
    enterAtFirst: properties.enterAtFirst === true,
    shape: shapeText(shapeOf(feature)),
    others: Object.keys(others).length ? JSON.stringify(others, null, 2) : "",
  };
  NUMBERS.forEach((name) => (values[name] = properties[name] === undefined ? "" : String(properties[name])));
  LISTS.forEach((name) => (values[name] = (properties[name] ?? []).join(", ")));
  return values;
}

/**
 * The Feature that a form describes. What was not edited stays as its author wrote it.
 *
 * @param before the Feature that was edited
 * @throws FieldError for what cannot be sent
 */
export function featureOf(values, before) {
  const shown = before ? valuesOf(before) : {};
  const { geometry, radius } = values.shape === shown.shape ? shapeOf(before) : shape(values.shape);
  const properties = others(values.others);
  if (values.name.trim()) properties.name = values.name.trim();
  LISTS.forEach((name) => {
    const same = before && values[name] === shown[name];
    const words = same ? (before.properties?.[name] ?? []) : values[name].split(",").map((word) => word.trim()).filter(Boolean);
    if (words.length) properties[name] = words;
  });
  if (values.kinds.length) properties.kinds = values.kinds;
  NUMBERS.forEach((name) => {
    if (values[name].trim()) properties[name] = number(name, values[name]);
  });
  if (values.enterAtFirst) properties.enterAtFirst = true;
  if (geometry.type === "Point") properties.radius = radius;
  const feature = { ...before, type: "Feature", geometry, properties };
  if (values.id.trim()) feature.id = values.id.trim();
  OWN.forEach((name) => delete feature[name]);
  return feature;
}

function shape(text) {
  if (!text.trim()) throw new FieldError("shape", "Draw the fence on the map, or type where it is.");
  try {
    return readShape(text);
  } catch (error) {
    throw new FieldError("shape", error.message);
  }
}

function number(name, text) {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new FieldError(name, `“${text}” is no number.`);
  return value;
}

function others(text) {
  if (!text.trim()) return {};
  try {
    const document = JSON.parse(text);
    if (document && typeof document === "object" && !Array.isArray(document)) return document;
  } catch {
    // told below
  }
  throw new FieldError("others", "Expected a JSON object, for example {\"ttl\": 3600}.");
}

/** The field that a JSON pointer of the gateway is about. */
export function fieldOf(pointer) {
  const [, first, second] = (pointer ?? "").split("/");
  if (first === "id") return "id";
  if (first === "geometry" || second === "radius") return "shape";
  if (first !== "properties") return null;
  return FIELDS.has(second) ? second : "others";
}
