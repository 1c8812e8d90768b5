// The strip of photos: the visitor's own first, then the bundled ones, last those that show nothing
// the model has a label for. One line below names the photo that is pointed at, or the current one,
// whom it is by and what is to be known of it.

import { fill, h } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { roving } from "../../lib/keys.js";

/**
 * @typedef {object} Photo
 * @property {string} id
 * @property {string} title
 * @property {string} url  of its thumbnail
 * @property {string} [fallback]  another address of it, where the first does not answer
 * @property {string} [credit]
 * @property {string} [unknown]  why the model cannot know what it shows
 * @property {boolean} [own]  the visitor's: it can be taken out
 */

/**
 * @typedef {object} StripActions
 * @property {(id: string) => void} pick
 * @property {(id: string) => string} remove  returns the one that is in its place now
 * @property {(id: string) => void} lost  its picture is nowhere
 */

const STEP = 0.7; // of the visible strip, for a press on an arrow
const EDGE = 16; // CSS pixels before a photo that is scrolled to
const NEAR = "0px 64px"; // around the strip: a picture is fetched one photo before it is seen

export class Strip {
  /** @type {import("../../lib/types.js").Words} */
  #words;
  /** @type {StripActions} */
  #on;
  /** @type {Photo[]} */
  #photos = [];
  /** @type {HTMLElement[]} */
  #buttons = [];
  /** @type {string|null} */
  #current = null;
  /** @type {HTMLElement} */
  #list;
  #caption = h("p", { class: "caption" });
  /** Addresses of pictures that were near: they are in the browser. @type {Set<string>} */
  #fetched = new Set();
  /** @type {IntersectionObserver} */
  #near;
  /** @type {HTMLElement} */
  element;

  /**
   * @param {import("../../lib/types.js").Words} words
   * @param {StripActions} on
   * @param {AbortSignal} signal  ends the strip
   */
  constructor(words, on, signal) {
    this.#words = words;
    this.#on = on;
    this.#list = h("div", { class: "list", role: "toolbar", "aria-label": words.photos,
      onscroll: () => this.#markEdges() });
    this.element = h("div", { class: "strip" }, this.#list, this.#further("before", -1),
      this.#further("after", 1), this.#caption);
    for (const name of ["pointerleave", "focusout"]) {
      this.#list.addEventListener(name, () => this.#tell(null));
    }
    const observer = new ResizeObserver(() => { // its neighbours take their places after it
      this.#reveal(this.#buttons[this.#at(this.#current)]);
      this.#markEdges();
    });
    observer.observe(this.#list);
    // By itself a browser takes whatever is within a thousand pixels for near: on a phone all of them.
    this.#near = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting)
      .forEach(({ target }) => this.#fetch(/** @type {HTMLImageElement} */ (target))),
    { root: this.#list, rootMargin: NEAR });
    signal.addEventListener("abort", () => {
      observer.disconnect();
      this.#near.disconnect();
    });
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
    this.#near.disconnect(); // from those that go
    this.#photos = photos;
    this.#buttons = photos.map((photo) => this.#button(photo));
    const first = photos.findIndex(({ unknown }) => unknown);
    const places = photos.map((photo, i) => photo.own ? this.#removable(photo, i) : this.#buttons[i]);
    if (first > 0) places.splice(first, 0, h("span", { class: "divider", "aria-hidden": "true" }));
    this.#list.replaceChildren(...places);
    this.#current = null;
    if (focused) this.#buttons[0]?.focus();
  }

  /** An own photo with what takes it out, by a press or the Delete key.
   * @param {Photo} photo @param {number} i @returns {HTMLElement} */
  #removable({ id, title }, i) {
    const button = this.#buttons[i];
    const remove = () => {
      const next = this.#on.remove(id);
      this.#buttons[this.#at(next)]?.focus();
    };
    button.setAttribute("aria-keyshortcuts", "Delete");
    button.addEventListener("keydown", ({ key }) => { if (key === "Delete") remove(); });
    const label = fill(this.#words.remove, { title });
    return h("span", { class: "own" }, button, h("button", { type: "button", class: "remove",
      "aria-label": label, title: this.#words.remove_hint, onclick: remove }, icon("cross")));
  }

  /** @param {Photo} photo @returns {HTMLElement} */
  #button(photo) {
    const { fallback, unknown } = photo;
    const image = h("img", { "data-src": photo.url, alt: [photo.title, unknown].filter(Boolean).join(". "),
      draggable: "false", width: "48", height: "48" });
    if (this.#fetched.has(photo.url)) image.src = photo.url;
    else this.#near.observe(image);
    image.addEventListener("error", () => {
      if (fallback && image.getAttribute("src") !== fallback) image.src = fallback;
      else this.#on.lost(photo.id);
    });
    const button = h("button", { type: "button", "data-value": photo.id,
      "data-unknown": Boolean(unknown), onclick: () => this.#on.pick(photo.id) }, image);
    for (const name of ["pointerenter", "focusin"]) {
      button.addEventListener(name, () => this.#tell(photo));
    }
    return button;
  }

  /** @param {HTMLImageElement} image */
  #fetch(image) {
    const { src = "" } = image.dataset;
    this.#near.unobserve(image);
    this.#fetched.add(src);
    image.src = src;
  }

  /**
   * Marks the current photo and the one that was picked but is not there yet.
   * @param {string} current
   * @param {string|undefined} pending
   */
  set(current, pending) {
    const at = this.#at(current);
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

  /** Where a photo stands; -1 where it is none of them. @param {string|null} photo */
  #at(photo) {
    return this.#photos.findIndex(({ id }) => id === photo);
  }

  /** @param {Photo|null} pointed  null: the current photo */
  #tell(pointed) {
    const shown = pointed ?? this.#photos[this.#at(this.#current)];
    const said = [shown?.title, shown?.unknown, shown?.credit].filter(Boolean); // a phone cuts the end
    this.#caption.textContent = said.join(" · ");
    this.#caption.title = this.#caption.textContent;
  }

  /** Scrolls the strip, never the page, until the button is seen. @param {HTMLElement|undefined} button */
  #reveal(button) {
    if (!button) return;
    const list = this.#list;
    const [place, seen] = [button.getBoundingClientRect(), list.getBoundingClientRect()];
    if (place.left < seen.left || place.right > seen.right) {
      list.scrollLeft += place.left - seen.left - EDGE;
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
