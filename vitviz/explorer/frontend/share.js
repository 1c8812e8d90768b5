// The link of what is on screen, for others in the room: to scan, to read and to copy.

import { copyTo } from "./clipboard.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

const ALONE = /^(localhost|127(\.\d+){3}|\[::1\])$/; // what means this very computer everywhere
const COMMAND = "make run ADDRESS=0.0.0.0";

/** The page's address, with the server's own in its network where it names this computer. */
function linkOf({ href }, host) {
  const link = new URL(href);
  if (ALONE.test(link.hostname) && host) link.hostname = host;
  return { href: link.href, alone: ALONE.test(link.hostname) };
}

export class Share {
  constructor(words) {
    this.words = words;
    this.code = h("img", { alt: words.share_qr, width: 320, height: 320 });
    this.code.addEventListener("error", () => this.unreadable());
    this.link = h("p", { class: "link" });
    this.said = h("p", { class: "said" });
    this.copied = h("span", { class: "copied", role: "status" });
    const chip = (text, act) => h("button", { type: "button", class: "chip", onclick: act }, text);
    this.dialog = h("dialog", { class: "share", "aria-label": words.share_title },
      h("h3", {}, words.share_title), this.code, this.link, this.said,
      h("div", { class: "line" }, chip(words.share_copy, () => this.copy()),
        chip(words.take_close, () => this.dialog.close()), this.copied));
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
    this.element = h("div", { class: "sharing" },
      h("button", { type: "button", "aria-haspopup": "dialog", title: words.share_title,
        onclick: () => this.open() }, icon("share"), h("span", {}, words.share)), this.dialog);
  }

  open() {
    const { words } = this;
    const { href, alone } = linkOf(location, this.host);
    const own = new URL(href).searchParams.get("photo")?.startsWith("up-");
    this.code.hidden = alone;
    if (!alone) this.code.src = new URL(`api/qr.svg?link=${encodeURIComponent(href)}`, document.baseURI);
    this.link.textContent = href;
    this.said.textContent = [words.share_said, own && words.share_own,
      alone && fill(words.share_here, { command: COMMAND })].filter(Boolean).join(" ");
    this.copied.textContent = "";
    this.dialog.showModal();
  }

  unreadable() {
    this.code.hidden = true;
    this.copied.textContent = this.words.share_long;
  }

  async copy() {
    const copied = await copyTo(this.link);
    this.copied.textContent = copied ? this.words.take_copied : this.words.take_selected;
  }
}
