// Elements made and put in place. Text is always text: nothing is ever parsed as HTML.

/** An element by its id, which must be there. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes an element. An attribute that begins with `on` is a listener, `true` stands for an empty
 * value, and false, null and undefined leave it out.
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that does something. */
export const button = (text, onclick, attributes = {}) =>
  el("button", { type: "button", onclick, ...attributes }, text);

/** A list of terms and what is said of them: pairs of text, or of text and an element. */
export const facts = (pairs) =>
  el("dl", { class: "facts" }, pairs.map(([term, text]) => [el("dt", {}, term), el("dd", {}, text)]));

/** What stands where nothing is yet, and what to do about it. */
export const empty = (title, text, ...more) =>
  el("div", { class: "empty" }, el("h3", {}, title), el("p", {}, text), ...more);
