// Light, dark, or as the system; and type for a hall.
//
// Streamlit has no call for it: it keeps the visitor's pick in
// localStorage, per address, and reads it once when the page loads; its own menu, which our page
// does not show, changes it at once. So a pick presses the entry of that menu, within one frame
// in which nothing of it is painted. Where there is no menu the page loads anew: the address
// holds all of its state.

import { read, write } from "./memory.js";

/** @typedef {"system"|"light"|"dark"} Theme */

/** What Streamlit calls each theme. @type {Record<Theme, string>} */
const NAMES = { system: "System", light: "Light", dark: "Dark" };
const OURS = "vitviz-theme"; // the pick for all pages; Streamlit's is for one address
const LARGE = "vitviz-large-type"; // in the browser, not in the address: a link makes nobody's type large
const PRESENT = "data-present"; // on the document: app/server/static_files.py says how large
const LANDED = new URL(performance.getEntriesByType("navigation")[0]?.name ?? location.href)
  .pathname;

/** Whether a stored text names a theme. @param {string|null} text @returns {text is Theme} */
function isTheme(text) {
  return text !== null && Object.hasOwn(NAMES, text);
}

/** Streamlit's key for a path. Its version is read off the keys that are there. @param {string} path */
function keyOf(path) {
  let version = 2;
  try {
    const versions = Object.keys(localStorage)
      .map((key) => Number(/^stActiveTheme-.*-v(\d+)$/.exec(key)?.[1] ?? 0));
    version = Math.max(...versions, 2);
  } catch {
    // the visitor's browser keeps nothing
  }
  return `stActiveTheme-${path}-v${version}`;
}

/** What Streamlit has stored, or null where it stores nothing or in a way not known here. */
function stored() {
  const text = read(keyOf(LANDED));
  return Object.keys(NAMES).filter(isTheme)
    .find((theme) => JSON.stringify(NAMES[theme]) === text) ?? null;
}

/** An element of Streamlit's own. @param {string} name @returns {HTMLElement|null} */
const streamlits = (name) => document.querySelector(`[data-testid="${name}"]`);
const menuButton = () => streamlits("stMainMenuButton");

/** Presses the theme's entry of Streamlit's menu, if there is one. @param {Theme} theme */
async function press(theme) {
  const button = menuButton();
  if (!button) return false;
  const focused = focusedNow();
  button.click();
  await null; // the menu is in the document after this turn, before anything is painted
  const entry = streamlits(`stMainMenuItem-theme-${NAMES[theme]}`);
  entry?.click();
  button.click();
  setTimeout(() => focused?.focus(), 50); // the closing menu gives the focus to its own button
  return Boolean(entry);
}

function focusedNow() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement ? element : null;
}

/** As it was left, before anything is painted. */
document.documentElement.toggleAttribute(PRESENT, read(LARGE) === "yes");

/** @param {Theme} theme @param {string[]} pages  their paths */
function remember(theme, pages) {
  write(OURS, theme);
  for (const path of pages) if (path !== LANDED) write(keyOf(path), JSON.stringify(NAMES[theme]));
}

export class Appearance {
  /** @type {string[]} */ pages; // their paths
  /** @type {Theme|null} */ seen; // what Streamlit had stored when we last looked

  /** @param {string[]} pages  the addresses of all pages, relative to this one */
  constructor(pages) {
    this.pages = pages.map((url) => new URL(url, document.baseURI).pathname);
    this.seen = stored();
    const ours = read(OURS);
    if (isTheme(ours) && this.seen && ours !== this.seen) press(ours);
  }

  /** Whether a pick can have any effect. */
  get possible() {
    return Boolean(menuButton()) || stored() !== null;
  }

  /** The visitor's pick. @returns {Theme} */
  get current() {
    const ours = read(OURS);
    return stored() ?? (isTheme(ours) ? ours : "system");
  }

  /** Whether all type is as large as a hall needs it. @returns {boolean} */
  get large() {
    return document.documentElement.hasAttribute(PRESENT);
  }

  /** @param {boolean} large  from now on, in this browser */
  enlarge(large) {
    write(LARGE, large ? "yes" : "");
    document.documentElement.toggleAttribute(PRESENT, large);
  }

  /** To be called when the page's colours have changed: another switch than ours may have done it. */
  follow() {
    const now = stored();
    if (now && now !== this.seen) remember(now, this.pages);
    this.seen = now;
  }

  /** Shows the page in a theme from now on. @param {Theme} theme */
  async pick(theme) {
    remember(theme, this.pages);
    if (await press(theme)) return;
    write(keyOf(LANDED), JSON.stringify(NAMES[theme]));
    location.reload();
  }
}
