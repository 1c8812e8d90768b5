// The bar on top of every page: the name, the pages, and what holds for all of them. Once it has
// scrolled out of sight it stays at the top, slim, with the photo and the sections of the page.

import { h, reveal, segments } from "../../lib/dom.js";
import { icon, mark } from "../../lib/icons.js";
import { containKeys, keepingFocus } from "../../lib/keys.js";
import { pageLink } from "../../view/page_link.js";
import { Place } from "./place.js";
import { RunsLine } from "./runs_line.js";
import { Share } from "./share.js";
import { View } from "../../view/view.js";

/** @typedef {import("../../host/appearance.js").Theme} Theme */
/** @typedef {import("./place.js").Section} Section */
/** @typedef {{name: string, title: string, url: string, sections: Section[]}} Page */

/** @type {[Theme, "sun"|"moon"|"screen"][]} */
const THEMES = [["light", "sun"], ["dark", "moon"], ["system", "screen"]];

const LINE = 40; // pixels that a wheel moves where it counts in lines

/**
 * @typedef {object} BarFacts
 * @property {{photo: string}} state
 * @property {Page[]} pages
 * @property {string} here  the page that is shown
 * @property {string} device  what the models run on
 * @property {string|null} host  the server's address in its network, null where it has none
 *
 * @typedef {import("../../view/host.js").Data & BarFacts} BarData
 */

/** @extends {View<BarData>} */
export default class Bar extends View {
  // Fixed, it is no part of what scrolls: a wheel over it would move nothing.
  /** @type {HTMLElement} */
  element = h("header", { class: "bar", onwheel: (/** @type {WheelEvent} */ event) => "slim" in this.element.dataset
    && !event.ctrlKey && this.host.sections.scroll(event.deltaY * (event.deltaMode ? LINE : 1)) });
  skip = h("button", { type: "button", class: "skip", onclick: () => this.host.pass() }, this.words.skip);
  standing = h("p", { class: "standing", role: "status" });
  built = "";
  /** @type {ReturnType<import("../../view/host.js").Host["appearance"]> | null} */
  appearance = null;
  language = segments(this.words.language, this.host.constants.languages, (value) => this.speak(value));
  share = new Share(this.words, this.host.url, this.signal,
    () => "slim" in this.element.dataset ? this.place.current : "");
  place = new Place(this);
  runs = new RunsLine(this);
  theme = segments(this.words.theme, THEMES.map(([theme, drawing]) =>
    /** @type {[Theme, Node]} */ ([theme, icon(drawing)])), (theme) => {
    this.theme.set(theme);
    this.appearance?.pick(theme);
  });

  large = h("button", { type: "button", class: "large", "aria-label": this.words.large,
    "data-tip": this.words.large_tip, onclick: () => this.enlarge(!this.appearance?.large) }, icon("large"));

  mount() {
    for (const button of this.language.buttons) button.lang = button.dataset.value ?? "";
    for (const button of this.theme.buttons) {
      const name = this.words[`theme_${button.dataset.value}`];
      button.setAttribute("aria-label", name);
      button.title = name;
    }
    this.theme.element.classList.add("theme");
    this.root.replaceChildren(this.skip, this.element, this.standing);
    this.host.connection.watch((standing) => this.say(standing), this.signal);
    this.host.runs.watch((states) => this.runs.show(states), this.signal);
    this.host.sections.watch((where) => this.follow(where), this.signal);
    containKeys(this.root);
    super.mount();
  }

  /** @param {BarData} data */
  update(data) {
    super.update(data);
    this.appearance ??= this.host.appearance(data.pages.map((page) => page.url));
    this.appearance.follow();
    const content = JSON.stringify([data.here, data.device]);
    if (content !== this.built) keepingFocus(this.root, () => this.build(data));
    this.built = content;
    this.language.set(this.host.language);
    this.theme.element.hidden = !this.appearance.possible;
    this.theme.set(this.appearance.current);
    this.large.setAttribute("aria-pressed", String(this.appearance.large));
    this.share.host = data.host;
    this.place.show(data.state.photo);
    this.host.speak();
  }

  /** @param {BarData} data */
  build({ pages, here, device }) {
    const { words } = this;
    this.place.build(pages.find((page) => page.name === here));
    const links = pages.map((page) => this.link(page, page.name === here));
    const row = h("nav", { class: "pages", "aria-label": words.pages }, ...links);
    this.element.replaceChildren(
      h("span", { class: "name" }, mark(), h("span", {}, "vitviz")), row, this.place.element, this.runs.element, this.share.element,
      h("div", { class: "switches" }, this.language.element, this.large, this.theme.element,
        h("span", { class: "device", tabindex: "0", "data-tip": words.device_hint,
          "aria-label": `${words.device}: ${device}. ${words.device_hint}`, role: "note" },
        device)));
    // On a phone the row is longer than the screen.
    reveal(row, links[pages.findIndex((page) => page.name === here)]);
  }

  /** A page; the one that is shown is named, and leads nowhere. The address goes along.
   * @param {Page} page @param {boolean} here @returns {HTMLElement} */
  link(page, here) {
    if (here) return h("span", { "aria-current": "page" }, page.title);
    return pageLink(this, { name: page.name, url: page.url }, page.title);
  }

  /** The page has moved. @param {import("../../host/sections.js").Where} where */
  follow(where) {
    const slim = this.root.getBoundingClientRect().bottom < 0;
    if (slim && !("slim" in this.element.dataset)) this.root.style.minHeight = `${this.root.offsetHeight}px`;
    this.element.toggleAttribute("data-slim", slim);
    this.element.style.right = slim ? `${where.edge}px` : "";
    if (!slim) this.root.style.minHeight = "";
    this.place.mark(where, slim);
  }

  /** Type for a hall, or as on a laptop. @param {boolean} large */
  enlarge(large) {
    this.appearance?.enlarge(large);
    this.large.setAttribute("aria-pressed", String(large));
  }

  /** Says that the server does not answer, over whatever is on screen.
   * @param {import("../../host/connection.js").Standing} standing */
  say(standing) {
    this.standing.textContent = standing === "here" ? "" : this.words[`server_${standing}`];
  }

  /** @param {string} language */
  speak(language) {
    this.language.buttons.forEach((button) =>
      button.toggleAttribute("data-pending", button.dataset.value === language
        && button.getAttribute("aria-pressed") !== "true"));
    this.state.setNow({ lang: language });
  }
}
