// Exploring by mouse, pen and finger. A mouse hovers as it moves and a click commits what it shows.
// A finger that drags scrolls the page as anywhere; a tap commits, and a long press explores.

const LONG_PRESS = 350; // milliseconds
const STILL = 10; // pixels a resting finger may wander

/** @typedef {import("./types.js").Pointer} Pointer */

/**
 * @template Found
 * @typedef {object} Actions  what to do with what is found under the pointer
 * @property {(point: Pointer) => Found | null} at  what is there, null for nothing
 * @property {(found: Found) => void} hover
 * @property {(found: Found) => void} commit
 * @property {() => void} leave  the pointer is on nothing any more
 * @property {(found: Found) => void} [tap]  a click's, where it is not the same as `commit`
 */

/** @typedef {{x: number, y: number, timer: number, exploring: boolean}} Touch */

/**
 * @template Found
 * @param {HTMLElement | SVGElement} element
 * @param {Actions<Found>} actions
 */
export function explore(element, actions) {
  /** @type {Touch|null} */ let touch = null;
  /** @type {Found|null} */ let last = null; // of the exploring finger
  element.style.touchAction = "pan-y pinch-zoom";

  const listen = /** @type {HTMLElement} */ (element); // both kinds have these events

  listen.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const found = actions.at(event);
    if (found === null) actions.leave();
    else actions.hover(found);
  });
  listen.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") actions.leave();
  });
  listen.addEventListener("click", (event) => {
    const found = actions.at(event);
    if (found !== null) (actions.tap ?? actions.commit)(found);
  });

  listen.addEventListener("touchstart", (event) => {
    if (event.touches.length > 1) return stop();
    const { clientX, clientY } = event.touches[0];
    last = null;
    touch = { x: clientX, y: clientY, exploring: false, timer: window.setTimeout(() => {
      if (touch) touch.exploring = true;
      move({ clientX, clientY });
    }, LONG_PRESS) };
  }, { passive: true });
  listen.addEventListener("touchmove", (event) => {
    if (!touch) return;
    const point = event.touches[0];
    if (touch.exploring) {
      event.preventDefault(); // the finger explores now, the page stays
      move(point);
    } else if (Math.hypot(point.clientX - touch.x, point.clientY - touch.y) > STILL) stop();
  }, { passive: false });
  listen.addEventListener("touchend", (event) => {
    if (!touch?.exploring) return stop();
    event.preventDefault(); // no click after a long press
    if (last !== null) actions.commit(last);
    stop();
  });
  listen.addEventListener("touchcancel", () => stop());
  listen.addEventListener("contextmenu", (event) => touch?.exploring && event.preventDefault());

  /** @param {Pointer} point */
  function move(point) {
    const found = actions.at(point);
    if (found === null) return;
    last = found;
    actions.hover(found);
  }
  function stop() {
    if (!touch) return;
    clearTimeout(touch.timer);
    if (touch.exploring) actions.leave();
    touch = null;
  }
}
