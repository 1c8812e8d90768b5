// A picture that the arrow keys steer, as assistive technology knows it: a slider, whose keys every
// screen reader leaves to the page and whose value it says as it changes. Of an "application", which
// it also is, Orca says nothing, and keeps the keys for itself.

export const STEERED = Object.freeze({ tabindex: "0", role: "slider", "aria-valuemin": "1", "aria-valuenow": "1" });

/** @param {Element|null} element @param {number} at  where it stands, from 0
 * @param {string} text  the same in words */
export function steered(element, at, text) {
  if (!element || element.getAttribute("aria-valuetext") === text) return;
  element.setAttribute("aria-valuemax", String(Math.max(at + 1, Number(element.getAttribute("aria-valuemax") ?? 1))));
  element.setAttribute("aria-valuenow", String(at + 1));
  element.setAttribute("aria-valuetext", text);
}
