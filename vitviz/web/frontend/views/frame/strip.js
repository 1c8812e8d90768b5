// The strip of photos: the visitor's own first, then the bundled ones. One line below names the
// photo that is pointed at, or the current one, and whom it is by.

import { h } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { roving } from "../../lib/keys.js";

/**
 * @typedef {object} Photo
 * @property {string} id
 * @property {string} title
 * @property {string} url  of its thumbnail
 * @property {string} [fallback]  another address of it, where the first does not answer
 * @property {string} [credit]
 */

const STEP = 0.7; // of the visible strip, for a press on an arrow
const EDGE = 16; // CSS pixels before a photo that is scrolled to

export class Strip {
  /** @type {(id: string) => void} */
  #onpick;
  /** @type {Photo[]} */
  #photos = [];
  /** @type {HTMLElement[]} */
  #buttons = [];
  /** @type {string|null} */
  #current = null;
  /** @type {HTMLElement} */
  #list;
  #caption = h("p", { class: "caption" });
  /** @type {HTMLElement} */
  element;

  /**
   * @param {import("../../lib/types.js").Words} words
   * @param {(id: string) => void} onpick
   * @param {AbortSignal} signal  ends the strip
   */
  constructor(words, onpick, signal) {
    this.#onpick = onpick;
    this.#list = h("div", { class: "list", role: "toolbar", "aria-label": words.photos,
      onscroll: () => this.#markEdges() });
    this.element = h("div", { class: "strip" }, this.#list, this.#further("before", -1),
      this.#further("after", 1), this.#caption);
    for (const name of ["pointerleave", "focusout"]) {
      this.#list.addEventListener(name, () => this.#tell(null));
    }
    const observer = new ResizeObserver(() => this.#markEdges());
    observer.observe(this.#list);
    signal.addEventListener("abort", () => observer.disconnect());
  }

  /**
   * A step along the strip for a mouse without a sideways wheel.
   * @param {"before"|"after"} side
   * @param {-1|1} sign
   * @returns {HTMLElement}
   */
  #further(side, sign) {
    const step = () => this.#list.scrollBy({ left: sign * this.#list.clientWidth * STEP });
    return h("button", { type: "button", class: `further ${side}`, tabindex: "-1",
      "aria-hidden": "true", onclick: step }, icon("down"));
  }

  /** @param {Photo[]} photos */
  fill(photos) {
    const focused = this.#buttons.some((button) => button.matches(":focus"));
    this.#photos = photos;
    this.#buttons = photos.map((photo) => this.#button(photo));
    this.#list.replaceChildren(...this.#buttons);
    this.#current = null;
    if (focused) this.#buttons[0]?.focus();
  }

  /** @param {Photo} photo @returns {HTMLElement} */
  #button(photo) {
    const { fallback } = photo;
    const image = h("img", { src: photo.url, alt: photo.title,
      draggable: "false", width: "48", height: "48" });
    if (fallback) image.addEventListener("error", () => { image.src = fallback; }, { once: true });
    const button = h("button", { type: "button", "data-value": photo.id,
      onclick: () => this.#onpick(photo.id) }, image);
    for (const name of ["pointerenter", "focusin"]) {
      button.addEventListener(name, () => this.#tell(photo));
    }
    return button;
  }

  /**
   * Marks the current photo and the one that was picked but is not there yet.
   * @param {string} current
   * @param {string|undefined} pending
   */
  set(current, pending) {
    const at = this.#photos.findIndex(({ id }) => id === current);
    this.#buttons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(i === at));
      button.toggleAttribute("data-pending", this.#photos[i].id === pending);
    });
    if (current !== this.#current) {
      roving(this.#buttons, at);
      this.#reveal(this.#buttons[at]);
    }
    this.#current = current;
    this.#tell(null);
  }

  /** @param {Photo|null} pointed  null: the current photo */
  #tell(pointed) {
    const shown = pointed ?? this.#photos.find(({ id }) => id === this.#current);
    this.#caption.textContent = [shown?.title, shown?.credit].filter(Boolean).join(" · ");
  }

  /** Scrolls the strip, never the page, until the button is seen. @param {HTMLElement|undefined} button */
  #reveal(button) {
    if (!button) return;
    const list = this.#list;
    const left = button.offsetLeft - list.offsetLeft;
    if (left < list.scrollLeft || left + button.offsetWidth > list.scrollLeft + list.clientWidth) {
      list.scrollLeft = left - EDGE;
    }
    this.#markEdges();
  }

  /** Where the strip goes on beyond its edges, for the stylesheet. */
  #markEdges() {
    const { scrollLeft, scrollWidth, clientWidth } = this.#list;
    this.#list.toggleAttribute("data-before", scrollLeft > 1);
    this.#list.toggleAttribute("data-after", scrollLeft + clientWidth < scrollWidth - 1);
  }
}
