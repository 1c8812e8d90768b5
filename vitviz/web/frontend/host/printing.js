// Printing. Paper is light, whatever the theme, and waits for no frame: before a print every view
// draws at once in the light colours. Panels that begin when they are seen begin too; where the
// print was asked for by its keys, it waits for their numbers.

import { beginAll } from "../view/near_screen.js";

/** @typedef {{root: HTMLElement, view: import("../view/view.js").View | null}} Shown */

/** Answers on their way. @type {Set<Promise<unknown>>} */
const underway = new Set();

/**
 * The same promise, which a print waits for.
 * @template Answer
 * @param {Promise<Answer>} answer @returns {Promise<Answer>}
 */
export function waitedFor(answer) {
  const over = answer.then(() => {}, () => {}).finally(() => underway.delete(over));
  underway.add(over);
  return answer;
}

/**
 * Prepares the views for every print of this page.
 * @param {() => Iterable<Shown>} shown  the views on the page
 * @param {(root: HTMLElement) => void} theme  marks the page's own theme on a view's root again
 * @param {AbortSignal} signal  when it ends
 */
export function printing(shown, theme, signal) {
  let asked = false; // once more is at once: nobody need wait for a server that is slow
  addEventListener("keydown", (event) => {
    const keys = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!keys || event.key.toLowerCase() !== "p" || asked || !(beginAll() || underway.size)) return;
    event.preventDefault();
    asked = true;
    allHere().then(() => { asked = false; print(); });
  }, { capture: true, signal });
  addEventListener("beforeprint", () => {
    beginAll();
    for (const { root, view } of shown()) {
      root.dataset.theme = "light";
      view?.paintNow();
    }
  }, { signal });
  addEventListener("afterprint", () => {
    for (const { root, view } of shown()) {
      theme(root);
      view?.paintNow();
    }
  }, { signal });
}

/** Until no answer is on its way and what came is drawn: one answer may ask for the next. */
async function allHere() {
  do {
    await Promise.all(underway);
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  } while (underway.size);
}
