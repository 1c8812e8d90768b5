// What nobody looks at is not computed: a panel begins when it comes near the screen.

// The page may scroll inside an element of the host's; TypeScript knows scrollMargin not yet.
const MARGINS = /** @type {IntersectionObserverInit} */ ({ rootMargin: "50%", scrollMargin: "50%" });

/**
 * Calls `enter` once `element` is within half a screen of being seen.
 * @param {Element} element @param {AbortSignal} signal @param {() => void} enter
 */
export function nearScreen(element, signal, enter) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    enter();
  }, MARGINS);
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());
}
