// What of Streamlit's page scrolls, and where the views stand in it.

/** The element that scrolls: the window does not. @returns {HTMLElement | null} */
export const scroller = () => document.querySelector('[data-testid="stMain"]');

/** What is in it, whose size says that something has grown. @returns {HTMLElement | null} */
export const content = () => document.querySelector('[data-testid="stMainBlockContainer"]');

/** The top of `element` within what scrolls, in pixels. @param {Element} element */
export function topIn(element) {
  const around = scroller();
  if (!around) return 0;
  return element.getBoundingClientRect().top - around.getBoundingClientRect().top + around.scrollTop;
}

/** Where a view begins: a title that Streamlit draws stands above it, in an element of its own.
 * @param {HTMLElement} root  of the view */
export function beginningOf(root) {
  const tree = root.getRootNode();
  const own = tree instanceof ShadowRoot ? tree.host.closest('[data-testid="stElementContainer"]') : null;
  const before = own?.previousElementSibling;
  return before?.querySelector('[data-testid="stHeading"]') ? before : root;
}
