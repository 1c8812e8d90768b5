// What is said of two sides, and what swapping them changes: without the page.

import { fill } from "../../lib/dom.js";
import { headThere } from "./both.js";
import { ofModel } from "./offers.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").PrefixToken} PrefixToken */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("./both.js").One} One */
/** @typedef {import("./types.js").BesideState} BesideState */

/** The names of tokens that are no patches; equal ones are numbered from 1, as the page does it.
 * @param {string[]} roles @param {Words} words @returns {PrefixToken[]} */
export function prefixOf(roles, words) {
  return roles.map((role, at) => {
    const number = roles.slice(0, at + 1).filter((one) => one === role).length;
    const named = (/** @type {string} */ part) => fill(words[`role_${role}_${part}`], { number });
    return { name: named("name"), mark: "", text: named("text") }; // marks stand in sequences alone
  });
}

/** The second side's rollout with the first one's settings. @param {string} analysis @param {string} rollout
 * @returns {string} */
export function rolloutOf(analysis, rollout) {
  const settings = rollout.split("queries=all&")[1];
  return `${analysis}/rollout_rows?queries=all${settings ? `&${settings}` : ""}`;
}

/** How the two heads lie in their models, and which of B's is shown where none is chosen.
 * @param {[One, One]} sides @param {[string, string]} heads @param {string} chosen  of B
 * @param {Words} words @param {Pick<Formats, "percent">} formats @returns {string} */
export function depthNote([a, b], heads, chosen, words, { percent }) {
  if (heads.includes("rollout")) return "";
  const [one, other] = heads.map((head) => Number(head.split(".")[0]) + 1);
  const [all, others] = [a.facts.length, b.facts.length];
  const depths = fill(words.depths, { layer_a: one, layers_a: all, layer_b: other, layers_b: others,
    depth_a: percent(one / all), depth_b: percent(other / others) });
  const averaged = !chosen && heads[1] === headThere(heads[0], a, b) && heads[1].endsWith("mean") && !heads[0].endsWith("mean");
  return [depths, averaged ? words.no_same_head : ""].filter(Boolean).join(" ");
}

/** What the colours of both maps mean. @param {{tokens: number}[]} scenes @param {"fixed"|"head"} scale
 * @param {Words} words @param {Pick<Formats, "percent">} formats @param {number} times  even shares
 * @returns {string} */
export function scaleText([a, b], scale, words, { percent }, times) {
  if (scale === "head") return words.text_head;
  const even = { even_a: percent(1 / a.tokens), even_b: percent(1 / b.tokens), times };
  return fill(words[a.tokens === b.tokens ? "text_fixed" : "text_fixed_two"], even);
}

/** The second side first, and the first one second. @param {BesideState} state @param {string} first  its photo
 * @param {[string, string]} heads @returns {Record<string, string|number>} */
export function swapped(state, first, heads) {
  const { model, weights, rows, cols, model_b, weights_b, rows_b, cols_b, second } = state;
  /** @type {Record<string, string|number>} */
  const models = model_b ? { ...ofModel(model, weights, rows, cols), model: model_b, weights: weights_b, rows: rows_b, cols: cols_b } : {};
  /** @type {Record<string, string|number>} */
  const photos = second && second !== first ? { photo: second, second: first } : {};
  return { ...models, ...photos, query_b: "", head: heads[1], head_b: heads[0] };
}
