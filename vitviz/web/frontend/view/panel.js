// The frame of a panel: title, one sentence, what it is and what it is not, and the way out.

import { h, term } from "../lib/dom.js";
import { beside } from "../lib/keys.js";
import { queryName } from "./names.js";

/** @param {{title: string, lead: string, is: string, is_not: string}} words  `exportMenu`: an ExportMenu */
export function panelHead(words, exportMenu) {
  return h("header", { class: "panel-head" }, h("h2", {}, words.title), exportMenu.element,
    h("p", { class: "said" }, words.lead));
}

export function panelFoot(words) {
  return h("details", { class: "meaning", "data-figure": "no" }, h("summary", {}, words.definition),
    h("p", {}, words.is), h("p", {}, words.is_not));
}

/** What stands in a panel about a model that has learned nothing; hidden for any other. */
export function randomNote(words) {
  return h("p", { class: "random", hidden: true }, words.random);
}

/** A picture that acts as a button; a button proper would not be in the panel's picture. */
export function pressable(props, act, ...children) {
  return h("div", { role: "button", tabindex: "0", ...props, onclick: act, onkeydown: (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    act();
  } }, ...children);
}

/** The query after an arrow key or Home, null for any other key. `query` may be a prefix token's. */
export function stepped(event, query, { grid, prefix }) {
  if (event.key === "Home" && prefix) return "p0";
  const patch = beside(event.key, query.startsWith("p") ? middleOf(grid) : Number(query), grid);
  return patch === null ? null : String(patch);
}

export function middleOf([rows, cols]) {
  return Math.floor(rows / 2) * cols + Math.floor(cols / 2);
}

/** The token that is shown: chips for those that are no patches, and the patch's name. */
export class QueryLine {
  /** @param {{hover: (query: string|null) => void, commit: (query: string) => void}} actions */
  constructor(words, actions) {
    Object.assign(this, { words, actions });
    this.element = h("div", { class: "queries", role: "group", "aria-label": words.query,
      "data-figure": "no" });
    this.name = h("span", { class: "query-name" });
  }

  setScene(scene) {
    this.scene = scene;
    const { words, actions } = this;
    this.chips = scene.data.prefix.map(({ name }, i) => h("button", { type: "button", class: "chip",
      "data-query": `p${i}`, onclick: () => actions.commit(`p${i}`), onpointerleave: () => actions.hover(null),
      onpointerenter: (event) => event.pointerType !== "touch" && actions.hover(`p${i}`) }, name));
    this.element.replaceChildren(term(words.query, words.query_tip), ...this.chips, this.name);
  }

  set(query) {
    this.chips.forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.query === query)));
    this.name.textContent = query.startsWith("p") ? "" : queryName(this.scene, this.words, query);
  }
}

/** The depth of this name if there is one, else the last of `count`. */
export function depthOf(name, count) {
  return name !== "" && Number(name) < count ? Number(name) : count - 1;
}
