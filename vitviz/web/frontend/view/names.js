// How sentences call a query and a head.

import { fill } from "../lib/dom.js";

/** @typedef {import("../lib/types.js").Words} Words */

/**
 * What a name needs of a scene.
 * @typedef {object} Named
 * @property {{prefix: {text: string}[]}} data
 * @property {(patch: number) => import("../lib/types.js").Place} place
 */

/**
 * "the class token", "patch 120 (row 8, column 8)"; `short`: "patch 120".
 * @param {Named} scene
 * @param {Words} words
 * @param {string} query  "p0" for a prefix token, "119" for a patch
 * @param {boolean} [short]
 * @returns {string}
 */
export function queryName(scene, words, query, short = false) {
  if (query.startsWith("p")) return scene.data.prefix[Number(query.slice(1))].text;
  const { row, col } = scene.place(Number(query));
  return fill(short ? words.patch_short : words.patch, { number: Number(query) + 1, row, col });
}

/**
 * "Layer 12, head 3", "Layer 12, mean of all heads", "Rollout through all layers".
 * @param {Words} words
 * @param {string} name  "11.2", "11.mean" or "rollout"
 * @returns {string}
 */
export function headName(words, name) {
  if (name === "rollout") return words.rollout_all;
  const [layer, head] = name.split(".");
  return fill(head === "mean" ? words.layer_mean : words.layer_head,
    { layer: Number(layer) + 1, head: Number(head) + 1 });
}
