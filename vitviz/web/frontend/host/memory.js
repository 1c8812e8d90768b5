// What this browser keeps between visits, as short texts. Nothing depends on it, for a browser may
// keep nothing at all.

const PREFIX = "vitviz-";

/** @param {string} key @returns {string|null}  null where nothing is kept */
export function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} key @param {string} text */
export function write(key, text) {
  try {
    localStorage.setItem(key, text);
  } catch {
    // then it lasts as long as the page
  }
}

/** What a view keeps, by a name of its own. @type {import("../view/host.js").Host["memory"]} */
export const memory = {
  recall: (name) => read(PREFIX + name),
  remember: (name, text) => write(PREFIX + name, text),
};
