// What this browser keeps between visits for a view: a short text by its name. Nothing depends on it,
// for a browser may keep nothing at all.

const PREFIX = "vitviz-";

/** @param {string} name @returns {string|null}  null where nothing is kept */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} text */
export function remember(name, text) {
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    // it is offered no more, that is all
  }
}
