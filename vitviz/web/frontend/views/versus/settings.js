// What an altered picture and its range depend on, as their addresses and titles say it.

import { fill, listed, named } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/state.js").ViewState} ViewState */
/** @typedef {ViewState["alter"]} Alter */
/** @typedef {Record<Alter, string[]>} FieldsOf  of each perturbation */

/** The field that is the strength of a perturbation; a shift has one along each axis.
 * @type {Record<Alter, string>} */
export const STRENGTH = { shift: "right", shuffle: "block", drop: "share", occlude: "side", blur: "sigma",
  noise: "noise", grey: "grey", rotate: "angle", edges: "edges" };

/** The parameters of a request: the perturbation, what it depends on, and the class.
 * @param {ViewState} values @param {FieldsOf} fields @param {number} target */
export function parametersOf(values, fields, target) {
  const named = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (values));
  const query = new URLSearchParams({ alter: values.alter, target: String(target) });
  for (const name of fields[values.alter]) query.set(name, String(named[name]));
  return String(query);
}

/** The block nearest to the one that is asked for. @param {number} wanted @param {number[]} blocks */
export function blockOn(wanted, blocks) {
  return blocks.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best), blocks[0]);
}

/** A strength in words: "7 px", "30°", "50%". @param {Alter} alter @param {number} strength
 * @param {Words} words @param {Formats} formats */
export function strengthText(alter, strength, words, formats) {
  if (alter === "shuffle" && strength === 0) return words.whole;
  const count = formats.plain(strength);
  if (alter === "shift" || alter === "shuffle" || alter === "blur") return fill(words.pixels, { count });
  return alter === "rotate" ? fill(words.degrees, { count }) : formats.percent(strength);
}

/** What is done, in words: "drop patches 50%". @param {ViewState} values @param {number[]} blocks
 * @param {Words} words @param {Formats} formats */
export function titleOf(values, blocks, words, formats) {
  const { alter } = values;
  const say = (/** @type {number} */ strength) => strengthText(alter, strength, words, formats);
  const strength = alter === "shift" ? listed(`${words.right} ${say(values.right)}`, `${words.down} ${say(values.down)}`)
    : say(alter === "shuffle" ? blockOn(values.block, blocks) : Number(values[/** @type {"share"} */ (STRENGTH[alter])]));
  return named(words[`alter_${alter}`], strength);
}

/** @typedef {{id: string, set: Record<string, string|number>}} Preset */

/** Of each perturbation what else than its strength is chosen, for one picture and for a range.
 * @type {Partial<Record<Alter, {words: ("first"|"fill"|"beyond")[], seeded?: boolean}>>} */
const FURTHER = { shift: { words: ["beyond"] }, shuffle: { words: [], seeded: true },
  drop: { words: ["first", "fill"], seeded: true }, noise: { words: [], seeded: true } };

/** Whether chance decides. @param {{alter: Alter, first: string}} values */
export function isSeeded({ alter, first }) {
  return Boolean(FURTHER[alter]?.seeded) && (alter !== "drop" || first === "random");
}

/** What is chosen besides the strength, for under a picture, which has no controls: "Which first: at random,
 * They become: mean colour". @param {ViewState} values @param {Words} words @param {boolean} [one]  with its seed */
export function furtherText(values, words, one = false) {
  const chosen = (FURTHER[values.alter]?.words ?? []).map((name) => named(words[name], words[`${name}_${values[name]}`]));
  const seed = one && isSeeded(values) ? [named(words.seed, values.seed)] : [];
  return listed(...chosen, ...seed);
}

/** With the full stop of its language, "" for nothing. @param {string} text */
export function sentence(text) {
  return text && `${text}${/[\u4e00-\u9fff]/.test(text) ? "。" : "."}`;
}

const MOST_SHIFT = 224; // pixels, as the view state takes them

/** A preset on this picture: half a patch and half the picture as pixels. @param {Preset} preset
 * @param {readonly [number, number]} patch  height, width @param {readonly [number, number]} size
 * @returns {Preset} */
export function onPicture({ id, set }, [, patch], [, width]) {
  /** @type {Record<string, number>} */
  const halves = { half_patch: patch / 2, half_picture: width / 2 };
  const half = halves[set.right];
  return half === undefined ? { id, set } : { id, set: { ...set, right: Math.min(MOST_SHIFT, Math.round(half)) } };
}

/** The preset whose settings are all as they are now. @param {Preset[]} presets @param {ViewState} values */
export function presetOf(presets, values) {
  const now = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (values));
  return presets.find(({ set }) => Object.entries(set).every(([name, value]) => now[name] === value)) ?? null;
}
