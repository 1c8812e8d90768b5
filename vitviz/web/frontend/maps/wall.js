// The wall: every head of every layer at once. One image of all maps is made in memory, its cells
// are drawn enlarged. Each layer's map is of that layer's own tokens; a cell is empty while its map
// is on the way, and where the layer does not know the query (a class attention asks for no patch).

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { STEERED } from "../lib/steered.js";
import { patchRect, samePlace } from "../math/geometry.js";
import { gridOf as sideOf, mapTokens } from "../math/map_tokens.js";
import { largest, largestSize, quantile } from "../math/ranking.js";
import { Atlas } from "../paint/atlas.js";
import { largerBy, outline, plate, sharpen } from "../paint/canvas.js";
import { scaleEnd } from "../paint/colour.js";
import { caption, labels } from "./wall_labels.js";
import { cellOf, WallLayout } from "./wall_layout.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Tables} Tables */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./types.js").WallScene} WallScene */
/** @typedef {import("./wall_layout.js").Found} Found */
/** @typedef {"fixed"|"now"|"head"} Scale  of `scaleEnd` */

const NEARLY_ALL = 0.99; // of the weights: a few sinks would leave the rest black

/**
 * @typedef {object} WallView
 * @property {string} head  the chosen cell
 * @property {number|null} pointed  a patch
 * @property {Scale} scale
 * @property {boolean} smooth
 * @property {import("./photo.js").Pin[]} marks  heads with the letters of their pins
 * @property {Colours} colours
 */

export class Wall {
  /** @type {Words} */ words;
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ element;
  /** @type {WallScene|null} */ scene = null;
  /** @type {Tables|null} */ tables = null;
  /** @type {Atlas|null} */ atlas = null;
  /** @type {WallLayout|null} */ layout = null; // as it was painted last
  /** @type {string[]|null} */ order = null;
  /** @type {{of: object, limit: number}|null} */ known = null; // sorting is not for each frame

  /**
   * @param {Words} words
   * @param {import("./types.js").MapActions<Found> & import("./types.js").KeyAction} actions
   */
  constructor(words, actions) {
    this.words = words;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "wall", ...STEERED,
      "aria-label": words.wall_label }, this.canvas);
    explore(this.element, { ...actions, at: (/** @type {Pointer} */ event) => this.at(event) });
    this.element.addEventListener("keydown", actions.key);
  }

  /** @param {WallScene} scene @param {Tables} tables @returns {void} */
  setScene(scene, tables) {
    this.scene = scene;
    this.tables = tables;
    this.atlas = new Atlas(mostHeads(scene) + 1, scene.facts.length + 1, finestOf(scene));
    this.order = null;
    this.layout = null;
    this.known = null;
  }

  /** Cells in another order: names of heads from first to last; null is layer by layer.
   * @param {string[]|null} order @returns {void} */
  setOrder(order) {
    this.order = order;
  }

  /** Whether the cells are in another order. @returns {boolean} */
  get sorted() {
    return this.order !== null;
  }

  /** The cell one step beside another, undefined at the wall's edge. @param {string} name
   * @param {readonly [down: number, right: number]} step @returns {string|undefined} */
  beside(name, step) {
    return this.layout?.beside(name, step);
  }

  /** @param {Pointer} event @returns {Found|null} */
  at({ clientX, clientY }) {
    const frame = this.canvas.getBoundingClientRect();
    return this.layout?.at(clientX - frame.left, clientY - frame.top) ?? null;
  }

  /** Paints all maps. @param {WallView} view
   * @returns {{top: number}|null}  the weight at the end of a scale that all maps share */
  paint(view) {
    const { scene, tables, atlas } = this;
    if (!scene || !tables || !atlas) return null;
    const width = this.element.clientWidth;
    this.layout = new WallLayout({ layers: scene.facts.length, heads: mostHeads(scene), grid: scene.grid,
      names: this.order ?? scene.names(), sorted: this.sorted, larger: largerBy(view.colours.type) }, width);
    this.canvas.style.height = `${this.layout.height}px`;
    const context = sharpen(this.canvas, width, this.layout.height);
    const drawn = [...scene.names(), "rollout"].filter((name) => scene.ready(name) && hasRow(scene, name));
    const top = this.colour(drawn, view.scale, scene, tables, atlas);
    this.cells(context, new Set(drawn), view, this.layout, atlas);
    labels(context, this.layout, view.head, this.words, view.colours);
    for (const [letters, name] of view.marks) mark(context, letters, this.layout.rectangleOf(name), view.colours);
    const chosen = this.layout.rectangleOf(view.head);
    if (chosen) outline(context, chosen, view.colours, "query", 2);
    if (chosen && view.pointed !== null) {
      const grid = gridOf(scene, view.head);
      const patch = samePlace(view.pointed, scene.grid, grid);
      outline(context, patchRect(patch, grid, chosen), view.colours, "pointer", 1);
    }
    return { top };
  }

  /** @param {CanvasRenderingContext2D} context @param {Set<string>} drawn @param {WallView} view
   * @param {WallLayout} layout @param {Atlas} atlas @returns {void} */
  cells(context, drawn, { smooth, colours }, layout, atlas) {
    for (const name of layout.names) {
      const rect = layout.rectangleOf(name);
      if (!rect) continue;
      if (drawn.has(name)) atlas.draw(context, this.cellIndex(name), ...rect, smooth);
      else {
        context.fillStyle = colours.surface;
        context.fillRect(...rect);
      }
      if (layout.shape.sorted && name !== "rollout") caption(context, name, rect, this.words, colours);
    }
  }

  /** A cell's number in the atlas. @param {string} name @returns {number} */
  cellIndex(name) {
    const columns = this.atlas?.columns ?? 1;
    const cell = cellOf(name);
    if (!cell) return (this.scene?.facts.length ?? 0) * columns;
    return cell.layer * columns + (cell.head === "mean" ? columns - 1 : cell.head);
  }

  /** Colours the maps that are there. @param {string[]} drawn @param {Scale} scale
   * @param {WallScene} scene @param {Tables} tables @param {Atlas} atlas
   * @returns {number}  the weight at the end of a scale that all maps share */
  colour(drawn, scale, scene, tables, atlas) {
    const tokens = evenOf(scene);
    const shared = scaleEnd(scale, tokens, scale === "now" ? this.nearlyAll(drawn, scene) : 0);
    for (const name of drawn) {
      const [from, to] = patchesOf(scene, name);
      const signed = signedIn(scene, name);
      const own = (signed ? largestSize : largest)(scene.values, from, to);
      const end = scale === "head" ? scaleEnd(scale, tokens, own) : shared;
      const [cell, grid] = [this.cellIndex(name), gridOf(scene, name)];
      if (signed) atlas.putSigned(cell, scene.values, from, end, tables.diverging, grid);
      else atlas.put(cell, scene.values, from, end, tables.sequential, grid);
    }
    atlas.flush();
    return shared;
  }

  /** What nearly all weights on screen stay below. @param {string[]} drawn
   * @param {WallScene} scene @returns {number} */
  nearlyAll(drawn, scene) {
    if (scene.computed && this.known?.of === scene.computed) return this.known.limit;
    const [rows, cols] = finestOf(scene);
    const all = new Float32Array(drawn.length * rows * cols);
    let count = 0;
    for (const name of drawn) {
      const weights = scene.values.subarray(...patchesOf(scene, name));
      // Most of a map is outside the window, where there is no weight.
      const held = seenOf(scene, name) ? weights.filter((weight) => weight > 0)
        : signedIn(scene, name) ? weights.map(Math.abs) : weights;
      all.set(held, count);
      count += held.length;
    }
    const limit = quantile(all.subarray(0, count), NEARLY_ALL);
    this.known = scene.computed ? { of: scene.computed, limit } : null;
    return limit;
  }
}

