// Where a curve bears its number, and which curve a pointer means.

/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {{id: string, points: Point[]}} Drawn  a line in CSS pixels; all lines have the same abscissas */

const APART = 20; // pixels that two numbers keep from each other
const ROOM = 40; // pixels beyond which more room is no better

/**
 * The inner point of each line that is farthest from the other lines and from numbers in place;
 * the first of `lines` chooses first.
 * @param {Drawn[]} lines
 * @returns {Map<string, Point>}  by the lines' ids
 */
export function marksOf(lines) {
  /** @type {Map<string, Point>} */
  const marks = new Map();
  for (const line of lines) {
    const others = lines.filter(({ id }) => id !== line.id);
    marks.set(line.id, markOf(line, others, [...marks.values()]));
  }
  return marks;
}

/** @param {Drawn} line @param {Drawn[]} others @param {Point[]} taken @returns {Point} */
function markOf({ points }, others, taken) {
  let best = points[0], most = -Infinity;
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i];
    const near = others.map((other) => Math.abs(other.points[i][1] - y));
    const crowd = Math.min(Infinity, ...taken.map(([tx, ty]) => Math.hypot(tx - x, ty - y)));
    const middle = Math.abs(2 * i - points.length + 1) / points.length; // rather not at an end
    const room = Math.min(ROOM, ...near) - 4 * middle + (crowd < APART ? 5 * (crowd - APART) : 0);
    if (room > most) [best, most] = [points[i], room];
  }
  return best;
}

/** Index of the item that is least far, the first of equal ones. @template Item
 * @param {ArrayLike<Item>} items  at least one @param {(item: Item) => number} far @returns {number} */
export function nearest(items, far) {
  let best = 0;
  for (let i = 1; i < items.length; i++) if (far(items[i]) < far(items[best])) best = i;
  return best;
}

/** A drawing's path through points. @param {Point[]} points @returns {string} */
export function pathOf(points) {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}
