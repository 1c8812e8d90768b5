// Keyboard habits of the page.

/** Down and right that an arrow key goes.
 * @type {Readonly<Record<string, number[]>>} */
export const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** The patch beside `patch` that the key leads to, within the grid; null for any other key.
 * @param {string} key @param {number} patch @param {import("./types.js").Grid} grid */
export function beside(key, patch, [rows, cols]) {
  if (!STEPS[key]) return null;
  const [dy, dx] = STEPS[key];
  const y = Math.min(rows - 1, Math.max(0, Math.floor(patch / cols) + dy));
  const x = Math.min(cols - 1, Math.max(0, (patch % cols) + dx));
  return y * cols + x;
}

/**
 * Plain keys that a control inside `root` got go no further: the page around may listen on the
 * document, as Streamlit does for r, c and Escape. Tab and key combinations pass.
 * @param {HTMLElement} root
 */
export function containKeys(root) {
  root.addEventListener("keydown", (event) => {
    const combined = event.ctrlKey || event.metaKey || event.altKey;
    if (!combined && event.key !== "Tab") event.stopPropagation();
  });
}

/** What has the focus in the document or in the shadow tree of `root`. @param {HTMLElement} root */
function focusedIn(root) {
  const tree = root.getRootNode();
  return tree instanceof Document || tree instanceof ShadowRoot ? tree.activeElement : null;
}

/** @param {ParentNode} root @param {string} selector */
function focusOn(root, selector) {
  const found = root.querySelector(selector);
  if (found instanceof HTMLElement) found.focus();
}

/**
 * Runs `change`, which may replace the focused element; its successor, by data-value, gets the
 * focus back.
 * @param {HTMLElement} root
 * @param {() => void} change
 */
export function keepingFocus(root, change) {
  const focused = focusedIn(root);
  const value = focused instanceof HTMLElement ? focused.dataset.value : undefined;
  change();
  if (value !== undefined) focusOn(root, `[data-value="${CSS.escape(value)}"]`);
}

/** Which button a key leads to from button number i of `count`, undefined for any other key.
 * @param {string} key @param {number} i @param {number} count */
function destination(key, i, count) {
  if (key === "ArrowRight") return Math.min(count - 1, i + 1);
  if (key === "ArrowLeft") return Math.max(0, i - 1);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}

/**
 * The arrow keys, Home and End move the focus among `buttons`, of which one is in the order of
 * the Tab key.
 * @param {HTMLElement[]} buttons
 * @param {number} at  the one that begins
 */
export function roving(buttons, at) {
  const enter = (/** @type {number} */ i) =>
    buttons.forEach((button, j) => { button.tabIndex = i === j ? 0 : -1; });
  buttons.forEach((button, i) => {
    button.onfocus = () => enter(i);
    button.onkeydown = (event) => {
      const next = destination(event.key, i, buttons.length);
      if (next === undefined) return;
      event.preventDefault();
      buttons[next].focus();
    };
  });
  enter(Math.max(0, at));
}
