// Dark and light: as the system wants it, until a person says otherwise. The canvas cannot use
// CSS variables, so their values are read here.

import { byId } from "./dom.js";

const KEY = "meridian-theme";
const NAMES = [
  "sea", "land", "border", "place", "halo", "grid", "text", "page", "object", "object-rim", "chosen",
  "fence", "sketch", "region", "down", "enter", "exit", "cross", "dwell", "approach", "lost", "inside", "outside",
];

const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = [];
let colours = {};

/** The colour of a token, for a canvas. */
export const colour = (name) => colours[name];

/** The same, so much of it that it covers that share. */
export const faint = (name, share) => colours[name].replace("rgb(", "rgba(").replace(")", `, ${share})`);

/** Calls back now and whenever the colours change. */
export function onColours(listener) {
  listeners.push(listener);
  listener();
}

const isDark = () => {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : system.matches;
};

function read() {
  const probe = document.body.appendChild(document.createElement("i"));
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`;
    colours[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  byId("theme").textContent = isDark() ? "Light" : "Dark";
  byId("theme").setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
  listeners.forEach((listener) => listener());
}

function toggle() {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(KEY, theme);
  read();
}

/** Begins with what was chosen last time. */
export function startTheme() {
  const kept = localStorage.getItem(KEY);
  if (kept === "dark" || kept === "light") document.documentElement.dataset.theme = kept;
  system.addEventListener("change", read);
  byId("theme").addEventListener("click", toggle);
  read();
}
