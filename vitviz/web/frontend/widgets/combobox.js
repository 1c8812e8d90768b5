// A search field with a list of what matches: type, move with the arrow keys, Enter picks.

import { fill, h } from "../lib/dom.js";
import { containKeys } from "../lib/keys.js";
import { matching, rowAfter } from "./matching.js";

/** @typedef {import("./matching.js").Option} Option */
/** @typedef {import("../lib/types.js").Words} Words */

/**
 * @typedef {object} ComboboxOptions
 * @property {string} name  unlike that of any other in the view
 * @property {string} label
 * @property {(id: string) => void} pick
 */

export class Combobox {
  /** @type {Words} */
  #words;
  /** @type {(id: string) => void} */
  #pick;
  /** @type {HTMLElement} */
  #list;
  /** @type {HTMLInputElement} */
  #input;
  #count = h("span", { class: "hidden-text", role: "status" });
  /** @type {Option[]} */
  #options = [];
  /** @type {Option[]} */
  #found = [];
  #at = -1;
  /** @type {HTMLElement} */
  element;

  /**
   * @param {Words} words
   * @param {ComboboxOptions} options
   */
  constructor(words, { name, label, pick }) {
    this.#words = words;
    this.#pick = pick;
    const id = `list-${name}`;
    // Out of the Tab key's order, in which a browser puts what scrolls: it is gone with the focus.
    this.#list = h("ul", { class: "options", role: "listbox", id, "aria-label": label, hidden: true,
      tabindex: "-1" });
    this.#input = h("input", { type: "text", role: "combobox",
      autocomplete: "off", spellcheck: "false", "aria-label": label, "aria-controls": id,
      "aria-expanded": "false", "aria-autocomplete": "list", oninput: () => this.#open(),
      onclick: () => this.#open(), onfocus: () => this.#open(),
      onkeydown: (event) => this.#key(event) });
    this.element = h("div", { class: "combobox", "data-name": name }, this.#input, this.#list, this.#count);
    containKeys(this.element);
    this.element.addEventListener("focusout", () => this.#close());
    // A press on the list must not take the focus away, or the list is gone before the click.
    for (const press of ["pointerdown", "mousedown"]) {
      this.#list.addEventListener(press, (event) => event.preventDefault());
    }
  }

  /**
   * @param {Option[]} options  in the order of the list
   * @param {string} placeholder
   */
  set(options, placeholder) {
    this.#options = options;
    this.#input.placeholder = placeholder;
    if (!this.#list.hidden) this.#open();
  }

  #open() {
    const { found, at } = matching(this.#options, this.#input.value);
    this.#found = found;
    this.#at = at;
    this.#list.replaceChildren(...found.map((option, i) => this.#row(option, i)));
    if (!found.length) this.#list.append(h("li", { class: "text" }, this.#words.no_match));
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    const searched = this.#input.value.trim() !== "";
    this.#count.textContent = searched ? fill(this.#words.found, { count: found.length }) : "";
    this.#mark();
  }

  /**
   * @param {Option} option
   * @param {number} i
   * @returns {HTMLElement}
   */
  #row({ id, label, other, note }, i) {
    return h("li", { role: "option", id: `${this.#list.id}-${i}`, "data-id": id,
      onclick: () => this.#take(i) }, h("span", {}, label),
    other === label ? null : h("span", { class: "text" }, other), h("span", { class: "note" }, note));
  }

  #mark() {
    [...this.#list.children].forEach((row, i) =>
      row.setAttribute("aria-selected", String(i === this.#at)));
    const row = this.#list.children[this.#at];
    if (row) this.#input.setAttribute("aria-activedescendant", row.id);
    else this.#input.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = rowAfter(event.key, this.#at, this.#found.length);
    if (target !== null) {
      event.preventDefault();
      if (this.#list.hidden) return this.#open();
      this.#at = target;
      return this.#mark();
    }
    if (event.key === "Enter" && !this.#list.hidden && this.#at >= 0) return this.#take(this.#at);
    if (event.key === "Escape") this.#close();
    return undefined;
  }

  /** @param {number} i */
  #take(i) {
    const { id } = this.#found[i];
    this.#close();
    this.#pick(id);
  }

  #close() {
    this.#input.value = "";
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }
}
