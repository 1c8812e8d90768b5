// The chosen head, large, over what the model sees of the photo; or a pin, or A - B.

import { fill, h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { patchRect, patchUnder, pictureRect, samePlace } from "../math/geometry.js";
import { largest, largestSize, ranked } from "../math/ranking.js";
import { drawArcs } from "../paint/arcs.js";
import { Atlas } from "../paint/atlas.js";
import { outline, sharpen } from "../paint/canvas.js";
import { scaleEnd } from "../paint/colour.js";
import { Legend } from "./legend.js";
import { markPins } from "./photo.js";
import { patchOf, tokensOf } from "./tokens.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Formats} Formats */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Rect} Rect */
/** @typedef {import("../lib/types.js").Tables} Tables */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./types.js").PhotoScene} PhotoScene */

const ARCS = 5;

/**
 * @typedef {object} FocusMap
 * @property {Float32Array|null} weights  one for each of the layer's own tokens, patches last; null while
 *   they are not here or where the layer has no such query
 * @property {boolean} signed  whether it is a difference
 * @property {boolean} [negative]  whether its weights may be negative
 * @property {import("../lib/types.js").Grid} [grid]  the layer's own, where it is not the scene's
 * @property {import("../lib/types.js").Grid} [from]  on which its query lies, where that is another one
 * @property {number} [seen]  how many tokens the query may look at, where it is not all of them
 */

/**
 * @typedef {object} FocusView
 * @property {FocusMap} map
 * @property {string|null} query  whose patch is outlined
 * @property {number|null} pointed  a patch
 * @property {"fixed"|"now"|"head"} scale
 * @property {number} [wallTop]  the number at the scale's end, where it is not the map's own
 * @property {boolean} smooth
 * @property {number} opacity  0 to 1
 * @property {import("./photo.js").Pin[]} [pins]  queries to mark with letters
 * @property {boolean} [arcs]  from the query to the patches with most weight
 * @property {Colours} colours
 * @property {Formats} formats
 */

export class Focus {
  /** @type {Words} */ words;
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ element;
  /** @type {Legend} */ legend;
  /** @type {HTMLElement} */ scale;
  /** @type {PhotoScene|null} */ scene = null;
  /** @type {Tables|null} */ tables = null;
  /** @type {Atlas|null} */ atlas = null;

  /** @param {Words} words @param {import("./types.js").MapActions<number>} actions  what is found is a patch */
  constructor(words, actions) {
    this.words = words;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "focus", role: "img", "aria-label": words.focus_label },
      this.canvas);
    this.legend = new Legend();
    this.scale = this.legend.element;
    explore(this.element, { ...actions, at: (/** @type {Pointer} */ event) => this.at(event) });
  }

  /** @param {PhotoScene} scene @param {Tables} tables @returns {void} */
  setScene(scene, tables) {
    this.scene = scene;
    this.tables = tables;
    const [rows, cols] = scene.grid;
    this.element.style.aspectRatio = `${cols} / ${rows}`;
  }

  /** Where a map of this grid has room. @param {import("../lib/types.js").Grid} grid */
  atlasFor([rows, cols]) {
    const { atlas } = this;
    if (atlas && rows <= atlas.rows && cols <= atlas.cols) return atlas;
    return this.atlas = new Atlas(1, 1, [Math.max(rows, atlas?.rows ?? 0), Math.max(cols, atlas?.cols ?? 0)]);
  }

  /** The patch under a pointer. @param {Pointer} event @returns {number|null} */
  at(event) {
    return this.scene && patchUnder(event, this.canvas.getBoundingClientRect(), this.scene.grid);
  }

  /** @param {FocusView} view @returns {void} */
  paint(view) {
    const { scene, tables } = this;
    if (!scene || !tables) return;
    const { map: { weights, signed, negative, grid: own, from, seen }, colours } = view;
    const diverging = signed || negative;
    const grid = own ?? scene.grid;
    const { clientWidth: width, clientHeight: height } = this.element;
    const context = sharpen(this.canvas, width, height);
    backdrop(context, scene, width, height);
    if (!weights) return;
    const atlas = this.atlasFor(grid);
    const { tokens, prefix } = tokensOf(weights, grid);
    const alone = view.scale === "head" || view.wallTop === undefined;
    const limit = !alone && view.wallTop ? view.wallTop : diverging ? largestSize(weights, prefix)
      : scaleEnd("head", tokens, largest(weights, prefix));
    if (diverging) atlas.putSigned(0, weights, prefix, limit, tables.diverging, grid);
    else atlas.put(0, weights, prefix, limit, tables.sequential, grid);
    atlas.flush();
    context.globalAlpha = view.opacity;
    atlas.draw(context, 0, 0, 0, width, height, view.smooth);
    context.globalAlpha = 1;
    const cell = (/** @type {number} */ at, on = grid) => patchRect(at, on, [0, 0, width, height]);
    const rect = (/** @type {number} */ patch, on = grid) => cell(samePlace(patch, scene.grid, on), on);
    if (view.pins) markPins(context, view.pins, scene.grid, [0, 0, width, height], colours);
    if (view.pointed !== null) outline(context, rect(view.pointed), colours, "pointer", 2);
    const patch = view.query === null ? null : patchOf(view.query);
    const asks = patch === null ? null : rect(patch, from);
    if (view.arcs && asks) drawArcs(context, centre(asks), arcsOf(weights, prefix, (at) => centre(cell(at))), colours);
    if (asks) outline(context, asks, colours, "query", 2.5);
    this.legend.paint(diverging ? tables.diverging : tables.sequential,
      diverging ? this.signedMarks(limit, signed, view.formats) : this.marks(limit, 1 / (seen ?? tokens), view.formats));
  }

  /** The legend of A - B, or of weights that may be negative. @param {number} limit
   * @param {boolean} difference @param {Formats} formats @returns {[at: number, text: string][]} */
  signedMarks(limit, difference, { signed }) {
    const { words } = this;
    if (!difference) return [[0, signed(-limit)], [0.5, "0"], [1, signed(limit)]];
    return [[0, `${signed(-limit)} ${words.more_b}`], [0.5, "0"], [1, `${words.more_a} ${signed(limit)}`]];
  }

  /** The legend of weights, with the even share where the numbers do not touch.
   * @param {number} limit @param {number} even @param {Formats} formats
   * @returns {[at: number, text: string][]} */
  marks(limit, even, { percent }) {
    const [before, after] = [even / limit, 1 - even / limit].map((share) => share * this.element.clientWidth);
    /** @type {[at: number, text: string][]} */
    const middle = before > 48 && after > 90 // CSS pixels
      ? [[even / limit, fill(this.words.even, { percent: percent(even) })]] : [];
    return [[0, "0"], ...middle, [1, percent(limit)]];
  }
}

/** The middle of a patch. @param {Rect} rect @returns {import("../lib/types.js").Point} */
function centre([x, y, width, height]) {
  return [x + width / 2, y + height / 2];
}

/** To the patches with the largest weights, the largest first. @param {Float32Array} weights  of all tokens
 * @param {number} prefix  tokens before the patches
 * @param {(patch: number) => import("../lib/types.js").Point} place
 * @returns {import("../paint/arcs.js").Arc[]} */
export function arcsOf(weights, prefix, place) {
  const best = ranked(weights, ARCS, prefix).filter((token) => weights[token] > 0);
  return best.map((token) => ({ to: place(token - prefix), share: weights[token] / weights[best[0]] }));
}

/** What the model sees of the photo. @param {CanvasRenderingContext2D} context
 * @param {PhotoScene} scene @param {number} width @param {number} height @returns {void} */
function backdrop(context, { image, data: { photo } }, width, height) {
  if (!image) return;
  context.imageSmoothingEnabled = true;
  context.drawImage(image, ...pictureRect(image, photo.size, photo.box), 0, 0, width, height);
}
