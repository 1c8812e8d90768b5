// The picture's one number, its position: 0 is the photo, 1 the patches, 2.5 half of the way from
// the sequence to the vectors. Everything else follows from it.

/** In the order of words_flow.py. */
export const STAGES = ["photo", "patches", "sequence", "vectors", "positions", "attention", "mlp",
  "layers", "class_token", "label"];
export const LAST = STAGES.length - 1;
export const DWELL = 2600; // milliseconds at each stage of the whole, to read its sentence

const USUAL = 800; // milliseconds from one stage to the next
/** Where more is to be seen: the patches' flight, and all layers one after the other. */
const LONGER = new Map([[1, 900], [STAGES.indexOf("mlp"), 1800]]);
const HURRY = 0.5; // how much quicker each further stage makes a way over several

/** Slow at both ends. @param {number} t  from 0 to 1; beyond, the end */
export function eased(t) {
  const within = Math.min(1, Math.max(0, t));
  return within * within * (3 - 2 * within);
}

/** How far one of many is that leave one after the other: all are there at 1.
 * @param {number} t  from 0 to 1 @param {number} turn  of its own, from 0 to 1 @param {number} [spread]
 * @returns {number} */
export function inTurn(t, turn, spread = 0.8) {
  return eased(t * (1 + spread) - turn * spread);
}

/** How much of a part of the way lies behind: 0 before `from`, 1 from `to` on.
 * @param {number} position @param {number} from @param {number} to @returns {number} */
export function during(position, from, to) {
  return eased((position - from) / (to - from));
}

/** Milliseconds from stage number i to the next. @param {number} i @returns {number} */
export function lengthOf(i) {
  return LONGER.get(i) ?? USUAL;
}

/**
 * Where the picture is `elapsed` milliseconds after it left `from` for `to`.
 * @param {number} from @param {number} to @param {number} elapsed
 * @param {{dwell?: number, still?: boolean}} [how]  a rest at every stage on the way, the first too;
 *   `still`: from stage to stage without a movement
 * @returns {{position: number, done: boolean}}
 */
export function moved(from, to, elapsed, { dwell = 0, still = false } = {}) {
  const way = Math.sign(to - from);
  const hurry = dwell ? 1 : 1 + HURRY * Math.max(0, Math.abs(to - from) - 1);
  let [position, left] = [from, elapsed];
  while (position !== to) {
    if (Number.isInteger(position)) left -= dwell;
    if (left < 0) return { position, done: false };
    const next = way > 0 ? Math.min(to, Math.floor(position) + 1) : Math.max(to, Math.ceil(position) - 1);
    const needed = still ? 0 : (Math.abs(next - position) * lengthOf(Math.min(position, next) | 0)) / hurry;
    if (left < needed) return { position: position + ((next - position) * left) / needed, done: false };
    left -= needed;
    position = next;
  }
  return { position, done: true };
}

/**
 * What stands in each column: `base` and, beside it by `spread` (0 to 1), what is added to it.
 * @typedef {object} Sum
 * @property {"vectors"|"stream"|"middle"} base
 * @property {number} depth  of the stream: between 1 and 2 on its way from the first layer to the second
 * @property {"positions"|"attention"|"mlp"|null} addend
 * @property {number} spread
 */

/** @param {Sum["base"]} base @param {Sum["addend"]} addend @param {number} spread @param {number} [depth]
 * @returns {Sum} */
const sum = (base, addend, spread, depth = 0) => ({ base, addend, spread, depth });

/**
 * The sum on screen: one addend slides into the vector, then the next comes out beside it.
 * @param {number} position @param {number} layers @returns {Sum}
 */
export function sumAt(position, layers) {
  const t = position - Math.floor(position);
  const [merging, coming] = [1 - eased(2 * t), eased(2 * t - 1)];
  if (position <= 3) return sum("vectors", null, 0);
  if (position <= 4) return sum("vectors", "positions", position === 4 ? 1 : eased(t));
  if (position <= 5) {
    if (position === 5) return sum("stream", "attention", 1);
    return t < 0.5 ? sum("vectors", "positions", merging) : sum("stream", "attention", coming);
  }
  if (position <= 6) {
    if (position === 6) return sum("middle", "mlp", 1);
    return t < 0.5 ? sum("stream", "attention", merging) : sum("middle", "mlp", coming);
  }
  if (position < 6.2) return sum("middle", "mlp", 1 - eased(5 * t));
  const gone = position >= 7 ? 1 : (position - 6.2) / 0.8;
  return sum("stream", null, 0, 1 + (layers - 1) * gone);
}
