// Which photo stands beside the first: none, one of the visitor's own in this tab, or a bundled one.

import { h, term } from "../../lib/dom.js";
import { keepingFocus, roving } from "../../lib/keys.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {{id: string, title: string, url: string, fallback?: string, credit?: string}} Offered */

const SIDE = "48"; // CSS pixels

export class SecondPhoto {
  list = h("div", { class: "list", role: "toolbar" });
  /** @type {HTMLElement[]} */ buttons = [];
  built = "";

  /** @param {Words} words @param {(id: string) => void} pick  "" for none */
  constructor(words, pick) {
    this.words = words;
    this.pick = pick;
    this.list.setAttribute("aria-label", words.second);
    this.element = h("div", { class: "second-photo" }, term(words.second, words.second_tip), this.list);
  }

  /** @param {Offered[]} photos  besides none @param {string} chosen */
  set(photos, chosen) {
    const key = JSON.stringify(photos);
    if (key !== this.built) {
      this.built = key;
      keepingFocus(this.list, () => this.fill(photos));
    }
    this.buttons.forEach((button) =>
      button.setAttribute("aria-pressed", String(button.dataset.value === chosen)));
    roving(this.buttons, this.buttons.findIndex((button) => button.dataset.value === chosen));
  }

  /** @param {Offered[]} photos */
  fill(photos) {
    this.buttons = [this.button("", this.words.none),
      ...photos.map((photo) => this.button(photo.id, this.picture(photo)))];
    this.list.replaceChildren(...this.buttons);
  }

  /** @param {string} id @param {Node|string} content */
  button(id, content) {
    return h("button", { type: "button", "data-value": id, class: id ? "" : "chip",
      onclick: () => this.pick(id) }, content);
  }

  /** @param {Offered} photo */
  picture({ title, url, fallback, credit }) {
    const image = h("img", { src: url, alt: title, title: [title, credit].filter(Boolean).join(" · "),
      width: SIDE, height: SIDE, draggable: "false", loading: "lazy" });
    image.addEventListener("error", () => {
      if (fallback && image.getAttribute("src") !== fallback) image.src = fallback;
    });
    return image;
  }
}

/**
 * The photos that can stand beside the first; one that an address names is among them.
 * @param {Offered[]} own  of this tab @param {Offered[]} bundled
 * @param {{first: string, second: string}} shown
 * @param {Words} words @param {(address: string) => string} address
 * @returns {Offered[]}
 */
export function beside(own, bundled, { first, second }, words, address) {
  const known = [...own, ...bundled.map((photo) => ({ ...photo, url: address(photo.url) }))];
  const strange = second && !known.some(({ id }) => id === second)
    ? [{ id: second, title: second.startsWith("up-") ? words.uploaded : second,
      url: address(`api/thumb/${second}.jpg`) }] : [];
  return [...strange, ...known].filter(({ id }) => id !== first);
}
