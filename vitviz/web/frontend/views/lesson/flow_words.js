// A sentence for each stage of the continuous picture, with this model's numbers.

import { fill, together } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").PrefixToken} PrefixToken */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("./flow_numbers.js").Look} Look */

/**
 * @typedef {object} FlowOnly
 * @property {string} stage
 * @property {boolean} play  goes once through all when it is first seen
 * @property {PrefixToken[]} prefix
 * @property {string} pooled  what the classifier reads: "class", "patches" ...
 * @property {string} answer  the same in a sentence
 * @property {number[]} alone  the tokens that the classifier reads by themselves
 * @property {number} window  tokens at which one may look in layer 1, 0 where it may look at all
 * @property {number} filters  numbers of a patch that one matrix reads, 0 without one
 *
 * @typedef {import("../frame/thread_steps.js").ThreadFacts & FlowOnly} FlowFacts
 *
 * @typedef {(facts: FlowFacts, words: Words, formats: Formats, look: Look | undefined) => string} Say
 */

/** Tokens in all. @param {FlowFacts} facts */
export function countOf({ trace: { grid: [rows, cols] }, prefix }) {
  return prefix.length + rows * cols;
}

/** What a stage's button says: without a class token another thing is read. @param {string} stage
 * @param {FlowFacts} facts @param {Words} words */
export function buttonOf(stage, { pooled }, words) {
  const other = stage === "class_token" && !["class", "pair"].includes(pooled);
  return other ? words.stage_read : words[`stage_${stage}`];
}

/** What a token is called within a sentence. @param {number} token @param {FlowFacts} facts @param {Words} words */
export function nameOf(token, { prefix }, words) {
  return prefix[token]?.text ?? fill(words.patch, { number: token - prefix.length + 1 });
}

/** @param {FlowFacts} facts @param {Words} words */
function headsOf({ heads: [fewest, most] }, words) {
  return fewest === most ? String(most) : fill(words.range, { fewest, most });
}

/** @type {Say} */
function sequence(facts, words, { whole }) {
  const { prefix } = facts;
  const sentence = [words.sequence, words.sequence_one][prefix.length] ?? words.sequence_more;
  return fill(sentence, { count: whole(countOf(facts)), name: prefix[0]?.text, more: prefix.length,
    names: prefix.map(({ mark }) => mark).join(" ") });
}

/** @type {Say} */
function attention(facts, words, { whole, percent }, look) {
  const [count, window] = [countOf(facts), facts.window].map(whole);
  if (!look) return fill(facts.window ? words.attention_window : words.attention, { count, window });
  const sentence = facts.window ? words.attention_window_looks : words.attention_looks;
  return fill(sentence, { count, window, share: percent(look.weight),
    asking: nameOf(look.token, facts, words), looked: nameOf(look.to, facts, words) });
}

/** @type {Say} */
function classToken({ layers, pooled, answer, label, alone }, words) {
  const sentence = !label ? words.class_token_headless : alone.length ? words.class_token
    : pooled === "pool" ? words.class_token_pool : words.class_token_mean;
  return fill(sentence, { layers, answer });
}

/** A label never stands without the doubt that the page has. @type {Say} */
function label({ label: found, doubtful }, words, { percent }) {
  if (!found) return words.no_label;
  const sentence = fill(words.label, { answer: `${found.label} ${percent(found.share)}` });
  return together(sentence, doubtful && words.doubtful);
}

/** @type {Record<string, Say>} */
const SAYINGS = {
  photo: ({ size: [height, width] }, words) => fill(words.photo, { height, width }),
  patches: ({ trace: { grid: [rows, cols], patch: [height, width] } }, words, { whole }) =>
    fill(words.patches, { count: whole(rows * cols), rows, cols, height, width }),
  sequence,
  vectors: ({ width, filters }, words, { whole }) => fill(filters ? words.vectors_matrix : words.vectors,
    { numbers: whole(filters), width: whole(width) }),
  positions: ({ position, width }, words, { whole }) =>
    fill(words[`positions_${position}`], { width: whole(width) }),
  attention,
  mlp: (_, words) => words.mlp,
  layers: (facts, words) => fill(words.layers, { layers: facts.layers, heads: headsOf(facts, words) }),
  class_token: classToken,
  label,
};

/**
 * What is said of a stage.
 * @param {string} stage @param {FlowFacts} facts @param {Words} words @param {Formats} formats
 * @param {Look} [look]  the strongest one in layer 1, once it is known
 * @returns {string}
 */
export function captionOf(stage, facts, words, formats, look) {
  return SAYINGS[stage](facts, words, formats, look);
}

/** What stands below the columns at a position: what they are, and of which layer.
 * @param {number} position @param {FlowFacts} facts @param {Words} words @param {Formats} formats
 * @param {{shown: number, depth: number}} found  numbers of a vector that are shown; of which layer
 * @returns {string} */
export function legendOf(position, facts, words, { whole }, { shown, depth }) {
  const stage = Math.round(position);
  const { layers, width, position: told } = facts;
  if (stage === 3 || (stage === 4 && told !== "added")) {
    return fill(words.shown, { shown, width: whole(width) });
  }
  if (stage === 4) return words.sum_positions;
  if (stage === 5) return fill(words.sum_attention, { layers });
  if (stage === 6) return fill(words.sum_mlp, { layers });
  if (stage !== 7) return "";
  return fill(words.layer, { layers, layer: Math.max(1, Math.min(layers, Math.round(depth))) });
}
