// What nobody looks at is not computed: a panel begins when it comes near the screen.

// The page may scroll inside an element of the host's; TypeScript knows scrollMargin not yet.
const MARGINS = /** @type {IntersectionObserverInit} */ ({ rootMargin: "50%", scrollMargin: "50%" });

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
 * Calls `enter` once `element` is within half a screen of being seen.
 * @param {Element} element @param {AbortSignal} signal @param {() => void} enter
 */
export function nearScreen(element, signal, enter) {
  const observer = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) begin();
  }, MARGINS);
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
