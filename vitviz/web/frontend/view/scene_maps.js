// The maps of a scene from the arrays that are here: all of them into one array, or one by itself.

import { allHeads, column, line, row, stretchOf } from "../math/attention.js";
import { mapTokens } from "../math/map_tokens.js";

/** @typedef {import("../math/attention.js").Direction} Direction */
/** @typedef {import("../math/attention.js").LayerArrays} LayerArrays */
/** @typedef {import("./scene.js").Scene} Scene */

/** The layer of a head's name, and which head: its index, or "mean". @param {string} name
 * @returns {{layer: number, head: number|"mean"}} */
export function parts(name) {
  const [layer, head] = name.split(".");
  return { layer: Number(layer), head: head === "mean" ? head : Number(head) };
}

/** The weights of one head, written to out[at...].
 * @param {LayerArrays} layer @param {number} head  its index in `layer` @param {number} token
 * @param {Direction} by @param {Float32Array} out @param {number} at */
function headInto(layer, head, token, by, out, at) {
  (by === "row" ? row : column)(layer, head, token, out, at);
}

/** All maps of one token into the scene's values; zeros where a layer has no such query.
 * @param {Scene} scene @param {number} token @param {Direction} by */
export function computeAll(scene, token, by) {
  const { layers, single, starts, values, rollout } = scene;
  layers.forEach((layer, l) => {
    if (!layer) return;
    const [own, start] = [scene.within(l, token, by), starts[l]];
    if (own !== null) allHeads(layer, own, by, values, start);
    else values.fill(0, start, start + (layer.heads + 1) * stretchOf(layer));
  });
  for (const [name, head] of single.here) {
    const { layer: l } = parts(name);
    const [own, start] = [scene.within(l, token, by), scene.startOf(name)];
    if (layers[l]) continue;
    if (own !== null) headInto(head, 0, own, by, values, start);
    else values.fill(0, start, start + stretchOf(head));
  }
  if (rollout) line(rollout, scene.tokens, token, by, values, scene.rolloutStart);
}

/** One map by itself: a weight for each of the layer's own tokens that it is of, those beyond the
 * picture last, or null where its arrays are not here or have no such query.
 * @param {Scene} scene @param {number} token @param {string} name @param {Direction} by
 * @returns {Float32Array|null} */
export function mapOf(scene, token, name, by) {
  if (name === "rollout") {
    if (!scene.rollout) return null;
    const out = new Float32Array(scene.tokens);
    line(scene.rollout, scene.tokens, token, by, out, 0);
    return out;
  }
  const { layer: l } = parts(name);
  const held = scene.arraysOf(name);
  const own = held && scene.within(l, token, by);
  if (!held || own === null) return null;
  const { layer, index } = held;
  const { computed } = scene;
  const [stretch, { all }] = [stretchOf(layer), mapTokens(layer, by, scene.grid)];
  if (computed?.token === token && computed.by === by && computed.layers[l] === layer) {
    const from = scene.startOf(name);
    return scene.values.slice(from, from + all);
  }
  if (index === "mean") {
    const heads = new Float32Array((layer.heads + 1) * stretch);
    allHeads(layer, own, by, heads, 0);
    return heads.slice(layer.heads * stretch, layer.heads * stretch + all);
  }
  const out = new Float32Array(stretch);
  headInto(layer, index, own, by, out, 0);
  return out.slice(0, all);
}
