// Keyboard habits of the page's head.

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
