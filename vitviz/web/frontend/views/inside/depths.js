// The depths of a model: its embedding, then its layers; and one map for each.

import { fill } from "../../lib/dom.js";
import { part } from "../../math/slices.js";

/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../maps/gallery_cell.js").Cell} Cell */

/** "embedding", "after layer 1" ... @param {Words} words @param {number} count */
export function depthNames(words, count) {
  return Array.from({ length: count }, (_, depth) =>
    (depth ? fill(words.depth_layer, { layer: depth }) : words.depth_embedding));
}

/** Some depths in one text: "embedding, after layer 3, 4". @param {Words} words @param {number[]} depths
 * @returns {string} "" for none */
export function depthsText(words, depths) {
  const layers = depths.filter((depth) => depth > 0).join(", ");
  return [depths.includes(0) && words.depth_embedding,
    layers && fill(words.depth_layer, { layer: layers })].filter(Boolean).join(", ");
}

/**
 * One map of the patches for each depth.
 * @param {{grid: Grid, prefix: number}} scene
 * @param {string[]} names  of the depths
 * @param {Float32Array|null} values  depths x tokens; null while they are not here
 * @param {(depth: number) => number[]} marksOf  the patches to outline
 * @param {(count: number) => string} noteOf  what is said of so many outlined patches
 * @returns {Cell[]}
 */
export function depthMaps({ grid, prefix }, names, values, marksOf, noteOf) {
  return names.map((title, depth) => {
    const marks = marksOf(depth);
    const shape = values ? [names.length, values.length / names.length] : [];
    return { id: String(depth), grid, signed: true, marks, title,
      note: marks.length ? noteOf(marks.length) : "",
      values: values && part({ values, shape }, depth).subarray(prefix) };
  });
}
