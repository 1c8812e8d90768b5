// What was pinned, side by side: A, B and A − B, each map with its numbers below it.

import { fill, h, term } from "../../lib/dom.js";
import { Focus } from "../../maps/focus.js";
import { headName, queryName } from "../../view/names.js";
import { pressable } from "../../view/panel.js";
import { compared } from "../../widgets/comparison.js";
import { layoutOf, pinnedMap, sameGrid } from "./large_map.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Tables} Tables */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../maps/focus.js").FocusView} FocusView */
/** @typedef {import("../../view/scene.js").Scene} Scene */
/** @typedef {import("./large_map.js").LargeMap} LargeMap */
/** @typedef {import("./types.js").ExploreState} ExploreState */
/** @typedef {"a"|"b"|"diff"} Which */
/** @typedef {Omit<FocusView, "map"|"query"> & {committed: ExploreState}} ComparisonView */

/** @type {Which[]} */
const SIDES = ["a", "b", "diff"];

/**
 * @typedef {object} Actions
 * @property {(pointed: number|null) => void} point  a patch under the pointer
 * @property {(change: Partial<Record<"a"|"b"|"show", string>>) => void} commit
 */

/** One of the three: its name, its map, and what is said in its place. */
class Side {
  name = h("p", { class: "name" });

  /** @param {Which} which @param {Words} words @param {Actions} actions */
  constructor(which, words, { point, commit }) {
    this.which = which;
    this.focus = new Focus(words, { hover: point, leave: () => point(null), commit: () => {} });
    this.focus.element.classList.replace("focus", "small"); // the explorer's large map is the one called so
    this.focus.element.ariaHidden = "true"; // the button around it says what it is
    this.pane = pressable({ class: "pane", "data-show": which, "aria-label": which === "diff" ? words.difference
      : which.toUpperCase() }, () => commit({ show: which }), this.focus.element);
    this.empty = h("p", { class: "empty text" },
      which === "diff" ? "" : fill(words.pin_too, { name: which.toUpperCase() }));
    this.element = h("div", { class: "side" }, this.name, this.pane, this.empty);
  }
}

export class Comparison {
  /** @type {Words} */ words;
  /** @type {Actions} */ actions;
  /** @type {Side[]} */ sides;
  /** @type {Scene|null} */ scene = null;
  numbers = h("div", { class: "numbers", role: "table" });
  scale = h("p", { class: "text" });
  element = h("div", { class: "comparison pinned", hidden: true });
  written = ""; // as it stands

  /** @param {Words} words @param {Actions} actions */
  constructor(words, actions) {
    this.words = words;
    this.actions = actions;
    this.sides = SIDES.map((which) => new Side(which, words, actions));
    this.element.append(h("div", { class: "sides" }, ...this.sides.map((side) => side.element)),
      this.numbers, this.scale);
  }

  /** @param {Scene} scene @param {Tables} tables @returns {void} */
  setScene(scene, tables) {
    this.scene = scene;
    this.written = "";
    for (const { focus } of this.sides) focus.setScene(scene, tables);
  }

  /** @param {ComparisonView} view @returns {void} */
  paint(view) {
    const { scene } = this;
    const { committed, scale, formats, wallTop = 1 } = view;
    const { a, b, show } = committed;
    this.element.hidden = !(a || b);
    if (!scene || this.element.hidden) return;
    const there = { a: Boolean(a), b: Boolean(b), diff: Boolean(a && b) };
    const maps = this.sides.map(({ which }) => (there[which] ? pinnedMap(scene, committed, which) : null));
    this.name(scene, committed);
    this.sides.forEach(({ which, pane, empty, focus }, i) => {
      const map = maps[i];
      pane.hidden = !map;
      empty.hidden = which === "diff" || Boolean(map);
      pane.setAttribute("aria-pressed", String(show === which));
      if (map) focus.paint({ ...view, map, query: map.query, pins: [] });
    });
    this.write(scene, maps, view);
    const apart = maps[0] && maps[1] && !sameGrid(maps[0], maps[1]);
    this.scale.textContent = !there.diff ? "" : apart ? this.words.compare_grids : scale === "head" ? this.words.compare_own
      : fill(this.words.compare_scale, { top: formats.percent(wallTop) });
  }

  /** Who the sides are, each pin with a button that takes it out. @param {Scene} scene
   * @param {ExploreState} committed @returns {void} */
  name(scene, { a, b }) {
    const key = `${a} ${b}`;
    if (key === this.written) return; // asked at every repaint
    this.written = key;
    const { words, actions } = this;
    this.sides.forEach(({ which, name }) => {
      if (which === "diff") return name.replaceChildren(a && b ? h("b", {}, words.difference) : "");
      const [query, head] = (which === "a" ? a : b).split("@");
      const letter = which.toUpperCase();
      name.replaceChildren(h("b", {}, letter), ...(!head ? [] : [
        h("button", { type: "button", "aria-label": fill(words.unpin, { name: letter }), "data-unpin": which,
          onclick: () => actions.commit({ [which]: "" }) }, "×"),
        h("span", {}, `${headName(words, head)}, ${queryName(scene, words, query, true)}`)]));
    });
  }

  /** @param {Scene} scene @param {(LargeMap|null)[]} maps @param {ComparisonView} view @returns {void} */
  write(scene, [a, b], { pointed, formats }) {
    const { words } = this;
    const shown = (/** @type {LargeMap|null} */ map) => map && { ...map, query: map.query ?? "",
      layout: layoutOf(scene, map) };
    const rows = compared(shown(a), shown(b), pointed, formats, words);
    this.numbers.replaceChildren(...rows.map(({ id, texts }) => h("div", { class: "number", role: "row" },
      h("span", { class: "of", role: "rowheader" }, term(words[id], words[`${id}_tip`])),
      ...texts.map((text) => h("span", { role: "cell", "data-value": id }, text)))));
  }
}
