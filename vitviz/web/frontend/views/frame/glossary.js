// The list of all terms at the end of every page. A dotted underline anywhere on the page leads to
// its term here, and a button in it leads back.

import { h } from "../../lib/dom.js";
import { LEADS } from "../../lib/tips.js";
import { pageLink } from "../../view/page_link.js";
import { View } from "../../view/view.js";

/**
 * @typedef {object} Term
 * @property {string} id
 * @property {string} name
 * @property {string} other  its English name on a page in another language, else ""
 * @property {string} meaning
 * @property {string} formula  "" where it has none
 *
 * @typedef {{title: string, terms: Term[]}} Group
 * @typedef {import("../../view/page_link.js").Aim & {title: string}} Place
 * @typedef {import("../../view/host.js").Data & {groups: Group[], seen: Record<string, Place>}} GlossaryData
 *   `seen`: where a term is seen, by its id
 */

/** @extends {View<GlossaryData>} */
export default class Glossary extends View {
  list = h("div", { class: "groups" });
  /** @type {Map<string, HTMLElement>} */
  entries = new Map();
  /** The word that led here. @type {HTMLElement | null} */
  from = null;
  back = h("button", { type: "button", class: "quiet", onclick: () => this.leave() }, this.words.back);

  mount() {
    const { words } = this;
    this.root.replaceChildren(h("section", { class: "glossary", "aria-label": words.title },
      h("h2", {}, words.title), h("p", { class: "text" }, words.lead), this.list));
    document.addEventListener(LEADS, (event) => this.show(/** @type {CustomEvent} */ (event).detail),
      { signal: this.signal });
    super.mount();
  }

  /** @param {GlossaryData} data */
  update(data) {
    super.update(data);
    if (!this.entries.size) this.list.replaceChildren(...data.groups.map((group) => this.group(group)));
  }

  /** @param {Group} group */
  group({ title, terms }) {
    return h("div", { class: "group" }, h("h3", {}, title),
      h("dl", {}, ...terms.map((term) => this.entry(term))));
  }

  /** @param {Term} term */
  entry({ id, name, other, meaning, formula }) {
    const { words, data: { seen: { [id]: place } } } = this;
    const entry = h("div", { class: "entry", "data-entry": id },
      h("dt", {}, name, other && h("span", { class: "other", lang: "en" }, other)),
      h("dd", {}, meaning, formula && h("span", { class: "formula" }, formula)),
      h("dd", { class: "seen" }, words.seen, " ", pageLink(this, place, place.title)));
    this.entries.set(id, entry);
    return entry;
  }

  /** Leads to a term. @param {{term: string, from: HTMLElement}} led */
  show({ term, from }) {
    const entry = this.entries.get(term);
    if (!entry) return;
    this.from = from;
    this.list.querySelector("[data-found]")?.removeAttribute("data-found");
    entry.toggleAttribute("data-found", true);
    this.back.remove(); // or it is in what is read out of another term
    const said = [...entry.querySelectorAll("dt, dd:not(.seen)")].flatMap((part) => [...part.childNodes]);
    this.back.setAttribute("aria-description", said.map((part) => part.textContent).join(" "));
    entry.querySelector("dd")?.append(this.back);
    this.back.focus({ preventScroll: true });
    entry.scrollIntoView({ block: "center" });
  }

  /** Back to the word that led here. */
  leave() {
    this.back.remove();
    this.from?.focus({ preventScroll: true });
    this.from?.scrollIntoView({ block: "center" });
  }
}
