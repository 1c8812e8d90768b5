// What of a panel can be exported: the picture, the arrays, and the lines that make them.

import { copyTo } from "../lib/clipboard.js";
import { fill, h } from "../lib/dom.js";
import { today } from "../lib/formats.js";
import { svgOf } from "./figure.js";
import { containKeys } from "../lib/keys.js";
import { isGone, sentence } from "../view/request.js";
import { PAINTED } from "../view/view.js";
import { fileName } from "./file_name.js";
import { pngOf } from "./png.js";
import { recorded } from "../paint/recording.js";

/** @typedef {import("../lib/types.js").Words} Words */

/**
 * @typedef {object} Exporting  the view whose panel it is
 * @property {Pick<import("../view/host.js").Host, "url"|"get"|"notify"|"language">} host
 * @property {Record<string, any>} data  what it shows now, with its caption
 * @property {() => void} paint
 * @property {EventTarget} root  its place, on which it tells of each paint
 * @property {AbortSignal} signal  of its end
 */

/**
 * @typedef {object} Exported
 * @property {Exporting} view
 * @property {() => string} name  what the panel shows, for the names of the files
 * @property {() => string} [about]  what was set, in a sentence under the picture
 * @property {() => HTMLElement} panel  what the picture shows
 * @property {() => string} title  above the picture
 * @property {() => string} endpoint  the address of the answer that is shown, with all its fields
 * @property {() => boolean} [ready]  whether there is an answer yet; without it there always is
 */

const CLOSE_AFTER = 150; // milliseconds from the focus's leaving: a press elsewhere is first a click
const KEEP_FOR = 10_000; // milliseconds that a saved file's address stays: no event tells of its end

export class ExportMenu {
  /** @type {Words} */
  #words;
  /** @type {Exported} */
  #what;
  /** @type {HTMLElement[]} */
  #pictures;
  /** @type {HTMLAnchorElement} */
  #arrays;
  #code = h("code");
  #lines = h("pre", {}, this.#code);
  #copied = h("span", { class: "copied", role: "status" });
  #asked = ""; // the newest address of lines
  #closing = 0; // the timer that closes the menu
  /** @type {HTMLElement} */
  #summary;
  /** @type {HTMLDetailsElement} */
  #menu;
  /** @type {HTMLDialogElement} */
  #dialog;
  /** @type {HTMLElement} */
  element;

  /**
   * @param {Words} words
   * @param {Exported} what
   */
  constructor(words, what) {
    this.#words = words;
    this.#what = what;
    this.#pictures = [this.#item("PNG", () => this.#png()), this.#item("SVG", () => this.#svg())];
    this.#arrays = h("a", { class: "item", download: "", onclick: () => this.#leave() },
      words.export_npz);
    this.#summary = h("summary", {}, words.export_menu);
    this.#menu = this.#details();
    this.#dialog = this.#codeDialog();
    this.element = h("div", { "data-figure": "no" }, this.#menu, this.#dialog);
    containKeys(this.element);
    this.element.addEventListener("keydown", ({ key }) =>
      key === "Escape" && this.#menu.open && this.#leave());
    this.element.addEventListener("focusin", () => clearTimeout(this.#closing));
    this.element.addEventListener("focusin", () => this.#label());
    queueMicrotask(() => this.#label()); // by then the view has been told what it shows
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (this.element.contains(/** @type {Node|null} */ (relatedTarget))) return;
      clearTimeout(this.#closing);
      this.#closing = setTimeout(() => this.#close(), CLOSE_AFTER);
    });
  }

  /** Says also what it exports: a page has many of these buttons. */
  #label() {
    const title = this.#what.title();
    this.#summary.setAttribute("aria-label", fill(this.#words.export_of, { title }));
  }

  /**
   * @param {string} text
   * @param {() => void|Promise<void>} act
   * @returns {HTMLElement}
   */
  #item(text, act) {
    return h("button", { type: "button", onclick: () => {
      this.#leave();
      act();
    } }, text);
  }

  /** @returns {HTMLDetailsElement} */
  #details() {
    const code = this.#item(this.#words.export_code, () => this.#showCode());
    // On a Mac a press gives no button the focus: the menu has it, or would close under the press.
    return h("details", { class: "export", ontoggle: () => this.#opened() },
      this.#summary, h("div", { class: "items", tabindex: "-1" }, ...this.#pictures, this.#arrays, code));
  }

  /** @returns {HTMLDialogElement} */
  #codeDialog() {
    const words = this.#words;
    const chip = (/** @type {string} */ text, /** @type {() => void} */ act) =>
      h("button", { type: "button", class: "chip", onclick: act }, text);
    return h("dialog", { class: "code", "aria-label": words.export_code },
      h("p", { class: "text" }, words.export_where), this.#lines, h("div", { class: "line" }, chip(words.copy, () => this.#copy()),
        chip(words.close, () => this.#dialog.close()), this.#copied));
  }

  #opened() {
    const { root, signal } = this.#view;
    root.removeEventListener(PAINTED, this.#offer);
    if (!this.#menu.open) return;
    clearTimeout(this.#closing); // it was for the menu before this one
    root.addEventListener(PAINTED, this.#offer, { signal }); // the panel may become ready meanwhile
    this.#offer();
  }

  /** Offers what there is by now. */
  #offer = () => {
    for (const item of [...this.#pictures, this.#arrays]) item.hidden = this.#what.ready?.() === false;
    const file = encodeURIComponent(this.#file());
    this.#arrays.href = this.#view.host.url(`${this.#as("npz")}&file=${file}`);
  };

  get #view() {
    return this.#what.view;
  }

  /** The name of its files, without an ending. */
  #file() {
    return fileName(this.#view.data.caption.file, this.#what.name());
  }

  /** The answer's address in another form. @param {"npz"|"python"} form */
  #as(form) {
    const address = this.#what.endpoint();
    return `${address}${address.includes("?") ? "&" : "?"}as=${form}`;
  }

  #close() {
    this.#menu.open = false;
  }

  /** Closes it with the focus in it, which would be lost with what is hidden. */
  #leave() {
    this.#close();
    this.#summary.focus();
  }

  #svg() {
    save(new Blob([this.#drawn()], { type: "image/svg+xml" }), `${this.#file()}.svg`);
  }

  async #png() {
    const name = `${this.#file()}.png`;
    save(await pngOf(this.#drawn(), this.#view.host.url), name);
  }

  #drawn() {
    const { host: { language }, data: { caption } } = this.#view;
    const drawings = recorded(() => this.#view.paint());
    const foot = [this.#what.about?.() ?? "", ...caption.lines, `vitviz, ${today(language)}`].filter(Boolean);
    return svgOf(this.#what.panel(), this.#what.title(), this.element, { foot, drawings });
  }

  async #showCode() {
    const address = this.#as("python");
    this.#asked = address;
    this.#code.textContent = "";
    this.#copied.textContent = this.#words.computing;
    this.#dialog.showModal();
    const { host } = this.#view;
    const [lines, said] = await host.get(address).then(({ header }) => [header.python, ""], (error) => {
      if (isGone(error)) host.notify({ missing: address }); // as the sentence says, it is made again
      return ["", sentence(error, this.#words)];
    });
    if (address !== this.#asked) return; // it was opened for another one meanwhile
    this.#code.textContent = lines;
    this.#copied.textContent = said;
  }

  async #copy() {
    const copied = await copyTo(this.#lines);
    this.#copied.textContent = copied ? this.#words.copied : this.#words.selected;
  }
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_FOR);
}
