// A search field with a list of what matches: type, move with the arrow keys, Enter picks.

import { fill, h } from "../lib/dom.js";
import { keepFromStreamlit } from "../lib/keys.js";

/** @typedef {{id: string, label: string, other: string, note: string}} Option */

export class Combobox {
  /** @param {{name: string, label: string, pick: (id: string) => void}} what */
  constructor(words, { name, label, pick }) {
    Object.assign(this, { words, pick, options: [], found: [], at: -1 });
    const id = `list-${name}`;
    this.list = h("ul", { class: "options", role: "listbox", id, "aria-label": label, hidden: true });
    this.input = h("input", { type: "text", role: "combobox", autocomplete: "off",
      spellcheck: "false", "aria-label": label, "aria-controls": id, "aria-expanded": "false",
      "aria-autocomplete": "list", oninput: () => this.open(), onclick: () => this.open(),
      onfocus: () => this.open(), onkeydown: (event) => this.key(event) });
    this.count = h("span", { class: "hidden-text", role: "status" });
    this.element = h("div", { class: "combobox", "data-name": name }, this.input, this.list, this.count);
    keepFromStreamlit(this.element);
    this.element.addEventListener("focusout", () => this.close());
    // A press on the list must not take the focus away, or the list is gone before the click.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  /** @param {Option[]} options  in the order of the list */
  set(options, placeholder) {
    this.options = options;
    this.input.placeholder = placeholder;
    if (!this.list.hidden) this.open();
  }

  open() {
    const sought = this.input.value.trim().toLowerCase();
    this.found = this.options.filter(({ label, other }) =>
      `${label}\n${other}`.toLowerCase().includes(sought));
    this.at = sought && this.found.length ? 0 : -1;
    this.list.replaceChildren(...this.found.map((option, i) => this.row(option, i)));
    if (!this.found.length) {
      this.list.append(h("li", { class: "said" }, this.words.no_match));
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.count.textContent = sought
      ? fill(this.words.found, { count: this.found.length }) : "";
    this.mark();
  }

  row({ id, label, other, note }, i) {
    return h("li", { role: "option", id: `${this.list.id}-${i}`, "data-id": id,
      onclick: () => this.take(i) }, h("span", {}, label),
    other === label ? null : h("span", { class: "said" }, other), h("span", { class: "note" }, note));
  }

  mark() {
    [...this.list.children].forEach((row, i) =>
      row.setAttribute("aria-selected", String(i === this.at)));
    const row = this.list.children[this.at];
    if (row) this.input.setAttribute("aria-activedescendant", row.id);
    else this.input.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const last = this.found.length - 1;
    const targets = { ArrowDown: Math.min(last, this.at + 1), ArrowUp: Math.max(0, this.at - 1),
      PageDown: Math.min(last, this.at + 8), PageUp: Math.max(0, this.at - 8) };
    if (event.key in targets) {
      event.preventDefault();
      if (this.list.hidden) return this.open();
      this.at = targets[event.key];
      return this.mark();
    }
    if (event.key === "Enter" && !this.list.hidden && this.at >= 0) return this.take(this.at);
    if (event.key === "Escape") this.close();
    return undefined;
  }

  take(i) {
    const { id } = this.found[i];
    this.close();
    this.pick(id);
  }

  close() {
    this.input.value = "";
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
