// What nobody looks at is not computed: a panel begins when it comes near the screen.

/** Those that have not begun. @type {Set<() => void>} */
const waiting = new Set();

/** Begins what nobody has come near to yet: a print shows it. Whether there was any.
 * @returns {boolean} */
export function beginAll() {
  const all = [...waiting];
  for (const begin of all) begin();
  return all.length > 0;
}

/**
 * Calls `enter` once `element` is within `margin` of being seen, half a screen where none is given;
 * `away` while it is not.
 * @param {Element} element @param {AbortSignal} signal @param {() => void} enter
 * @param {{margin?: string, away?: () => void}} [options]
 */
export function nearScreen(element, signal, enter, { margin = "50%", away } = {}) {
  // The page may scroll inside an element of the host's; TypeScript knows scrollMargin not yet.
  const margins = /** @type {IntersectionObserverInit} */ ({ rootMargin: margin, scrollMargin: margin });
  const observer = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) begin();
    else away?.();
  }, margins);
  const leave = () => {
    observer.disconnect();
    waiting.delete(begin);
  };
  const begin = () => {
    leave();
    enter();
  };
  waiting.add(begin);
  observer.observe(element);
  signal.addEventListener("abort", leave);
}
