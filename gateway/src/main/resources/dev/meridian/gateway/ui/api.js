// The gateway's HTTP interface, as far as the map needs it.

const ROOT = new URL("../", document.baseURI);

/** What the gateway refused, or that it did not answer (status 0). */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The gateway answered ${status}.`);
    this.status = status;
    /** By JSON pointer, what is wrong with the document that was sent. */
    this.errors = problem.errors ?? [];
  }
}

async function ask(path, { method = "GET", body, headers = {}, signal } = {}) {
  const options = { method, signal, headers: { Accept: "application/json, application/geo+json", ...headers } };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/geo+json";
  }
  let response;
  try {
    response = await fetch(new URL(path, ROOT), options);
  } catch {
    throw new Refused(0, { detail: "The gateway does not answer." });
  }
  const text = await response.text();
  const document = text ? parsed(text) : {};
  if (!response.ok) throw new Refused(response.status, document);
  return document;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

const one = (folder, id) => `${folder}/${encodeURIComponent(id)}`;

/** Follows the pages of a collection until there are `most` features, or `signal` ends it. */
async function pages(folder, box, most, signal) {
  const features = [];
  let after = null;
  do {
    const query = new URLSearchParams({ limit: Math.min(1000, most - features.length) });
    if (box) query.set("bbox", box.join(","));
    if (after !== null) query.set("after", after);
    const page = await ask(`${folder}?${query}`, { signal });
    features.push(...page.features);
    const next = page.links.find((link) => link.rel === "next");
    after = next ? new URL(next.href).searchParams.get("after") : null;
  } while (after !== null && features.length < most);
  return { features, more: after !== null };
}

/** Regions with their health. */
export const regions = async () => (await ask("regions")).features;

/** Fences in a box (null for everywhere); `more` tells if there are others. */
export const fencesIn = (box, most, signal) => pages("fences", box, most, signal);

/** How many fences there are in all. */
export const fenceCount = async () => (await ask("fences?limit=1")).numberMatched;

/** One fence, with its version. */
export const fence = (id) => ask(one("fences", id));

/** Objects at their last position in a box (null for everywhere). */
export const objectsIn = (box, most) => pages("objects", box, most);

/** One object: the fences it is inside of, and its last fixes. */
export const object = (id) => ask(`${one("objects", id)}?limit=200`);

/** Makes a fence that is new; one without an id is given one. */
export const addFence = (feature) =>
  feature.id === undefined
    ? ask("fences", { method: "POST", body: feature })
    : ask(one("fences", feature.id), { method: "PUT", body: feature, headers: { "If-None-Match": "*" } });

/** Replaces a fence if it still has this version. */
export const changeFence = (feature, version) =>
  ask(one("fences", feature.id), { method: "PUT", body: feature, headers: { "If-Match": `"${version}"` } });

/** Removes a fence if it still has this version. */
export const removeFence = (id, version) =>
  ask(one("fences", id), { method: "DELETE", headers: { "If-Match": `"${version}"` } });

/** Where `/stream` is. */
export function streamUrl() {
  const url = new URL("stream", ROOT);
  url.protocol = url.protocol.replace("http", "ws");
  return url;
}
