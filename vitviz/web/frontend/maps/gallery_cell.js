// One map of a gallery on its canvas: the photo below, the map's colours, and what is marked.

import { patchRect, pictureRect } from "../math/geometry.js";
import { outline, sharpen } from "../paint/canvas.js";

/** @typedef {import("../lib/types.js").Box} Box */
/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Tables} Tables */
/** @typedef {import("../paint/atlas.js").Atlas} Atlas */
/** @typedef {import("./types.js").GalleryScene} GalleryScene */

/**
 * @typedef {object} Cell  one map
 * @property {string} id  of one cell only
 * @property {string} title
 * @property {string} [note]  under the title while nothing is pointed at
 * @property {string} [tip]  what the title means
 * @property {ArrayLike<number>|null} values  row after row; null while they are not here
 * @property {Grid} grid
 * @property {Box} [box]  the part of the photo that it is of, where not the one that the model sees
 * @property {boolean} [signed]
 * @property {number} [limit]  the number at the scale's end, where it has its own
 * @property {string} [empty]  why there is nothing to draw
 * @property {Uint32Array} [rgb]  RGBA words instead of values
 * @property {number[]} [marks]  patches to outline
 * @property {number} [query]  the patch that asks, where maps lie on different grids
 * @property {CanvasImageSource|null} [backdrop]  lies under the map instead of the photo
 */

/**
 * @typedef {object} GalleryView
 * @property {number} limit  the number at the scale's end
 * @property {string} [chosen]  a cell's id
 * @property {Point|null} pointed
 * @property {number} [query]  the patch to outline in all, -1 for none
 * @property {number} opacity  0 to 1
 * @property {boolean} [smooth]
 * @property {Colours} colours
 * @property {(value: number, cell: Cell) => string} [say]  a value as text
 * @property {[at: number, text: string][]} [marks]  of the legend, 0 to 1
 */

/**
 * @typedef {object} Part  a cell's elements
 * @property {HTMLElement} figure
 * @property {HTMLElement} pane
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} title
 * @property {HTMLElement} note
 * @property {HTMLElement} empty
 * @property {Atlas} atlas
 * @property {Box|null} box  the part of the photo that is drawn, null before the first time
 */

/**
 * Draws a cell; `at` is the patch of it that is pointed at.
 * @param {Part} part @param {Cell} cell @param {GalleryView} view
 * @param {{at: number|null, scene: GalleryScene, tables: Tables}} more
 * @returns {void}
 */
export function draw(part, cell, view, { at, scene: { image, photo }, tables }) {
  const { clientWidth: width, clientHeight: height } = part.pane;
  if (!width) return;
  const context = sharpen(part.canvas, width, height);
  if (cell.backdrop) context.drawImage(cell.backdrop, 0, 0, width, height);
  else if (image) {
    context.drawImage(image, ...pictureRect(image, photo.size, part.box ?? photo.box), 0, 0, width, height);
  }
  if (cell.empty) {
    context.fillStyle = view.colours.veil;
    context.fillRect(0, 0, width, height);
  } else if (colour(part.atlas, cell, view, tables)) {
    context.globalAlpha = cell.rgb ? 1 : view.opacity;
    part.atlas.draw(context, 0, 0, 0, width, height, Boolean(view.smooth));
    context.globalAlpha = 1;
  }
  const mark = (/** @type {number} */ patch, /** @type {string} */ role, /** @type {number} */ line) =>
    outline(context, patchRect(patch, cell.grid, [0, 0, width, height]), view.colours, role, line);
  for (const patch of cell.marks ?? []) mark(patch, "pointer", 1);
  if (at !== null) mark(at, "pointer", 1.5);
  const query = cell.query ?? view.query ?? -1;
  if (query >= 0 && !cell.box) mark(query, "query", 2);
}

/** Puts a cell's colours into its atlas; false where it has none yet. @param {Atlas} atlas
 * @param {Cell} cell @param {GalleryView} view @param {Tables} tables @returns {boolean} */
function colour(atlas, cell, view, tables) {
  const limit = cell.limit ?? view.limit;
  if (cell.rgb) atlas.fill(cell.rgb);
  else if (!cell.values) return false;
  else if (cell.signed) atlas.putSigned(0, cell.values, 0, limit, tables.diverging);
  else atlas.put(0, cell.values, 0, limit, tables.sequential);
  atlas.flush();
  return true;
}
