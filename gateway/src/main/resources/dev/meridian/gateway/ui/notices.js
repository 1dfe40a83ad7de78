// What a person must be told wherever they look: problems, gaps, questions before something is lost.

import { button, byId, el } from "./dom.js";

const MOST = 4;
const SHOWN = 8_000;

/**
 * Says something. The same is not said twice at a time.
 *
 * @param level `good`; `warn`; or `bad`, which stays until it is closed
 */
export function notice(text, level = "good") {
  const bad = level === "bad";
  const all = byId("notices");
  if ([...all.children].some((one) => one.dataset.text === text)) return;
  const one = el(
    "div",
    { class: `notice ${level}`, role: bad ? "alert" : "status", "data-text": text },
    el("p", {}, text),
    button("Close", () => one.remove()),
  );
  all.append(one);
  while (all.children.length > MOST) all.firstChild.remove();
  if (!bad) setTimeout(() => one.remove(), SHOWN);
}

/** Asks whether to go on. */
export function ask(title, text, go) {
  const dialog = byId("question");
  return new Promise((answer) => {
    const end = (value) => () => {
      dialog.close();
      answer(value);
    };
    dialog.replaceChildren(
      el("h2", { id: "question-title" }, title),
      el("p", {}, text),
      el(
        "div",
        { class: "buttons" },
        button("Keep it", end(false), { autofocus: true }),
        button(go, end(true), { class: "danger", id: "question-go" }),
      ),
    );
    dialog.oncancel = () => answer(false);
    dialog.showModal();
  });
}
