// Patches on a grid of any rows and columns. A patch is an index, row after row from 0; points
// and boxes are in whatever pixels the caller has.

/** @typedef {import("../lib/types.js").Box} Box */
/** @typedef {import("../lib/types.js").Frame} Frame */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").Place} Place */
/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Rect} Rect */
/** @typedef {import("../lib/types.js").Size} Size */

/** Row and column of a patch, from 0. @param {number} patch @param {Grid} grid @returns {Grid} */
export function rowCol(patch, [, cols]) {
  return [Math.floor(patch / cols), patch % cols];
}

/** Row and column of a patch as the page says them. @param {number} patch @param {Grid} grid @returns {Place} */
export function placeOf(patch, grid) {
  const [row, col] = rowCol(patch, grid);
  return { row: row + 1, col: col + 1 };
}

/** Where an event's point lies in a frame, from 0 to 1 in each direction; outside of that beyond.
 * @param {Pointer} event @param {Frame} frame @returns {Point} */
export function shareOf({ clientX, clientY }, { left, top, width, height }) {
  return [(clientX - left) / width, (clientY - top) / height];
}

/** The patch at a point of the whole grid, whose sides are 1; null outside.
 * @param {Point} share @param {Grid} grid @returns {number|null} */
export function patchAtShare([u, v], [rows, cols]) {
  if (!(u >= 0 && v >= 0 && u < 1 && v < 1)) return null;
  return Math.floor(v * rows) * cols + Math.floor(u * cols);
}

/** The patch under an event's point, where the grid fills the frame; null outside.
 * @param {Pointer} event @param {Frame} frame @param {Grid} grid @returns {number|null} */
export function patchUnder(event, frame, grid) {
  return patchAtShare(shareOf(event, frame), grid);
}

/** The patch at a point, where the grid fills the box; null outside.
 * @param {Point} point @param {Box} box @param {Grid} grid @returns {number|null} */
export function patchAt([x, y], [x0, y0, x1, y1], grid) {
  return patchAtShare([(x - x0) / (x1 - x0), (y - y0) / (y1 - y0)], grid);
}

/** A patch of a grid that fills a rectangle. @param {number} patch @param {Grid} grid @param {Rect} whole
 * @returns {Rect} */
export function patchRect(patch, grid, [x, y, width, height]) {
  const [row, col] = rowCol(patch, grid);
  const [w, tall] = [width / grid[1], height / grid[0]];
  return [x + col * w, y + row * tall, w, tall];
}

/** The same between two corners. @param {number} patch @param {Grid} grid @param {Box} box @returns {Box} */
export function patchBox(patch, grid, box) {
  const [x, y, width, height] = patchRect(patch, grid, rectOf(box));
  return [x, y, x + width, y + height];
}

/** A patch's middle. @param {number} patch @param {Grid} grid @param {Box} box @returns {Point} */
export function centreOf(patch, grid, box) {
  const [x, y, width, height] = patchRect(patch, grid, rectOf(box));
  return [x + width / 2, y + height / 2];
}

/** Two corners as corner and sides. @param {Box} box @returns {Rect} */
export function rectOf([x0, y0, x1, y1]) {
  return [x0, y0, x1 - x0, y1 - y0];
}

/** A box of the photo in the pixels of its picture here, which is smaller, each side rounded.
 * @param {{naturalWidth: number, naturalHeight: number}} picture
 * @param {Size} size  of the photo @param {Box} box @returns {Rect} */
export function pictureRect({ naturalWidth, naturalHeight }, [height, width], [x0, y0, x1, y1]) {
  const [fx, fy] = [naturalWidth / width, naturalHeight / height];
  return [x0 * fx, y0 * fy, (x1 - x0) * fx, (y1 - y0) * fy];
}

/** The patch of grid `to` in which the middle of a patch of grid `from` lies.
 * @param {number} patch @param {Grid} from @param {Grid} to @returns {number} */
export function samePlace(patch, from, to) {
  const [row, col] = rowCol(patch, from).map((at, side) => // in whole numbers: no middle is rounded
    Math.floor(((2 * at + 1) * to[side]) / (2 * from[side])));
  return row * to[1] + col;
}

/** Where the middle of a patch of grid `from` lies in columns and rows of grid `to`, 0 the middle of
 * its first patch. @param {number} patch @param {Grid} from @param {Grid} to @returns {Point} */
export function middleIn(patch, from, to) {
  return centreOf(patch, from, [-0.5, -0.5, to[1] - 0.5, to[0] - 0.5]);
}

/** @param {Grid} grid @returns {number} */
export function middleOf([rows, cols]) {
  return Math.floor(rows / 2) * cols + Math.floor(cols / 2);
}

/** Down and right that an arrow key goes. @type {Readonly<Record<string, [down: number, right: number]>>} */
export const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** The patch beside `patch` that an arrow key leads to, within the grid; null for any other key.
 * @param {string} key @param {number} patch @param {Grid} grid @returns {number|null} */
export function neighbour(key, patch, grid) {
  if (!Object.hasOwn(ARROWS, key)) return null;
  const step = ARROWS[key];
  const [row, col] = rowCol(patch, grid);
  const within = (/** @type {number} */ at, /** @type {number} */ count) =>
    Math.min(count - 1, Math.max(0, at));
  return within(row + step[0], grid[0]) * grid[1] + within(col + step[1], grid[1]);
}
