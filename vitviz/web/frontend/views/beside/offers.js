// What can stand beside the first model at one press.

/** @typedef {import("./types.js").BesideState} BesideState */
/** @typedef {import("./types.js").Learning} Learning */
/** @typedef {import("./types.js").Near} Near */
/** @typedef {Record<string, string|number>} Change  of the view state */
/** @typedef {{id: string, words: string, facts: Record<string, string>, change: Change}} Offer */

/** Of the same size and nearly the same architecture, one of each kind: from timm's registry. */
const SELF_SUPERVISED = "vit_small_patch16_224.dino";
const SUPERVISED = "deit_small_patch16_224.fb_in1k";
const HUNGER = ["hunger-vit-002", "hunger-vit-100"];

/** A second side of this model, with nothing chosen of it yet.
 * @param {string} model @param {"published"|"random"} weights @returns {Change} */
export function ofModel(model, weights, rows = 0, cols = 0) {
  return { model_b: model, weights_b: weights, rows_b: rows, cols_b: cols, query_b: "", head_b: "" };
}

/** The model at hand that has learned in the other way, of the same grid where there is one.
 * @param {Learning} learning  of the first model @param {number} rows  of its grid
 * @param {Near[]} near @returns {string} "" for none */
export function partnerOf(learning, rows, near) {
  const wanted = learning === "self-supervised" ? "supervised" : "self-supervised";
  const found = near.filter((one) => one.learning === wanted);
  return (found.find((one) => one.rows === rows) ?? found[0])?.name ?? "";
}

/**
 * @param {BesideState} state @param {{learning: Learning, rows: number, near: Near[], download: boolean}} facts
 * @returns {Offer[]}
 */
export function offersFor({ model, weights }, { learning, rows, near, download }) {
  const wanted = learning === "self-supervised" ? SUPERVISED : SELF_SUPERVISED;
  const partner = partnerOf(learning, rows, near.filter(({ name }) => name !== model))
    || (download && model !== wanted ? wanted : "");
  const kind = learning === "self-supervised" ? "offer_supervised" : "offer_self_supervised";
  const other = weights === "random" ? "published" : "random";
  /** @type {Offer[]} */
  const offers = [
    { id: "partner", words: kind, facts: { model: partner }, change: ofModel(partner, "published") },
    { id: "untrained", words: weights === "random" ? "offer_trained" : "offer_untrained", facts: {},
      change: ofModel(model, other) },
    { id: "hunger", words: "offer_hunger", facts: {}, change: { model: HUNGER[0], weights: "published",
      rows: 0, cols: 0, ...ofModel(HUNGER[1], "published") } },
  ];
  return offers.filter(({ id }) => id !== "partner" || partner);
}
