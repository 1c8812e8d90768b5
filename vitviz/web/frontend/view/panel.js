// The frame of a panel: title, one sentence, what it is and what it is not, and the way out.

import { h, term } from "../lib/dom.js";
import { middleOf, neighbour } from "../math/geometry.js";
import { queryName } from "./names.js";

/** @typedef {import("../lib/dom.js").Child} Child */
/** @typedef {import("../lib/dom.js").Props} Props */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").Words} Words */

/** @param {Words} words  title and lead @param {{element: HTMLElement}} exportMenu */
export function panelHead(words, exportMenu) {
  return h("header", { class: "panel-head" }, h("h2", {}, words.title), exportMenu.element,
    h("p", { class: "text" }, words.lead));
}

/** @param {Words} words  definition, is and is_not */
export function panelFoot(words) {
  return h("details", { class: "meaning", "data-figure": "no" }, h("summary", {}, words.definition),
    h("p", {}, words.is), h("p", {}, words.is_not));
}

/** What stands in a panel about a model that has learned nothing; hidden for any other.
 * @param {Words} words */
export function randomNote(words) {
  return h("p", { class: "random", hidden: true }, words.random);
}

/**
 * A picture that acts as a button; a button proper would not be in the panel's picture.
 * @param {Props} props
 * @param {() => void} act
 * @param {...Child} children
 */
export function pressable(props, act, ...children) {
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return h("div", { role: "button", tabindex: "0", ...props, onclick: act, onkeydown: press },
    ...children);
}

/**
 * The query after an arrow key or Home, null for any other key.
 * @param {KeyboardEvent} event
 * @param {string} query  may be a prefix token's
 * @param {{grid: Grid, prefix: number}} scene
 */
export function stepped(event, query, { grid, prefix }) {
  if (event.key === "Home" && prefix) return "p0";
  const patch = neighbour(event.key, query.startsWith("p") ? middleOf(grid) : Number(query), grid);
  return patch === null ? null : String(patch);
}

/** @typedef {{data: {prefix: import("../lib/types.js").PrefixToken[]},
 *   place: (patch: number) => import("../lib/types.js").Place}} Scene  what it needs of one */

/** The token that is shown: chips for those that are no patches, and the patch's name. */
export class QueryLine {
  /** @typedef {{hover: (query: string|null) => void, commit: (query: string) => void}} Actions */
  /** @type {Words} */ words;
  /** @type {Actions} */ actions;
  /** @type {Scene|null} */ scene = null;
  /** @type {HTMLElement[]} */ chips = [];
  /** @type {HTMLElement} */ element;
  name = h("span", { class: "query-name" });

  /** @param {Words} words @param {Actions} actions */
  constructor(words, actions) {
    this.words = words;
    this.actions = actions;
    this.element = h("div", { class: "queries", role: "group", "aria-label": words.query,
      "data-figure": "no" });
  }

  /** @param {Scene} scene */
  setScene(scene) {
    this.scene = scene;
    const { words, actions } = this;
    this.chips = scene.data.prefix.map(({ name }, i) => h("button", { type: "button", class: "chip",
      "data-query": `p${i}`, onclick: () => actions.commit(`p${i}`), onpointerleave: () => actions.hover(null),
      onpointerenter: (event) => event.pointerType !== "touch" && actions.hover(`p${i}`) }, name));
    this.element.replaceChildren(term(words.query, words.query_tip, "query"), ...this.chips, this.name);
  }

  /** @param {string} query */
  set(query) {
    for (const chip of this.chips) {
      chip.setAttribute("aria-pressed", String(chip.dataset.query === query));
    }
    this.name.textContent = query.startsWith("p") || !this.scene ? ""
      : queryName(this.scene, this.words, query);
  }
}

/** Where the depth of this name lies among ascending numbers, as app/endpoints/depths.py has it: one that
 * is not there is the last before it, or else the first; none, or a 0 that is not there, the last of all.
 * @param {string} name @param {number[]} numbers */
export function placeAmong(name, numbers) {
  const asked = Number(name);
  if (name === "" || (asked === 0 && numbers[0] > 0)) return numbers.length - 1;
  return Math.max(0, numbers.filter((number) => number <= asked).length - 1);
}

/** The depth of this name if there is one, else the last of `count`.
 * @param {string} name @param {number} count */
export function depthOf(name, count) {
  return name !== "" && Number(name) < count ? Number(name) : count - 1;
}
