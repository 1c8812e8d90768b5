// Keyboard habits of the page.

/** Down and right that an arrow key goes. */
export const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** The patch beside `patch` that the key leads to, within the grid; null for any other key. */
export function beside(key, patch, [rows, cols]) {
  if (!STEPS[key]) return null;
  const [dy, dx] = STEPS[key];
  const y = Math.min(rows - 1, Math.max(0, Math.floor(patch / cols) + dy));
  const x = Math.min(cols - 1, Math.max(0, (patch % cols) + dx));
  return y * cols + x;
}

/** Plain keys that a control inside `root` got go no further: Streamlit listens on the document
 * for r, c and Escape. Tab and key combinations pass. */
export function keepFromStreamlit(root) {
  root.addEventListener("keydown", (event) => {
    const combined = event.ctrlKey || event.metaKey || event.altKey;
    if (!combined && event.key !== "Tab") event.stopPropagation();
  });
}

/** Runs `change`, which may replace the focused element; its successor, by data-value, gets the
 * focus back. */
export function keepingFocus(root, change) {
  const value = root.getRootNode().activeElement?.dataset.value;
  change();
  if (value !== undefined) root.querySelector(`[data-value="${CSS.escape(value)}"]`)?.focus();
}

/** The arrow keys, Home and End move the focus among `buttons`, of which one is in the order of
 * the Tab key. */
export function roving(buttons, at) {
  const enter = (i) => buttons.forEach((button, j) => { button.tabIndex = i === j ? 0 : -1; });
  const targets = { ArrowRight: (i) => i + 1, ArrowLeft: (i) => i - 1, Home: () => 0,
    End: () => buttons.length - 1 };
  buttons.forEach((button, i) => {
    button.onfocus = () => enter(i);
    button.onkeydown = (event) => {
      const target = targets[event.key]?.(i);
      if (target === undefined) return;
      event.preventDefault();
      buttons[Math.min(buttons.length - 1, Math.max(0, target))].focus();
    };
  });
  enter(Math.max(0, at));
}
