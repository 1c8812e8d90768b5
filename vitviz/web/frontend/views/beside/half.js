// One of two sides: its model and photo, the photo under its own grid, its query and its head's map.

import { fill, h } from "../../lib/dom.js";
import { Focus } from "../../maps/focus.js";
import { steered } from "../../lib/steered.js";
import { PhotoPane } from "../../maps/photo.js";
import { tokenOf, tokensOf } from "../../maps/tokens.js";
import { headName, queryName } from "../../view/names.js";
import { QueryLine } from "../../view/panel.js";
import { scaleEnd } from "../../paint/colour.js";
import { HeadPicker } from "./head_picker.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/scene.js").Scene} Scene */
/** @typedef {import("../explore/large_map.js").LargeMap} LargeMap */
/** @typedef {import("./types.js").SideNames} SideNames */

/**
 * @typedef {object} HalfActions
 * @property {(query: string|null) => void} hover  a query is shown for a moment
 * @property {(query: string) => void} commit
 * @property {(patch: number|null) => void} point  a patch of the map is read
 * @property {(head: string) => void} head
 * @property {(event: KeyboardEvent) => void} key
 */

/**
 * @typedef {object} HalfView
 * @property {string|null} query  null where this side has none at that place
 * @property {string|null} kept
 * @property {"row"|"column"} by
 * @property {LargeMap|null} map
 * @property {number|null} pointed
 * @property {string} head  that is shown
 * @property {boolean} follows  it is as deep as the other side's
 * @property {"fixed"|"head"} scale
 * @property {string} note  on its depth
 * @property {import("../../lib/types.js").Colours} colours
 * @property {import("../../lib/types.js").Formats} formats
 */

export class Half {
  /** @type {Scene|null} */ scene = null;
  model = h("span", { class: "model" });
  photoName = h("span", { class: "text" });
  grid = h("span", { class: "text", "data-value": "grid" });
  note = h("p", { class: "text note" });
  query = h("p", { class: "query-name", "data-value": "query" });
  instead = h("div", { class: "instead" });

  /** @param {Words} words @param {"A"|"B"} letter @param {HalfActions} actions */
  constructor(words, letter, actions) {
    this.words = words;
    const own = { ...words, photo_label: fill(words.photo_label, { side: letter }),
      focus_label: fill(words.focus_label, { side: letter }) };
    this.photo = new PhotoPane(own, { hover: actions.hover, commit: actions.commit,
      leave: () => actions.hover(null), key: actions.key });
    this.focus = new Focus(own, { hover: actions.point, commit: actions.point, leave: () => actions.point(null) });
    this.chips = new QueryLine(words, actions);
    this.heads = new HeadPicker(words, letter, actions.head);
    this.shown = h("div", { class: "shown" }, this.photo.element,
      h("div", { class: "mapped" }, this.focus.element, this.focus.scale));
    this.element = h("section", { class: "half", "data-side": letter.toLowerCase(),
      "aria-label": fill(words.side, { side: letter }) },
    h("header", {}, h("b", { class: "letter" }, letter), this.model, this.photoName, this.grid),
    this.instead, this.heads.element, this.note, this.shown, this.query, this.chips.element);
    this.reveal(false);
  }

  /** What stands only where there is something to show. @param {boolean} there */
  reveal(there) {
    for (const part of [this.heads.element, this.note, this.shown, this.query, this.chips.element]) part.hidden = !there;
  }

  /** @param {SideNames} names */
  name({ title, photo }) {
    this.model.textContent = title;
    this.photoName.textContent = photo;
  }

  /** Another analysis, or none. @param {Scene|null} scene @param {import("../../lib/types.js").Tables} tables */
  setScene(scene, tables) {
    this.scene = scene;
    this.reveal(scene !== null);
    this.grid.textContent = "";
    if (!scene) return;
    this.photo.setScene(scene);
    this.focus.setScene(scene, tables);
    this.chips.setScene(scene);
    this.heads.setScene(scene);
    const [rows, cols] = scene.grid;
    this.grid.textContent = fill(this.words.grid, { rows, cols, count: rows * cols });
  }

  /** @param {HalfView} view */
  paint({ query, kept, by, map, pointed, head, follows, scale, note, colours, formats }) {
    const { scene, words } = this;
    if (!scene) return;
    this.heads.set(head, follows);
    this.note.textContent = note;
    this.chips.set(query ?? "");
    this.query.textContent = query === null ? words.no_place
      : fill(words.of_head, { head: headName(words, head),
        looks: fill(words[by === "row" ? "looks_from" : "looked_from"], { query: queryName(scene, words, query) }) });
    this.photo.paint({ query: query ?? "", kept: kept ?? "", pointed: null, pins: [], colours });
    steered(this.photo.element, tokenOf(query ?? "", scene) ?? 0, query === null ? words.no_place : queryName(scene, words, query));
    const weights = map?.weights ?? null;
    const tokens = weights ? tokensOf(weights, map?.grid ?? scene.grid).tokens : scene.tokens;
    this.focus.paint({ map: map ?? { weights: null, signed: false }, query, pointed, colours, formats, scale,
      wallTop: scaleEnd("fixed", map?.seen ?? tokens, 0), smooth: false, opacity: 0.8 });
  }
}
