// The tokens in the order the layer reads them: the whole sequence in one line with the chosen
// map below it, and a window around the query where each patch can be recognised.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { STEERED } from "../lib/steered.js";
import { Atlas } from "../paint/atlas.js";
import { contextOf, sharpen } from "../paint/canvas.js";
import { bracket, cell, HEIGHT, markOverview, OVERVIEW, scale, source, STEP, WEIGHTS } from "./sequence_parts.js";
import { queryOf, tokenOf, tokensOf } from "./tokens.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Tables} Tables */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./tokens.js").Tokens} Tokens */
/** @typedef {import("./types.js").TokenScene} TokenScene */

const FINE = 4; // pixels of a token in the overview

/**
 * @typedef {object} SequenceView
 * @property {string} query
 * @property {number|null} pointed  a patch
 * @property {Float32Array|null} weights  one for each of the layer's own tokens, null for none to show
 * @property {number} limit  the weight at the table's end
 * @property {boolean} [negative]  whether weights may be negative
 * @property {Colours} colours
 * @property {boolean} [hovering]  a pointer is on the sequence
 */

export class Sequence {
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ element;
  /** @type {TokenScene|null} */ scene = null;
  /** @type {Tables|null} */ tables = null;
  /** @type {OffscreenCanvas|null} */ strip = null; // the patches, small, in one line
  /** @type {Tokens} */ layer = { tokens: 0, prefix: 0 }; // what is drawn
  /** @type {Atlas|null} */ line = null; // the map, a pixel a token: no new canvas for each frame
  first = 0; // the window's first token
  above = false; // the pointer is on the overview, where the window follows it

  /**
   * @param {Words} words
   * @param {import("./types.js").MapActions<string> & import("./types.js").KeyAction} actions
   *   what is found is a query
   */
  constructor(words, actions) {
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "sequence", ...STEERED,
      "aria-label": words.sequence_label, style: `height:${HEIGHT}px` }, this.canvas);
    explore(this.element, { ...actions, at: (/** @type {Pointer} */ event) => this.at(event) });
    this.element.addEventListener("keydown", actions.key);
  }

  /** @param {TokenScene} scene @param {Tables} tables @returns {void} */
  setScene(scene, tables) {
    this.scene = scene;
    this.tables = tables;
    this.strip = null;
  }

  /** The query of the token under a pointer. @param {Pointer} event @returns {string|null} */
  at({ clientX, clientY }) {
    if (!this.scene) return null;
    const frame = this.canvas.getBoundingClientRect();
    const [x, y] = [clientX - frame.left, clientY - frame.top];
    this.above = y < OVERVIEW + WEIGHTS + 6;
    const token = this.above ? Math.floor((x / frame.width) * this.layer.tokens)
      : this.first + Math.floor(x / STEP);
    return token >= 0 && token < this.layer.tokens ? queryOf(token, this.layer) : null;
  }

  /** @param {SequenceView} view @returns {void} */
  paint({ query, pointed, weights, limit, negative, colours, hovering }) {
    const { scene, tables } = this;
    if (!scene || !tables) return;
    this.layer = layerOf(scene, weights);
    const { tokens, prefix } = this.layer;
    const width = this.element.clientWidth;
    const context = sharpen(this.canvas, width, HEIGHT);
    const token = tokenOf(query, this.layer);
    const shown = Math.max(1, Math.floor(width / STEP));
    // The window stays while a pointer is on it, or it would run away from it.
    if (token !== null && (!hovering || this.above)) this.first = firstShown(token, shown, tokens);
    this.first = Math.max(0, Math.min(this.first, tokens - shown));
    this.overview(context, scene, width);
    if (weights && scene.image) {
      if (this.line?.cols !== tokens) this.line = new Atlas(1, 1, [1, tokens]);
      if (negative) this.line.putSigned(0, weights, 0, limit, tables.diverging);
      else this.line.put(0, weights, 0, limit, tables.sequential);
      scale(context, this.line, width);
    }
    const marks = { token, pointed: pointed === null ? null : prefix + pointed, layer: this.layer, colours };
    markOverview(context, width, marks);
    bracket(context, width / tokens, [this.first, this.first + shown], width, colours);
    for (let i = 0; i < shown && this.first + i < tokens; i++) {
      cell(context, scene, this.first + i, i * STEP, marks);
    }
  }

  /** All patches, small. @param {CanvasRenderingContext2D} context @param {TokenScene} scene
   * @param {number} width @returns {void} */
  overview(context, scene, width) {
    const { image } = scene;
    const { tokens, prefix } = this.layer;
    if (!image) return;
    if (this.strip?.width !== tokens * FINE) {
      this.strip = new OffscreenCanvas(tokens * FINE, OVERVIEW);
      const strip = contextOf(this.strip);
      for (let t = prefix; t < tokens; t++) {
        strip.drawImage(image, ...source(scene, image, t - prefix), t * FINE, 0, FINE, OVERVIEW);
      }
    }
    context.drawImage(this.strip, 0, 0, width, OVERVIEW);
  }
}

/** The tokens that the map is of; without one those of the whole model. @param {TokenScene} scene
 * @param {Float32Array|null} weights @returns {Tokens} */
export function layerOf({ grid, prefix }, weights) {
  return weights ? tokensOf(weights, grid) : { tokens: prefix + grid[0] * grid[1], prefix };
}

/** The first token of a window of `shown` with `token` in its middle, within the sequence.
 * @param {number} token @param {number} shown @param {number} tokens @returns {number} */
export function firstShown(token, shown, tokens) {
  return Math.max(0, Math.min(tokens - shown, token - Math.floor(shown / 2)));
}
