// Text for the clipboard, which browsers give to https and localhost alone.

/**
 * Copies the text of `element`; where that is not allowed selects it, for the keyboard.
 * @param {HTMLElement} element
 * @returns {Promise<boolean>}  whether it was copied
 */
export async function copyTo(element) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(element);
    return false;
  }
}
