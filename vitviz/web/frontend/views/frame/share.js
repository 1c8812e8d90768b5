// The link of what is on screen, for others in the room: to scan, to read and to copy.

import { copyTo } from "../../lib/clipboard.js";
import { fill, h, together } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";
import { linkOf } from "./link.js";
import { QrCode } from "./qr.js";

/** @typedef {import("../../lib/types.js").Words} Words */

const COMMAND = "make lecture";
const AGAIN = 250; // milliseconds between two looks at the address

export class Share {
  /** @type {Words} */
  #words;
  /** @type {(address: string) => string} */
  #url;
  /** @type {() => string} */
  #section;
  /** @type {QrCode} */
  #code;
  #link = h("p", { class: "link" });
  #text = h("p", { class: "text" });
  #copied = h("span", { class: "copied", role: "status" });
  /** @type {HTMLDialogElement} */
  #dialog;
  // A question is asked of whoever gets the link; the end is shown with what was answered.
  #answers = h("input", { type: "checkbox", onchange: () => this.#refresh() });
  #answered;
  #seen = "";
  #timer = 0;
  /** @type {HTMLElement} */
  element;
  /** The server's address in its network, "host:port"; null where it has none. @type {string|null} */
  host = null;

  /**
   * @param {Words} words
   * @param {(address: string) => string} url  of the host
   * @param {AbortSignal} signal  ends the following of the address, also under an open dialogue
   * @param {() => string} [section]  the one on screen, "" at the top of the page
   */
  constructor(words, url, signal, section = () => "") {
    this.#words = words;
    this.#url = url;
    this.#section = section;
    this.#code = new QrCode(320, words.share_qr);
    const chip = (/** @type {string} */ text, /** @type {() => void} */ act) =>
      h("button", { type: "button", class: "chip", onclick: act }, text);
    this.#answered = h("label", { class: "answered" }, this.#answers, words.share_answers);
    this.#dialog = h("dialog", { class: "share",
      "aria-label": words.share_title, onclose: () => clearInterval(this.#timer) },
    h("h3", {}, words.share_title), this.#code.element, this.#link, this.#text, this.#answered,
    h("div", { class: "line" }, chip(words.share_copy, () => this.#copy()),
      chip(words.close, () => this.#dialog.close()), this.#copied));
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
    this.element = h("div", { class: "sharing" },
      h("button", { type: "button", "aria-haspopup": "dialog", title: words.share_title,
        onclick: () => this.open() }, icon("share"), h("span", {}, words.share)), this.#dialog);
    signal.addEventListener("abort", () => clearInterval(this.#timer));
  }

  open() {
    this.#copied.textContent = "";
    this.#answers.checked = new URL(location.href).searchParams.get("step") === "summary";
    this.#refresh();
    this.#dialog.showModal();
    // A click's address comes after the server has answered it, and no event says so.
    this.#timer = setInterval(() => {
      if (!this.element.isConnected) clearInterval(this.#timer); // another share is in its place
      else if (this.#seen !== location.href) this.#refresh();
    }, AGAIN);
  }

  #refresh() {
    const words = this.#words;
    this.#seen = location.href;
    const { href, alone, long, own, answered } =
      linkOf(location.href, this.host, this.#section(), this.#answers.checked);
    this.#answered.hidden = !answered;
    this.#code.show(alone || long ? "" : this.#url(`api/qr.svg?link=${encodeURIComponent(href)}`));
    if (href !== this.#link.textContent) this.#copied.textContent = ""; // that was another one
    this.#link.textContent = href;
    this.#text.textContent = together(words.share_text, own ? words.share_own : "",
      alone ? fill(words.share_here, { command: COMMAND }) : "",
      !alone && long ? words.share_long : "");
  }

  async #copy() {
    const href = this.#link.textContent;
    const copied = await copyTo(this.#link);
    if (href === this.#link.textContent) this.#copied.textContent = copied ? this.#words.copied : this.#words.selected;
  }
}
