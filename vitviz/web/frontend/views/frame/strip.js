// The strip of photos: the visitor's own first, then the bundled ones. One line below names the
// photo that is pointed at, or the current one, and whom it is by.

import { h } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { roving } from "../../lib/keys.js";

/** @typedef {{id: string, title: string, url: string, credit?: string}} Photo */

export class Strip {
  constructor(words, onpick) {
    Object.assign(this, { words, onpick, photos: [], buttons: [] });
    this.list = h("div", { class: "list", role: "toolbar", "aria-label": words.photos,
      onscroll: () => this.fade() });
    this.caption = h("p", { class: "caption" });
    this.element = h("div", { class: "strip" }, this.list, this.further("before", -1),
      this.further("after", 1), this.caption);
    this.list.addEventListener("pointerleave", () => this.tell(null));
    this.list.addEventListener("focusout", () => this.tell(null));
    this.observer = new ResizeObserver(() => this.fade());
    this.observer.observe(this.list);
  }

  /** A step along the strip for a mouse without a sideways wheel. */
  further(side, sign) {
    return h("button", { type: "button", class: `further ${side}`, tabindex: "-1",
      "aria-hidden": "true",
      onclick: () => this.list.scrollBy({ left: sign * this.list.clientWidth * 0.7 }) },
    icon("down"));
  }

  /** @param {Photo[]} photos */
  fill(photos) {
    const before = this.buttons;
    this.photos = photos;
    this.buttons = photos.map((photo) => this.button(photo));
    this.list.replaceChildren(...this.buttons);
    this.current = null;
    if (before.some((button) => button.matches(":focus"))) this.buttons[0]?.focus();
  }

  button(photo) {
    const image = h("img", { src: new URL(photo.url, document.baseURI).href, alt: photo.title,
      draggable: "false", width: "48", height: "48" });
    if (photo.fallback) {
      image.addEventListener("error", () => {
        image.src = new URL(photo.fallback, document.baseURI).href;
      }, { once: true });
    }
    const button = h("button", { type: "button", "data-value": photo.id,
      onclick: () => this.onpick(photo.id) }, image);
    for (const name of ["pointerenter", "focusin"]) {
      button.addEventListener(name, () => this.tell(photo));
    }
    return button;
  }

  /** Marks the current photo and the one that was picked but is not there yet. */
  set(current, pending) {
    const at = this.photos.findIndex(({ id }) => id === current);
    this.buttons.forEach((button, i) => {
      button.setAttribute("aria-pressed", String(i === at));
      button.toggleAttribute("data-pending", this.photos[i].id === pending);
    });
    if (current !== this.current) {
      roving(this.buttons, at);
      this.reveal(this.buttons[at]);
    }
    this.current = current;
    this.tell(null);
  }

  tell(photo) {
    const shown = photo ?? this.photos.find(({ id }) => id === this.current);
    this.caption.textContent = [shown?.title, shown?.credit].filter(Boolean).join(" · ");
  }

  /** Scrolls the strip, never the page, until the button is seen. */
  reveal(button) {
    if (!button) return;
    const { list } = this;
    const left = button.offsetLeft - list.offsetLeft;
    if (left < list.scrollLeft || left + button.offsetWidth > list.scrollLeft + list.clientWidth) {
      list.scrollLeft = left - 16;
    }
    this.fade();
  }

  /** Where the strip goes on beyond its edges, for the stylesheet. */
  fade() {
    const { scrollLeft, scrollWidth, clientWidth } = this.list;
    this.list.toggleAttribute("data-before", scrollLeft > 1);
    this.list.toggleAttribute("data-after", scrollLeft + clientWidth < scrollWidth - 1);
  }

  destroy() {
    this.observer.disconnect();
  }
}
