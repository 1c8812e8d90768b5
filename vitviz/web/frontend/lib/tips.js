// Meanings of words and buttons in one floating note. A term of the glossary also leads there: by a
// click or Enter on the word; a finger's tap shows the note, which leads on.

import { h } from "./dom.js";

/** What a word tells the page that is to lead to a term. */
export const LEADS = "vitviz-term";

const LONG = 1500; // milliseconds for which a finger's tap on a button shows its meaning
const [WIDEST, EDGE, APART] = [320, 12, 6]; // CSS pixels of the note, around it, and to its word

/** The nearest element around an event's target that has a meaning. @param {Event} event */
function explained({ target }) {
  return target instanceof Element ? /** @type {HTMLElement|null} */ (target.closest("[data-tip]")) : null;
}

/**
 * Where a note stands: below its word, or above it for a finger, which a word's number is often under,
 * and where the word says so ([data-above]); on the other side where there is no room.
 * @param {{top: number, bottom: number}} word @param {number} height  of the note
 * @param {number} room  of the window @param {boolean} over  whether rather above
 */
export function topOf({ top, bottom }, height, room, over) {
  const [above, below] = [top - height - APART, bottom + APART];
  const fits = { above: above >= 0, below: below + height < room };
  return (over ? fits.above || !fits.below : !fits.below) ? above : below;
}

const finger = () => window.matchMedia("(pointer: coarse)").matches;

/** @param {HTMLElement} note @param {HTMLElement} target */
function lay(note, target) {
  const box = target.getBoundingClientRect();
  note.style.maxWidth = `${Math.min(WIDEST, window.innerWidth - 2 * EDGE)}px`;
  note.style.left = "0";
  const width = note.offsetWidth;
  note.style.left = `${Math.max(EDGE, Math.min(box.left, window.innerWidth - width - EDGE))}px`;
  note.style.top = `${topOf(box, note.offsetHeight, window.innerHeight, finger() || "above" in target.dataset)}px`;
}

/** Tells whoever holds the glossary. @param {HTMLElement} from  the word */
function lead(from) {
  const detail = { term: from.dataset.term, from };
  from.dispatchEvent(new CustomEvent(LEADS, { bubbles: true, composed: true, detail }));
}

/**
 * Shows the meanings of [data-tip] inside `root`, until `signal` ends it.
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 */
export function tips(root, signal) {
  /** @type {HTMLElement | null} */
  let target = null;
  const on = () => target?.dataset.term && lead(target);
  const note = h("div", { class: "tip", role: "tooltip", hidden: true, onclick: on,
    onmousedown: (event) => event.preventDefault() }); // the word keeps the focus, or the note would go
  root.append(note);
  const hide = () => { note.hidden = true; };
  const show = (/** @type {Event} */ event) => {
    if (event.target === note) return event.type === "click" && hide();
    target = explained(event);
    note.hidden = !target;
    if (!target) return undefined;
    note.textContent = target.dataset.tip ?? "";
    note.toggleAttribute("data-leads", Boolean(target.dataset.term));
    return lay(note, target);
  };
  for (const kind of ["pointerover", "focusin", "click"]) {
    root.addEventListener(kind, show, { signal });
  }
  root.addEventListener("focusout", hide, { signal });
  // A finger that was lifted has left too, and may be about to press the note.
  root.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && hide(), { signal });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    if (event.key !== "Enter" || !explained(event)?.matches(".term")) return;
    event.preventDefault(); // or the same press is also that of the button which gets the focus
    on();
  }, { signal });
  document.addEventListener("scroll", hide, { capture: true, passive: true, signal });
  // A finger has no other way to a meaning than a tap, but on a button the tap does something.
  root.addEventListener("click", (event) => {
    if (!finger()) return explained(event)?.matches(".term") && on();
    return explained(event)?.matches("button") && setTimeout(hide, LONG);
  }, { signal });
}
