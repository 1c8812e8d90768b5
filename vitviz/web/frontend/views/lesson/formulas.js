// The formulas of the Lesson, sign by sign: the same in every language. A sign with a name has its
// meaning among the words, as symbol_{name}.

import { h, named } from "../../lib/dom.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {readonly (string | readonly [sign: string, symbol: string])[]} Formula */

/** @type {Record<string, Formula>} */
export const FORMULAS = {
  patches: [["N", "n"], " = ", ["H", "h"], " · ", ["W", "w"], " / ", ["P", "p"], "²"],
  embedding: [["z", "z"], " = ", ["E", "e"], " ", ["x", "x"], " + ", ["b", "b"]],
  positions: [["zᵢ", "zi"], " ← ", ["zᵢ", "zi"], " + ", ["pᵢ", "pi"]],
  order: [["MSA", "msa"], "(", ["Π", "pz"], " ", ["z", "z"], ") = ", ["Π", "pz"], " ",
    ["MSA", "msa"], "(", ["z", "z"], ")"],
  attention: [["A", "weights"], " = ", ["softmax", "softmax"], "(", ["Q", "q"], " ", ["Kᵀ", "k"], " / ", ["√d", "d"],
    "),  ", ["z′", "taken"], " = ", ["A", "weights"], " ", ["V", "v"]],
  heads: [["δᵢ", "reach"], " = ", ["Σⱼ", "patches"], " ", ["aᵢⱼ", "a"], " ", ["|xᵢ − xⱼ|", "distance"], " / ",
    ["Σⱼ", "patches"], " ", ["aᵢⱼ", "a"]],
  class_token: [["Σⱼ", "all"], " ", ["a(CLS, j)", "acls"], " = 1"],
  residual: [["z", "z"], " ← ", ["z", "z"], " + ", ["MSA", "msa"], "(", ["LN", "ln"], "(", ["z", "z"], ")),  ",
    ["z", "z"], " ← ", ["z", "z"], " + ", ["MLP", "mlp"], "(", ["LN", "ln"], "(", ["z", "z"], "))"],
  label: [["y", "y"], " = ", ["softmax", "softmax"], "(", ["W", "wy"], " ", ["z(CLS)", "zcls"], " + ",
    ["b", "by"], ")"],
  explanation: [["R", "r"], " ← ", ["R", "r"], " + ", ["mean", "mean"], "((",
    ["∇A", "grad"], " ", ["⊙", "times"], " ", ["A", "weights"], [")⁺", "kept"], ") ", ["R", "r"]],
  shuffle: [["y(p)", "yp"], " = ", ["Σᵢ", "near"], " ", ["w(i)", "wq"], " ", ["x(p + i)", "there"]],
  shift: [["f", "f"], "(", ["T", "t"], " ", ["x", "picture"], ") = ", ["T", "t"], " ", ["f", "f"], "(", ["x", "picture"], ")"],
  cost: ["(", ["4N + 1", "tokens"], ")² / (", ["N + 1", "tokens"], ")² ≈ 16"],
};

/** The formula of a step on a line of its own, null where it has none. Read aloud it comes whole, then
 * each of its symbols with its meaning.
 * @param {string} step @param {Words} words */
export function formulaOf(step, words) {
  const formula = FORMULAS[step];
  if (!formula) return null;
  const whole = formula.map((part) => (typeof part === "string" ? part : part[0])).join("");
  const signs = formula.map((part, at) => (typeof part === "string" ? h("span", { "aria-hidden": "true" }, part)
    : symbol(part[0], words[`symbol_${part[1]}`], formula.findIndex((one) => one[1] === part[1]) === at)));
  const ends = [...formula.keys()].filter((at) => formula[at].includes(",  ")).concat(formula.length);
  const equations = ends.map((end, k) => h("span", { class: "equation" }, ...signs.slice(k ? ends[k - 1] + 1 : 0, end + 1)));
  return h("p", { class: "formula" }, h("span", { class: "hidden-text" }, named(words.formula, whole)), ...equations);
}

/** @param {string} sign @param {string} meaning  which begins with what it is of
 * @param {boolean} first  one that comes again is explained to the pointer and to a finger alone */
function symbol(sign, meaning, first) {
  const shown = h("span", { "aria-hidden": "true" }, sign); // or it is read a second time
  const word = { class: "term", "data-tip": meaning };
  return first ? h("span", { ...word, tabindex: "0", role: "note", "aria-label": meaning }, shown)
    : h("span", { ...word, tabindex: "-1", "aria-hidden": "true" }, shown);
}
