// The steps of the thread as words: without the page, so that they can be tested.

import { fill } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */

/**
 * @typedef {object} ThreadFacts
 * @property {{key: string, grid: import("../../lib/types.js").Grid, patch: import("../../lib/types.js").Size,
 *   convolved?: boolean}} trace
 * @property {import("../../lib/types.js").Size} size  of the model's picture in pixels
 * @property {number} width  numbers of one token, in the end where stages differ
 * @property {boolean} [stages]  whether it works on several grids
 * @property {"added"|"inside"|"none"} position  where the model is told of places
 * @property {number} layers
 * @property {[fewest: number, most: number]} heads  of a layer
 * @property {{mlp: boolean, layer_norm: boolean}} parts  what the layers are known to have beside attention
 * @property {string} reads  what the classifier reads
 * @property {string} read  the term of that
 * @property {{label: string, share: number} | null} label  the likeliest class
 * @property {boolean} doubtful  whether the photo probably shows none of the model's classes
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} text
 * @property {[term: string, text?: string][]} terms  of the glossary, which stand below: by their own
 *   names, or as other words
 * @property {string} note  what else stands there
 */

/** @param {ThreadFacts} facts @param {Words} words @param {Formats} formats @returns {Step[]} */
export function stepsOf(facts, words, { whole, percent }) {
  const { trace: { grid: [rows, cols], patch, convolved }, size, width, stages, position, reads, read } = facts;
  const pixels = (/** @type {string} */ sentence, /** @type {number[]} */ [height, across]) =>
    fill(sentence, { height, width: across });
  /** @type {(name: string, text: string, terms: Step["terms"], note?: string) => Step} */
  const step = (name, text, terms, note = "") => ({ name, text, terms, note });
  return [
    step("photo", words.photo, [], pixels(words.pixels, size)),
    step("patches", fill(words[convolved ? "tokens" : "patches"], { count: whole(rows * cols), rows, cols }),
      [[convolved ? "token" : "patch"]], convolved ? words.convolved : pixels(words.each, patch)),
    step("vector", fill(words[stages ? "vector_most" : "vector"], { count: whole(width) }),
      convolved ? [] : [["linear_embedding"]]),
    ...position === "none" ? [] : [step("position", words[`position_${position}`], [["position_embedding"]])],
    step("layers", layersOf(facts, words), [["self_attention"], ["residual_connection"],
      .../** @type {Step["terms"]} */ (facts.parts.layer_norm ? [["layernorm"]] : [])]),
    step("read", reads, [[read, facts.label ? words.read : undefined]]),
    labelOf(facts, words, percent),
  ];
}

/** @param {ThreadFacts} facts @param {Words} words @returns {string} */
function layersOf({ layers, heads: [fewest, most], parts: { mlp } }, words) {
  const heads = fewest === most ? most : fill(words.range, { fewest, most });
  return fill(mlp ? words.layers : words.layers_without_mlp, { layers, heads });
}

/** The label never stands without the doubt that the page has. @param {ThreadFacts} facts
 * @param {Words} words @param {(share: number) => string} percent @returns {Step} */
function labelOf({ label, doubtful }, words, percent) {
  /** @type {Step["terms"]} */
  const terms = doubtful ? [] : label ? [["classifier"], ["softmax"]] : [["classifier"]];
  const text = label ? `${label.label} ${percent(label.share)}` : words.no_label;
  return { name: "label", text, terms, note: doubtful ? words.doubtful : "" };
}
