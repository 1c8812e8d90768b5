// What is on a panel, to take away: the picture, the arrays, and the lines that make them.

import { copyTo } from "../lib/clipboard.js";
import { h } from "../lib/dom.js";
import { pngOf, svgOf } from "./figure.js";
import { keepFromStreamlit } from "../lib/keys.js";

export class ExportMenu {
  /**
   * @param {Record<string, string>} words
   * @param {{name: string, panel: () => HTMLElement, title: () => string,
   *   npz?: () => string|null, code?: () => string, ready?: () => boolean}} what
   *   `npz` is an address, null for none now; `ready` says whether there is a picture yet
   */
  constructor(words, what) {
    Object.assign(this, { words, what });
    const item = (text, act) => h("button", { type: "button", onclick: () => this.run(act) }, text);
    this.pictures = [item("PNG", () => this.png()), item("SVG", () => this.svg())];
    const arrays = what.npz && h("a", { class: "item", download: "", onclick: () => this.close() },
      words.export_npz);
    this.arrays = arrays;
    this.lines = h("pre", {}, h("code", {}));
    this.copied = h("span", { class: "copied", role: "status" });
    this.dialog = h("dialog", { class: "code", "aria-label": words.export_code }, this.lines,
      h("div", { class: "line" },
        h("button", { type: "button", class: "chip", onclick: () => this.copy() }, words.copy),
        h("button", { type: "button", class: "chip", onclick: () => this.dialog.close() },
          words.close), this.copied));
    // On a Mac a press gives no button the focus: the menu has it, or would close under the press.
    this.menu = h("details", { class: "export", ontoggle: () => this.opened() },
      h("summary", {}, words.export_menu),
      h("div", { class: "items", tabindex: "-1" }, ...this.pictures, arrays,
        what.code && item(words.export_code, () => this.showCode())));
    this.element = h("div", { "data-figure": "no" }, this.menu, this.dialog);
    keepFromStreamlit(this.element);
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.element.addEventListener("focusout", (event) => {
      if (!this.element.contains(event.relatedTarget)) setTimeout(() => this.close(), 150);
    });
  }

  opened() {
    if (!this.menu.open) return;
    for (const item of this.pictures) item.hidden = this.what.ready?.() === false;
    if (!this.arrays) return;
    const url = this.what.npz();
    this.arrays.hidden = !url;
    if (url) this.arrays.href = new URL(url, document.baseURI);
  }

  close() {
    this.menu.open = false;
  }

  async run(act) {
    this.close();
    await act();
  }

  svg() {
    save(new Blob([this.drawn()], { type: "image/svg+xml" }), `${this.what.name}.svg`);
  }

  async png() {
    save(await pngOf(this.drawn()), `${this.what.name}.png`);
  }

  drawn() {
    return svgOf(this.what.panel(), this.what.title(), this.element);
  }

  showCode() {
    this.lines.firstChild.textContent = this.what.code();
    this.copied.textContent = "";
    this.menu.firstChild.focus(); // it gets the focus back; the pressed item is hidden by then
    this.dialog.showModal();
  }

  async copy() {
    const copied = await copyTo(this.lines);
    this.copied.textContent = copied ? this.words.copied : this.words.selected;
  }
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
