// The link of what is on screen, for others in the room: to scan, to read and to copy.

import { copyTo } from "../../lib/clipboard.js";
import { fill, h } from "../../lib/dom.js";
import { icon } from "../../lib/icons.js";

// What means this very computer everywhere; Python's half is ui/share.py.
const ALONE = /^((.*\.)?localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;
const LONGEST = 1200; // characters, as there
const COMMAND = "make run ADDRESS=0.0.0.0";

/**
 * The page's address, with the server's own in its network, "host:port", where it names this
 * computer. Through another port somebody leads the page on, and the server knows no way back.
 */
function linkOf({ href }, host) {
  const link = new URL(href);
  const [name, port] = (host ?? "").split(":");
  if (ALONE.test(link.hostname) && name && port === link.port) link.hostname = name;
  return { href: link.href, alone: ALONE.test(link.hostname) };
}

export class Share {
  constructor(words) {
    this.words = words;
    this.code = h("img", { alt: words.share_qr, width: 320, height: 320 });
    this.code.addEventListener("error", () => { this.code.hidden = true; });
    this.link = h("p", { class: "link" });
    this.said = h("p", { class: "said" });
    this.copied = h("span", { class: "copied", role: "status" });
    const chip = (text, act) => h("button", { type: "button", class: "chip", onclick: act }, text);
    this.dialog = h("dialog", { class: "share", "aria-label": words.share_title },
      h("h3", {}, words.share_title), this.code, this.link, this.said,
      h("div", { class: "line" }, chip(words.share_copy, () => this.copy()),
        chip(words.close, () => this.dialog.close()), this.copied));
    this.dialog.addEventListener("close", () => clearInterval(this.watch));
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
    this.element = h("div", { class: "sharing" },
      h("button", { type: "button", "aria-haspopup": "dialog", title: words.share_title,
        onclick: () => this.open() }, icon("share"), h("span", {}, words.share)), this.dialog);
  }

  open() {
    this.copied.textContent = "";
    this.refresh();
    this.dialog.showModal();
    // A click's address comes after the server has answered it, and no event says so.
    this.watch = setInterval(() => this.seen !== location.href && this.refresh(), 250);
  }

  refresh() {
    const { words } = this;
    this.seen = location.href;
    const { href, alone } = linkOf(location, this.host);
    const own = new URL(href).searchParams.get("photo")?.startsWith("up-");
    const long = href.length > LONGEST;
    this.code.hidden = alone || long;
    if (!this.code.hidden) this.code.src = new URL(`api/qr.svg?link=${encodeURIComponent(href)}`, document.baseURI);
    this.link.textContent = href;
    this.said.textContent = [words.share_said, own && words.share_own,
      alone && fill(words.share_here, { command: COMMAND }),
      !alone && long && words.share_long].filter(Boolean).join(" ");
  }

  async copy() {
    const copied = await copyTo(this.link);
    this.copied.textContent = copied ? this.words.copied : this.words.selected;
  }
}
