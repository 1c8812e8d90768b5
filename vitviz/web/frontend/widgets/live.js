// What a panel shows, as a sentence that is read aloud when the visitor changes it. What comes with
// the page, or with a press elsewhere, stands there to be read, unsaid: something else is heard then.

import { h } from "../lib/dom.js";

/** Writes `text`, and has it read aloud where the focus or the pointer is in the view around it.
 * @param {HTMLElement} element @param {string} text */
export function say(element, text) {
  if (text === element.textContent) return;
  element.setAttribute("aria-live", element.closest(".vv")?.matches(":focus-within, :hover") ? "polite" : "off");
  element.textContent = text;
}

export class Live {
  element = h("p", { class: "hidden-text", "data-live": true });

  /** @param {string} text */
  say(text) {
    say(this.element, text);
  }
}
