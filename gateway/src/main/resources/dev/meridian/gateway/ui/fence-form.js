// The form of one fence. What is wrong is said at its field, by the form or by the gateway.

import { button, el } from "./dom.js";
import { FieldError, fieldOf, KINDS } from "./fence-document.js";

const FIELDS = [
  ["dwell", "Dwell", "Seconds inside after which it is told, once a visit."],
  ["minInside", "Inside for", "Seconds it must be inside to have entered."],
  ["minOutside", "Outside for", "Seconds it must be outside to have left."],
  ["exitBuffer", "Exit buffer", "Metres beyond the edge to have left."],
];

/**
 * Makes the form.
 *
 * @param values of the fields
 * @param isNew whether the id can still be chosen
 * @param actions `save()`, `cancel()`, `remove()`, `reshape(text)` when a person has typed a shape
 * @return `element`, `values()`, `shape(text)` to show another shape, `complain(error)`
 */
export function makeForm(values, isNew, actions) {
  const inputs = {};
  const errors = {};

  function field(name, label, help, input) {
    const id = `fence-${name}`;
    input.id = id;
    input.setAttribute("aria-describedby", `${id}-help ${id}-error`);
    inputs[name] = input;
    errors[name] = el("span", { class: "error", id: `${id}-error` });
    return el(
      "div",
      { class: "field" },
      el("label", { for: id }, label),
      input,
      errors[name],
      el("span", { class: "help", id: `${id}-help` }, help),
    );
  }

  const text = (name, label, help, more = {}) =>
    field(name, label, help, el("input", { type: "text", value: values[name], autocomplete: "off", spellcheck: "false", ...more }));
  const area = (name, label, help, rows, more = {}) =>
    field(name, label, help, el("textarea", { rows, spellcheck: "false", ...more }, values[name]));

  const kinds = KINDS.map((kind) => el("input", { type: "checkbox", value: kind, checked: values.kinds.includes(kind) }));
  errors.kinds = el("span", { class: "error" });
  inputs.kinds = kinds[0];
  const first = el("input", { type: "checkbox", checked: values.enterAtFirst });
  errors.form = el("p", { class: "error", role: "alert" });
  const others = area("others", "All else, as JSON", "Windows, approach, exclusive, actions, ttl, and properties of your own.", 5);

  const element = el(
    "form",
    { class: "form", onsubmit: (event) => event.preventDefault() || actions.save() },
    isNew ? text("id", "Id", "Letters, digits, - and _. Left empty, it gets one.") : null,
    text("name", "Name", "What people call it."),
    area("shape", "Where it is", "A circle: longitude, latitude, metres. An area: longitude, latitude of each corner in a line. Or GeoJSON.", 4, {
      onchange: (event) => actions.reshape(event.target.value),
    }),
    text("groups", "Groups", "Separated by commas: depots, harbours."),
    el("fieldset", { class: "kinds" }, el("legend", {}, "What is told (none chosen: as usual)"), kinds.map((box) => el("label", {}, box, box.value)), errors.kinds),
    el("div", { class: "pair" }, FIELDS.map(([name, label, help]) => text(name, label, help, { inputmode: "decimal" }))),
    text("objects", "Only these objects", "Patterns of ids: truck-*, ferry-?"),
    el("label", { class: "check" }, first, "Who is inside at its first fix has entered"),
    el("details", { open: values.others !== "" }, el("summary", {}, "More"), others),
    errors.form,
    el(
      "div",
      { class: "buttons end" },
      el("button", { type: "submit", class: "main" }, "Save"),
      button("Cancel", actions.cancel),
      isNew ? null : button("Delete", actions.remove, { class: "danger" }),
    ),
  );

  function clear() {
    Object.values(errors).forEach((error) => error.replaceChildren());
    Object.values(inputs).forEach((input) => input.removeAttribute("aria-invalid"));
  }

  return {
    element,
    values: () => ({
      ...Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value])),
      id: inputs.id?.value ?? values.id,
      kinds: kinds.filter((box) => box.checked).map((box) => box.value),
      enterAtFirst: first.checked,
    }),
    shape(shape) {
      inputs.shape.value = shape;
      errors.shape.replaceChildren();
      inputs.shape.removeAttribute("aria-invalid");
    },
    /** Says at their fields what is wrong; `more` are buttons beside a complaint about the whole. */
    complain(error, ...more) {
      clear();
      const all =
        error instanceof FieldError
          ? [[error.field, error.message]]
          : (error.errors?.length ? error.errors : [{ detail: error.message }]).map(({ pointer, detail }) => [fieldOf(pointer), detail]);
      all.forEach(([name, detail]) => {
        const known = inputs[name] ? name : "form";
        inputs[known]?.setAttribute("aria-invalid", "true");
        errors[known].append(detail, " ");
      });
      errors.form.append(...more);
      const wrong = element.querySelector("[aria-invalid]");
      wrong?.closest("details")?.setAttribute("open", "");
      (wrong ?? errors.form).scrollIntoView({ block: "center" });
      wrong?.focus();
    },
  };
}