/** A pinned cell. @param {CanvasRenderingContext2D} context @param {string} letters
 * @param {import("../lib/types.js").Rect|null} rect @param {Colours} colours @returns {void} */
function mark(context, letters, rect, colours) {
  if (!rect) return;
  outline(context, rect, colours, "pointer", 1);
  plate(context, letters, [rect[0] + rect[2], rect[1]], colours, { size: 11, weight: "600", right: true });
}

/** Heads of the layer that has most. @param {WallScene} scene @returns {number} */
function mostHeads({ facts }) {
  return Math.max(...facts.map(({ heads }) => heads));
}

/** What a cell's map is of; the rollout is of the model's tokens. @param {WallScene} scene
 * @param {string} name @returns {import("../math/map_tokens.js").MapTokens} */
function tokensOf({ facts, grid, prefix, computed }, name) {
  const cell = cellOf(name);
  if (cell) return mapTokens(facts[cell.layer], computed?.by ?? "row", grid);
  const all = prefix + grid[0] * grid[1];
  return { grid, prefix, length: all, all };
}

/** How many numbers a cell's map has on the picture. @param {WallScene} scene @param {string} name
 * @returns {number} */
export function lengthOf(scene, name) {
  return tokensOf(scene, name).length;
}

/** Where a cell's patches lie in the scene's values. @param {WallScene} scene
 * @param {string} name @returns {[from: number, to: number]} */
export function patchesOf(scene, name) {
  const { prefix, length } = tokensOf(scene, name);
  const start = scene.startOf(name);
  return [start + prefix, start + length];
}

/** The grid of a cell's map: its layer's own. @param {WallScene} scene @param {string} name
 * @returns {import("../lib/types.js").Grid} */
export function gridOf(scene, name) {
  return tokensOf(scene, name).grid;
}

/** A grid that each map has room in. @param {Pick<WallScene, "facts"|"grid">} scene
 * @returns {import("../lib/types.js").Grid} */
function finestOf({ facts, grid }) {
  const all = [grid, ...facts.flatMap((layer) => [sideOf(layer, "queries", grid), sideOf(layer, "keys", grid)])];
  return [Math.max(...all.map(([rows]) => rows)), Math.max(...all.map(([, cols]) => cols))];
}

/** How many tokens a cell's query may look at, where its layer has windows or a grid of its own.
 * @param {WallScene} scene @param {string} name @returns {number|undefined} */
function seenOf({ facts }, name) {
  const cell = cellOf(name);
  return cell ? facts[cell.layer].seen : undefined;
}

/** Whether a cell's weights may be negative. @param {WallScene} scene @param {string} name @returns {boolean} */
function signedIn({ facts }, name) {
  const cell = cellOf(name);
  return Boolean(cell && facts[cell.layer].signed);
}

/** How many tokens share an even weight that the fixed scale counts in: all of them, of windows the
 * fewest that any layer has. @param {Pick<WallScene, "facts"|"grid"|"prefix">} scene @returns {number} */
export function evenOf({ facts, grid, prefix }) {
  return Math.min(prefix + grid[0] * grid[1], ...facts.map(({ seen }) => seen ?? Infinity));
}

/** Whether the layer has a row for the query: softmax leaves no row without weight.
 * @param {WallScene} scene @param {string} name @returns {boolean} */
export function hasRow(scene, name) {
  const from = scene.startOf(name);
  return name === "rollout"
    || scene.values.subarray(from, from + lengthOf(scene, name)).some((weight) => weight !== 0);
}
