// What the bar shows of a long page once it is slim: the photo, and the sections with the one on
// screen marked.

import { h, reveal } from "../../lib/dom.js";
import { pageLink } from "../../view/page_link.js";

/** @typedef {{name: string, title: string}} Section */
/** @typedef {import("../../view/view.js").View<any>} View */

export class Place {
  /** @type {Map<string, HTMLElement>} */
  links = new Map();
  current = "";
  /** What the row was last scrolled for. */
  seen = "";
  picture = h("img", { alt: "", width: "32", height: "32" });
  list;
  element;

  /** @param {View} view  the bar */
  constructor(view) {
    const { words, host } = view;
    this.view = view;
    this.picture.addEventListener("error", () => { this.picture.hidden = true; });
    this.list = h("nav", { class: "sections", "aria-label": words.sections });
    this.element = h("div", { class: "place" },
      h("button", { type: "button", class: "top", title: words.to_top, "aria-label": words.to_top,
        "data-value": "top", onclick: () => host.sections.go("") }, this.picture), this.list);
  }

  /** @param {string} photo  its name */
  show(photo) {
    const url = this.view.host.url(`api/thumb/${encodeURIComponent(photo)}.jpg`);
    if (this.picture.src === url) return;
    this.picture.hidden = false;
    this.picture.src = url;
  }

  /** @param {{name: string, url: string, sections: Section[]} | undefined} page  that is shown */
  build(page) {
    this.current = this.seen = "";
    this.links = new Map(page?.sections.map(({ name, title }) => [name,
      pageLink(this.view, { name: page.name, url: page.url, section: name }, title)]));
    this.list.replaceChildren(...this.links.values());
  }

  /** Marks the section on screen; one that this photo or model does not have is not offered.
   * @param {{names: string[], current: string}} where
   * @param {boolean} slim  whether the row is shown at all: before, it cannot be scrolled */
  mark({ names, current }, slim) {
    for (const [name, link] of this.links) {
      link.hidden = names.length > 0 && !names.includes(name);
      if (name === current) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
    this.current = current;
    const seen = `${slim} ${names} ${current}`;
    if (seen === this.seen) return;
    this.seen = seen;
    reveal(this.list, this.links.get(current));
  }
}
