// Arcs from one patch to others, thicker where more weight goes.

/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {{to: Point, share: number}} Arc  `share` of the thickest, 0 to 1 */

const THICKEST = 5; // CSS pixels
const THINNEST = 1.5;
const BEND = 0.22; // of the distance, to the left of the way

/**
 * Where an arc's curve is drawn to: half of its way, off the straight line.
 * @param {Point} from @param {Point} to @returns {Point}
 */
export function bendOf([x0, y0], [x1, y1]) {
  return [(x0 + x1) / 2 + (y1 - y0) * BEND, (y0 + y1) / 2 - (x1 - x0) * BEND];
}

/** @param {CanvasRenderingContext2D} context @param {Point} from @param {Arc[]} arcs  the thickest first
 * @param {Colours} colours @returns {void} */
export function drawArcs(context, from, arcs, colours) {
  context.lineCap = "round";
  for (const { to, share } of [...arcs].reverse()) {
    const width = THINNEST + (THICKEST - THINNEST) * share;
    for (const [line, colour] of /** @type {[number, string][]} */ ([[width + 2, colours.halo], [width, colours.query]])) {
      context.lineWidth = line;
      context.strokeStyle = colour;
      context.beginPath();
      context.moveTo(...from);
      context.quadraticCurveTo(...bendOf(from, to), ...to);
      context.stroke();
    }
    context.fillStyle = colours.query;
    context.beginPath();
    context.arc(...to, width / 2 + 2, 0, 7);
    context.fill();
  }
  context.lineCap = "butt";
}
