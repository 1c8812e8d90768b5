// Every position as a point: its first two principal components, coloured by its row or column.

import { fill, h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { rowCol } from "../math/geometry.js";
import { fontOf, sharpen } from "../paint/canvas.js";
import { cssOf } from "../paint/colour.js";

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Words} Words */

const ROOM = { left: 28, right: 12, top: 12, bottom: 28 }; // CSS pixels around the points
const NEAR = 24; // CSS pixels from the pointer within which a point is found

/** @typedef {{grid: Grid, scores: Float32Array, axes: number, ranges: [low: number, high: number][]}} Scores
 * positions x axes, and the ends of each axis */

/**
 * @typedef {object} PlaneView
 * @property {number} patch  the chosen position
 * @property {"row"|"col"} by
 * @property {Uint32Array} table  from the first row or column to the last
 * @property {string[]} shares  of the variance, by axis
 * @property {Colours} colours
 */

export class Plane {
  /** @type {Words} */ words;
  /** @type {HTMLCanvasElement} */ canvas;
  /** @type {HTMLElement} */ element;
  /** @type {Scores|null} */ scene = null;

  /** @param {Words} words @param {import("./types.js").MapActions<number>} actions  what is found is a position */
  constructor(words, actions) {
    this.words = words;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "plane", role: "img", "aria-label": words.plane_label },
      this.canvas);
    explore(this.element, { ...actions, at: (/** @type {Pointer} */ event) => this.at(event) });
  }

  /** @param {Scores} scene @returns {void} */
  setScene(scene) {
    this.scene = scene;
  }

  /** Every position's point, in CSS pixels. @param {Scores} scene @returns {Point[]} */
  points(scene) {
    return pointsOf(scene, [this.element.clientWidth, this.element.clientHeight]);
  }

  /** The position whose point is nearest to a pointer. @param {Pointer} event @returns {number|null} */
  at({ clientX, clientY }) {
    if (!this.scene) return null;
    const frame = this.canvas.getBoundingClientRect();
    let best = null, least = NEAR;
    for (const [i, [x, y]] of this.points(this.scene).entries()) {
      const far = Math.hypot(x - clientX + frame.left, y - clientY + frame.top);
      if (far < least) [best, least] = [i, far];
    }
    return best;
  }

  /** @param {PlaneView} view @returns {void} */
  paint({ patch, by, table, shares, colours }) {
    const { scene } = this;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!scene || !width) return;
    const context = sharpen(this.canvas, width, height);
    this.frame(context, width, height, shares, colours);
    const axis = by === "row" ? 0 : 1;
    const last = scene.grid[axis] - 1 || 1;
    const points = this.points(scene);
    const size = points.length > 600 ? 2 : 3.5;
    points.forEach((point, i) => {
      context.fillStyle = cssOf(table[Math.round((rowCol(i, scene.grid)[axis] / last) * 255)]);
      context.beginPath();
      context.arc(...point, size, 0, 7);
      context.fill();
    });
    ring(context, points[patch], size + 3, colours);
  }

  /** The axes and what they say. @param {CanvasRenderingContext2D} context @param {number} width
   * @param {number} height @param {string[]} shares @param {Colours} colours @returns {void} */
  frame(context, width, height, shares, colours) {
    const [bottom, right] = [height - ROOM.bottom + 4, width - ROOM.right];
    context.strokeStyle = colours.line;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(ROOM.left - 4, ROOM.top);
    context.lineTo(ROOM.left - 4, bottom);
    context.lineTo(right, bottom);
    context.stroke();
    context.fillStyle = colours.quiet;
    context.font = fontOf(colours, 12);
    context.textAlign = "right";
    context.textBaseline = "alphabetic";
    const axis = (/** @type {number} */ number) =>
      fill(this.words.plane_axis, { number, share: shares[number - 1] });
    context.fillText(axis(1), right, height - 8);
    context.save();
    context.rotate(-Math.PI / 2);
    context.fillText(axis(2), -ROOM.top, 14);
    context.restore();
  }
}

/**
 * Where the positions' points lie: one unit is as long in both directions. A table of one component
 * has them all on a line.
 * @param {Scores} scene
 * @param {[width: number, height: number]} whole  CSS pixels
 * @returns {Point[]}
 */
export function pointsOf({ grid, scores, axes, ranges }, [width, height]) {
  const [inner, tall] = [width - ROOM.left - ROOM.right, height - ROOM.top - ROOM.bottom];
  const [[x0, x1], [y0, y1]] = [ranges[0] ?? [0, 0], ranges[1] ?? [0, 0]];
  const unit = Math.min(inner / (x1 - x0 || 1), tall / (y1 - y0 || 1));
  const score = (/** @type {number} */ i, /** @type {number} */ axis) => (axis < axes ? scores[i * axes + axis] : 0);
  return Array.from({ length: grid[0] * grid[1] }, (_, i) => [
    ROOM.left + inner / 2 + (score(i, 0) - (x0 + x1) / 2) * unit,
    ROOM.top + tall / 2 - (score(i, 1) - (y0 + y1) / 2) * unit]);
}

/** @param {CanvasRenderingContext2D} context @param {Point} point @param {number} radius
 * @param {Colours} colours @returns {void} */
function ring(context, point, radius, colours) {
  for (const [width, colour] of /** @type {[number, string][]} */ ([[4, colours.halo], [2.5, colours.query]])) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.beginPath();
    context.arc(...point, radius, 0, 7);
    context.stroke();
  }
}
