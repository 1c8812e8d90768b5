// The bar on top of every page: the name, the pages, and what holds for all of them.

import { h, segments } from "../../lib/dom.js";
import { icon, mark } from "../../lib/icons.js";
import { containKeys, keepingFocus } from "../../lib/keys.js";
import { Share } from "./share.js";
import { View } from "../../view/view.js";

const THEMES = [["light", "sun"], ["dark", "moon"], ["system", "screen"]];

/**
 * @typedef {{pages: {name: string, title: string, url: string, modules: string[]}[],
 *   here: string, device: string, host: string}} BarData
 */
export default class Bar extends View {
  element = h("header", { class: "bar" });
  built = "";
  /** @type {ReturnType<import("../../view/host.js").Host["appearance"]> | null} */
  look = null;

  mount() {
    this.root.replaceChildren(this.element);
    containKeys(this.root);
    super.mount();
  }

  /** @param {import("../../view/host.js").Data & BarData} data */
  update(data) {
    super.update(data);
    this.look ??= this.host.appearance(data.pages.map((page) => page.url));
    this.look.follow();
    const content = JSON.stringify([data.here, data.device]);
    if (content !== this.built) keepingFocus(this.root, () => this.build(data));
    this.built = content;
    this.language.set(this.host.language);
    this.theme.set(this.look.current);
    this.share.host = data.host;
    this.host.speak(this.words.skip);
  }

  build({ pages, here, device }) {
    const { words, host: { constants: { languages } } } = this;
    this.language = segments(words.language, languages, (value) => this.speak(value));
    this.language.buttons.forEach((button) => { button.lang = button.dataset.value; });
    this.share = new Share(words, this.host.url, this.signal);
    this.element.replaceChildren(
      h("span", { class: "name" }, mark(), "vitviz"),
      h("nav", { "aria-label": words.pages }, ...pages.map((page) => this.link(page, page.name === here))),
      this.share.element,
      h("div", { class: "switches" }, this.language.element, this.themes(words),
        h("span", { class: "device", tabindex: "0", "data-tip": words.device_hint,
          "aria-label": `${words.device}: ${device}. ${words.device_hint}`, role: "note" },
        device)));
  }

  themes(words) {
    const options = THEMES.map(([theme, drawing]) => [theme, icon(drawing)]);
    this.theme = segments(words.theme, options, (theme) => {
      this.theme.set(theme);
      this.look.pick(theme);
    });
    for (const button of this.theme.buttons) {
      const name = words[`theme_${button.dataset.value}`];
      button.setAttribute("aria-label", name);
      button.title = name;
    }
    this.theme.element.classList.add("theme");
    this.theme.element.hidden = !this.look.possible;
    return this.theme.element;
  }

  /** A page; the one that is shown is named, and leads nowhere. The address goes along. */
  link({ name, title, url, modules }, here) {
    if (here) return h("span", { "aria-current": "page" }, title);
    const aim = () => {
      const target = new URL(this.host.url(url));
      target.search = location.search;
      anchor.href = target;
      // Who aims at a page will see it: its modules travel meanwhile. Not by import(), which would
      // remember one that failed on the way.
      for (const module of modules.splice(0)) fetch(this.host.url(module)).catch(() => {});
    };
    const anchor = h("a", { href: url, "data-value": name, onpointerenter: aim, onfocus: aim,
      onpointerdown: aim, onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        anchor.toggleAttribute("data-pending", true);
        this.state.end();
        this.host.notify({ page: name });
      } }, title);
    return anchor;
  }


  speak(language) {
    this.language.buttons.forEach((button) =>
      button.toggleAttribute("data-pending", button.dataset.value === language
        && button.getAttribute("aria-pressed") !== "true"));
    this.state.setNow({ lang: language });
  }
}
