// How one weight of the chosen head arises, with its own numbers: the weight under the pointer, or
// the largest where none is.

import { fill, h, term } from "../../lib/dom.js";
import { minus, raised } from "../../lib/formats.js";
import { tokensOf } from "../../maps/tokens.js";
import { arising, biasAt } from "../../math/attention.js";
import { placeOf, samePlace } from "../../math/geometry.js";
import { gridOf, mapTokens } from "../../math/map_tokens.js";
import { indexOfLargest } from "../../math/ranking.js";
import { queryName } from "../../view/names.js";
import { parts } from "../../view/scene_maps.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/scene.js").Scene} Scene */
/** @typedef {import("./large_map.js").LargeMap} LargeMap */

const LARGE = 1e5; // beyond it exponentials are written as powers of ten
const SAME = 1e-6; // relative: as equal as float32 can tell
/** The steps, each with the glossary's term of its name. */
const STEPS = [["product", "query"], ["score", "attention_score"], ["softmax", "softmax"], ["value", "value"]];

/**
 * @typedef {object} Pair  whose weight it is, in numbers of the layer's own tokens
 * @property {import("../../math/attention.js").LayerArrays} layer
 * @property {number} head
 * @property {number} query  who asks
 * @property {number} key  who is asked
 */

/**
 * The pair that the map shows under the pointer, or its largest weight; null where the map is not
 * one head's.
 * @param {Scene} scene @param {LargeMap} map @param {number|null} pointed  a patch @returns {Pair|null}
 */
export function pairOf(scene, { query, head, by, weights, grid = scene.grid }, pointed) {
  const held = head === null || head === "rollout" ? null : scene.arraysOf(head);
  if (!held || held.index === "mean" || !weights || query === null) return null;
  const { layer, index } = held;
  const { layer: l } = parts(/** @type {string} */ (head));
  const { prefix } = tokensOf(weights, grid);
  const own = scene.within(l, scene.tokenOf(query), by);
  const other = pointed === null ? indexOfLargest(weights, prefix)
    : prefix + samePlace(pointed, scene.grid, grid);
  if (own === null || (by === "column" && other >= layer.queries)) return null;
  if (biasAt(layer, index, own, other) < 0) return null; // neither looks at the other
  return { layer, head: index, ...(by === "row" ? { query: own, key: other } : { query: other, key: own }) };
}

/** What the tokens of a pair are called, each by its place on its own grid.
 * @param {Scene} scene @param {Pair} pair @param {Words} words @returns {{query: string, key: string}} */
function namesOf(scene, { layer, query, key }, words) {
  const { prefix } = mapTokens(layer, "row", scene.grid);
  const name = (/** @type {number} */ token, /** @type {"queries"|"keys"} */ side) => {
    const place = (/** @type {number} */ at) => placeOf(at, gridOf(layer, side, scene.grid));
    const own = token < prefix ? `p${token + scene.prefix - prefix}` : String(token - prefix);
    return queryName({ data: scene.data, place }, words, own, true);
  };
  return { query: name(query, "queries"), key: name(key, "keys") };
}

/** An exponential, to three digits; as a power of ten, in brackets, where it would be long.
 * @param {number} value @param {Formats} formats */
function amount(value, { plain }) {
  if (value < LARGE && value >= 0.01) return plain(value);
  const [digits, power] = value.toExponential(2).split("e");
  return `(${digits}\u00a0×\u00a010${raised(power)})`;
}

/**
 * What is said of the pair: a sentence for each step.
 * @param {Pair} pair @param {{query: string, key: string}} names @param {Formats} formats
 * @param {Words} words @returns {{product: string, score: string, softmax: string, value: string}}
 */
export function stepsOf({ layer, head, query, key }, names, formats, words) {
  const found = arising(layer, head, query, key);
  const signed = (/** @type {number} */ value) => Math.abs(value) < 1000
    ? minus(value.toPrecision(3)) : formats.whole(value);
  const root = Math.abs(layer.scale * Math.sqrt(layer.dim) - 1) < SAME;
  const [score, weight] = [signed(found.score), formats.percent(found.weight)];
  const scaled = fill(words[root ? "score_root" : "score_scaled"],
    { dim: layer.dim, scale: signed(layer.scale), score: signed(found.score - (found.bias ?? 0)) });
  return { product: signed(found.product),
    score: found.bias === null ? scaled : fill(words.score_biased, { scaled, bias: signed(found.bias), score }),
    softmax: fill(words.softmax_value, { score, weight, exponential: amount(found.exponential, formats),
      total: amount(found.total, formats) }),
    value: fill(words.value_value, { weight, ...names }) };
}

/** How a weight of differential attention arises: of two softmaxes. @param {Pair} pair
 * @param {import("../../math/attention.js").Less} less @param {{query: string, key: string}} names
 * @param {Formats} formats @param {Words} words */
export function differenceOf({ layer, head, query, key }, { map, factor }, names, formats, words) {
  const [first, second] = [layer, map].map((each) => arising(each, head, query, key).weight);
  return fill(words.arising_difference, { ...names, first: formats.percent(first), second: formats.percent(second),
    lambda: formats.plain(factor), weight: formats.signed(first - factor * second) });
}

export class Arisen {
  pair = h("p", { class: "text" });
  list = h("dl", { class: "arising" });
  /** @type {Record<string, HTMLElement>} */
  values = {};
  dim = 0;

  /** @param {Words} words */
  constructor(words) {
    this.words = words;
    this.element = h("details", { open: true, "data-figure": "no" }, h("summary", {}, words.arising),
      this.pair, this.list);
  }

  /** The names of the steps; the first says how many numbers are multiplied. @param {number} dim */
  build(dim) {
    const { words } = this;
    this.dim = dim;
    this.values = Object.fromEntries(STEPS.map(([step]) => [step, h("dd", { "data-value": step })]));
    this.list.replaceChildren(...STEPS.flatMap(([step, entry]) =>
      [h("dt", {}, term(words[step], fill(words[`${step}_tip`], { dim }), entry)), this.values[step]]));
  }

  /** @param {Scene} scene @param {LargeMap} map @param {number|null} pointed @param {Formats} formats */
  paint(scene, map, pointed, formats) {
    const { words } = this;
    const pair = map.signed ? null : pairOf(scene, map, pointed);
    this.list.hidden = !pair || Boolean(pair.layer.by_hand || pair.layer.less);
    if (pair?.layer.less) {
      this.pair.textContent = differenceOf(pair, pair.layer.less, namesOf(scene, pair, words), formats, words);
      return;
    }
    if (!pair || pair.layer.by_hand) {
      const outside = map.grid && map.weights && /^\d+\.\d+$/.test(map.head ?? "");
      this.pair.textContent = pair ? words.arising_by_hand : words[outside ? "arising_outside" : "arising_none"];
      return;
    }
    if (pair.layer.dim !== this.dim) this.build(pair.layer.dim);
    const names = namesOf(scene, pair, words);
    this.pair.textContent = fill(words.arising_pair, names);
    for (const [step, text] of Object.entries(stepsOf(pair, names, formats, words))) {
      this.values[step].textContent = text;
    }
  }
}
