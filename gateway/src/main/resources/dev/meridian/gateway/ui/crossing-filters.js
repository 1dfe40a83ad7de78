// The filters of crossings: the same that /stream has, so that the gateway sends what fits only.

import { button, el } from "./dom.js";
import { KINDS } from "./crossing-text.js";

const words = (text) => text.split(",").map((word) => word.trim()).filter(Boolean);

/**
 * Makes the filters.
 *
 * @param changed called when a person has changed them
 * @return `element`; `asked()`, the filter for the gateway; `fits(crossing)`; `only(object)`
 */
export function makeFilters(changed) {
  const summary = el("summary", {}, "Filters");
  const kinds = Object.keys(KINDS).map((kind) => el("input", { type: "checkbox", name: "kind", value: kind }));
  const text = (name, label, placeholder) =>
    [name, el("input", { type: "text", name, placeholder, "aria-label": label, spellcheck: "false", autocomplete: "off" })];
  const fields = Object.fromEntries([
    text("fences", "Fences", "depot-north"),
    text("groups", "Groups of fences", "depots"),
    text("objects", "Objects", "truck-*"),
  ]);
  const form = el(
    "form",
    { onsubmit: (event) => event.preventDefault(), onchange: () => apply() },
    el("fieldset", { class: "kinds" }, el("legend", {}, "Kinds (none chosen: all)"), kinds.map((box) => el("label", {}, box, box.value))),
    el("div", { class: "three" }, Object.entries(fields).map(([name, field]) => el("label", {}, name[0].toUpperCase() + name.slice(1), field))),
    el("p", { class: "quiet" }, "Ids, separated by commas. An object may end in * for all that begin so."),
    el("div", { class: "buttons" }, button("Show all", () => form.reset() || apply())),
  );
  let now = {};

  function apply() {
    now = {};
    for (const [name, field] of Object.entries(fields)) {
      if (words(field.value).length) now[name] = words(field.value);
    }
    const chosen = kinds.filter((box) => box.checked).map((box) => box.value);
    if (chosen.length) now.kinds = chosen;
    const active = Object.keys(now).length;
    summary.textContent = active ? `Filters: ${Object.values(now).flat().join(", ")}` : "Filters";
    changed();
  }

  const has = (name, matches) => !now[name] || now[name].some(matches);

  return {
    element: el("details", { class: "filters" }, summary, form),
    asked: () => now,
    fits: (crossing) =>
      has("kinds", (kind) => kind === crossing.kind) &&
      has("fences", (fence) => fence === crossing.fence) &&
      has("groups", (group) => crossing.groups?.includes(group)) &&
      has("objects", (word) => (word.endsWith("*") ? crossing.object.startsWith(word.slice(0, -1)) : word === crossing.object)),
    only(object) {
      fields.objects.value = object;
      apply();
    },
  };
}
