// Exploring by mouse, pen and finger. A mouse hovers as it moves and a click commits what it shows.
// A finger that drags scrolls the page as anywhere; a tap commits, and a long press explores.

const LONG_PRESS = 350; // milliseconds
const STILL = 10; // pixels a resting finger may wander

/**
 * @param {HTMLElement} element
 * @param {{at: (event: {clientX:number, clientY:number}) => any, hover: (found: any) => void,
 *          commit: (found: any) => void, leave: () => void, tap?: (found: any) => void}} actions
 *   `at` may return null; `tap` is a click's, where it is not the same as `commit`
 */
export function explore(element, actions) {
  let touch = null; // {x, y, timer, exploring, last}
  element.style.touchAction = "pan-y pinch-zoom";

  element.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch") return;
    const found = actions.at(event);
    if (found === null) actions.leave();
    else actions.hover(found);
  });
  element.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") actions.leave();
  });
  element.addEventListener("click", (event) => {
    const found = actions.at(event);
    if (found !== null) (actions.tap ?? actions.commit)(found);
  });

  element.addEventListener("touchstart", (event) => {
    if (event.touches.length > 1) return stop();
    const { clientX: x, clientY: y } = event.touches[0];
    touch = { x, y, exploring: false, last: null, timer: setTimeout(() => {
      touch.exploring = true;
      move({ clientX: x, clientY: y });
    }, LONG_PRESS) };
  }, { passive: true });
  element.addEventListener("touchmove", (event) => {
    if (!touch) return;
    const point = event.touches[0];
    if (touch.exploring) {
      event.preventDefault(); // the finger explores now, the page stays
      move(point);
    } else if (Math.hypot(point.clientX - touch.x, point.clientY - touch.y) > STILL) stop();
  }, { passive: false });
  element.addEventListener("touchend", (event) => {
    if (!touch?.exploring) return stop();
    event.preventDefault(); // no click after a long press
    if (touch.last !== null) actions.commit(touch.last);
    stop();
  });
  element.addEventListener("touchcancel", () => stop());
  element.addEventListener("contextmenu", (event) => touch?.exploring && event.preventDefault());

  function move(point) {
    const found = actions.at(point);
    if (found === null) return;
    touch.last = found;
    actions.hover(found);
  }
  function stop() {
    if (!touch) return;
    clearTimeout(touch.timer);
    if (touch.exploring) actions.leave();
    touch = null;
  }
}
