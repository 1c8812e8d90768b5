// The key of a teacher who sits elsewhere than at the server. It is kept nowhere: a page that is loaded
// anew asks again.

import { h } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Words} Words */

const HEADER = "X-Vitviz-Teacher";

export class KeyForm {
  #field = h("input", { type: "password", autocomplete: "current-password", maxlength: "200", required: true });
  #text = h("p", { class: "text" });
  #wrong = h("p", { class: "status", role: "alert" });
  #given = "";
  #words;
  /** Whether a key is asked for. */
  asks = false;
  element;

  /** @param {Words} words @param {() => void} enter */
  constructor(words, enter) {
    this.#words = words;
    this.element = h("form", { class: "key-form", hidden: true, onsubmit: (event) => {
      event.preventDefault();
      this.#given = this.#field.value;
      enter();
    } }, this.#text, h("div", { class: "line" },
      h("label", {}, h("span", { class: "label" }, words.key), " ", this.#field),
      h("button", { type: "submit", class: "chip" }, words.enter)), this.#wrong);
  }

  /** What a request of the teacher bears. @returns {Record<string, string>} */
  get headers() {
    // A header takes no other signs, and no key of a server has them.
    return /^[\x20-\x7e]+$/.test(this.#given) ? { [HEADER]: this.#given } : {};
  }

  /** Whether the server refused what was asked, and why. @param {boolean} refused @param {string} why */
  refuse(refused, why) {
    this.asks = refused;
    this.element.hidden = !refused;
    this.#text.textContent = why;
    this.#wrong.textContent = refused && this.#given ? this.#words.wrong : "";
  }
}
