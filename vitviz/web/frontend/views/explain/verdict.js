// What the areas under a method's curves say, and no more than they say.

import { fill } from "../../lib/dom.js";

/** @typedef {"deletion"|"insertion"} Kind */
/** @typedef {"probability"|"logit"} Score */
/** @typedef {"below"|"inside"|"above"} Side  where the area lies beside those of random orders */
/** @typedef {Record<Kind, Record<Score, {side: Side}>> & {signal: boolean, ties: number}} Method
 *   `ties` is the share of patches whose order their values leave open */

const BETTER = { deletion: "below", insertion: "above" }; // the side on which a map is faithful

/** "better", "inside" or "worse" than all random orders.
 * @param {Method} method @param {Kind} kind @param {Score} score */
export function standing(method, kind, score) {
  const { side } = method[kind][score];
  return side === "inside" ? "inside" : side === BETTER[kind] ? "better" : "worse";
}

/**
 * One sentence or two on a method.
 * @param {Method} method
 * @param {{orders: number}} part  how many random orders it is held against
 * @param {Score} score
 * @param {import("../../lib/types.js").Words} words
 * @param {import("../../lib/types.js").Formats} formats
 */
export function judged(method, part, score, words, formats) {
  if (!method.signal) return words.judged_nothing;
  const [deletion, insertion] = [standing(method, "deletion", score), standing(method, "insertion", score)];
  const count = part.orders;
  const ties = method.ties > 0.1 ? ` ${fill(words.judged_ties, { share: formats.percent(method.ties) })}` : "";
  if (deletion === insertion) return fill(words[`judged_both_${deletion}`], { count }) + ties;
  return fill(words.judged_apart, { deletion: words[`judged_deletion_${deletion}`],
    insertion: words[`judged_insertion_${insertion}`], count }) + ties;
}
