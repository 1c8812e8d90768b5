// What a photo showed at a step, as a sentence.

import { bound, fill, h, together } from "../../lib/dom.js";
import { placeName, rankOf, told } from "./facts.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("./facts.js").Facts} Facts */
/**
 * @typedef {object} Finding
 * @property {string} step
 * @property {Facts} facts
 * @property {ArrayLike<number>|null} map  of a step that asks for a place
 * @property {string|undefined} answered  what was guessed; "skip" for nothing
 */
/** @typedef {{words: Words, formats: Formats, language: string, grid: Grid}} Speech  how it is said */

export const SKIPPED = "skip";

/** The facts of a finding as the words of its sentences have them.
 * @param {Finding} finding @param {Speech} speech @returns {Record<string, string>} */
export function factsOf({ facts, map, answered }, { words, formats, language, grid }) {
  const said = told(facts, formats, language);
  if (!map) return said;
  const patch = answered === undefined ? NaN : Number(answered);
  /** @type {Record<string, string>} */
  const own = patch < map.length
    ? { own_share: formats.percent(map[patch]), rank: formats.whole(rankOf(map, patch)) } : {};
  return { ...said, most_name: placeName(Number(facts.right), grid, words), ...own };
}

/** @param {Finding} finding @param {Speech} speech */
export function sentenceOf(finding, speech) {
  return bound(saidOf(finding, speech));
}

/** @param {Finding} finding @param {Speech} speech @returns {string} */
function saidOf(finding, speech) {
  const { step, facts, answered } = finding;
  const { words } = speech;
  const said = factsOf(finding, speech);
  if (facts.shared === false) {
    return together(...["vit", "cnn"].map((model) => ownLabel(model, facts, said, words)));
  }
  const unanswered = answered === undefined || answered === SKIPPED;
  if (facts.since === 0) return fill(words[`found_${step}_start`], said);
  if (facts.down_px === 0) return fill(words[`found_${step}_across`], said);
  const missed = unanswered && words[`found_${step}_unanswered`];
  return fill(missed || (words[`found_${step}_${facts.right}`] ?? words[`found_${step}`]), said);
}

/** What belongs beside the sentence, line by line. @param {Finding} finding @param {Speech} speech */
export function besideOf(finding, speech) {
  const { step } = finding;
  const { words } = speech;
  const said = factsOf(finding, speech);
  const [sum, note, half] = ["with", "note", "half"].map((kind) => bound(fill(words[`${kind}_${step}`] ?? "", said)));
  const gap = words.half?.endsWith("：") ? "" : " ";
  return [sum && h("p", { class: "formula with" }, sum), note && h("p", { class: "half" }, note),
    half && h("p", { class: "half" }, h("b", {}, words.half), gap, half)].flatMap((line) => line || []);
}

/** Of a model that shares no labels with the other. @param {string} model @param {Facts} facts
 * @param {Record<string, string>} said @param {Words} words */
function ownLabel(model, facts, said, words) {
  return fill(facts[`${model}_kept`] ? words.own_kept : words.own_lost, { model: words[model],
    label: said[`${model}_label`], before: said[`${model}_before_share`], after: said[`${model}_after_share`] });
}
