// What the areas under a method's curves say, and no more than they say.

import { fill } from "../../lib/dom.js";

const BETTER = { deletion: "below", insertion: "above" }; // the side on which a map is faithful

/** "better", "inside" or "worse" than all random orders. */
export function standing(method, kind, score) {
  const { side } = method[kind][score];
  return side === "inside" ? "inside" : side === BETTER[kind] ? "better" : "worse";
}

/** One sentence or two on a method. */
export function judged(method, part, score, words, formats) {
  if (!method.signal) return words.judged_nothing;
  const [deletion, insertion] = ["deletion", "insertion"].map((kind) => standing(method, kind, score));
  const count = part.orders;
  const ties = method.ties > 0.1 ? ` ${fill(words.judged_ties, { share: formats.percent(method.ties) })}` : "";
  if (deletion === insertion) return fill(words[`judged_both_${deletion}`], { count }) + ties;
  return fill(words.judged_apart, { deletion: words[`judged_deletion_${deletion}`],
    insertion: words[`judged_insertion_${insertion}`], count }) + ties;
}
