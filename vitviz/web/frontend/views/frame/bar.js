// The bar on top of every page: the name, the pages, and what holds for all of them.

import { Appearance } from "../../host/appearance.js";
import { followTheme, h, segments, tips } from "../../lib/dom.js";
import { icon, mark } from "../../lib/icons.js";
import { keepFromStreamlit, keepingFocus } from "../../lib/keys.js";
import { Share } from "./share.js";

const THEMES = [["light", "sun"], ["dark", "moon"], ["system", "screen"]];

export function create(root, send) {
  const bar = new Bar(root, send);
  return { update: (data) => bar.update(data), destroy: () => bar.destroy() };
}

/**
 * @typedef {{words: Record<string, string>, language: string, languages: [string, string][],
 *   pages: {name: string, title: string, url: string, here: boolean, modules: string[]}[],
 *   device: string, host: string, n: number}} BarData
 */
class Bar {
  constructor(root, send) {
    Object.assign(this, { root, send, n: 0, built: "" });
    this.element = h("header", { class: "bar" });
    root.replaceChildren(this.element);
    this.ending = new AbortController();
    tips(root, this.ending.signal);
    keepFromStreamlit(root);
  }

  update(/** @type {BarData} */ data) {
    followTheme(this.root);
    this.n = Math.max(this.n, data.n ?? 0);
    this.look ??= new Appearance(data.pages.map((page) => page.url));
    this.look.follow();
    const content = JSON.stringify([data.words, data.pages, data.languages, data.device]);
    if (content !== this.built) keepingFocus(this.root, () => this.build(data));
    this.built = content;
    this.language.set(data.language);
    this.theme.set(this.look.current);
    this.share.host = data.host;
    speakTheDocument(data.words, data.language);
  }

  build({ words, pages, languages, device }) {
    this.language = segments(words.language, languages, (value) => this.speak(value));
    this.language.buttons.forEach((button) => { button.lang = button.dataset.value; });
    this.spoken?.abort();
    this.spoken = new AbortController(); // ends what was built in the language before
    this.share = new Share(words, this.spoken.signal);
    this.element.replaceChildren(
      h("span", { class: "name" }, mark(), "vitviz"),
      h("nav", { "aria-label": words.pages }, ...pages.map((page) => this.link(page))),
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
  link({ name, title, url, here, modules }) {
    if (here) return h("span", { "aria-current": "page" }, title);
    const aim = () => {
      const target = new URL(url, document.baseURI);
      target.search = location.search;
      anchor.href = target;
      // Who aims at a page will see it: its modules travel meanwhile. Not by import(), which would
      // remember one that failed on the way.
      for (const module of modules.splice(0)) fetch(new URL(module, document.baseURI)).catch(() => {});
    };
    const anchor = h("a", { href: url, "data-value": name, onpointerenter: aim, onfocus: aim,
      onpointerdown: aim, onclick: (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        anchor.toggleAttribute("data-pending", true);
        this.n += 1;
        this.send({ n: this.n, page: name });
      } }, title);
    return anchor;
  }

  destroy() {
    this.ending.abort();
    this.spoken?.abort();
  }

  speak(language) {
    this.n += 1;
    this.language.buttons.forEach((button) =>
      button.toggleAttribute("data-pending", button.dataset.value === language
        && button.getAttribute("aria-pressed") !== "true"));
    this.send({ n: this.n, language });
  }
}

/** What Streamlit's own document says: its language, and the link past the bar for keyboards. */
function speakTheDocument(words, language) {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  const skip = document.querySelector('[data-testid="stSkipToContent"]');
  if (skip) skip.textContent = words.skip;
}
