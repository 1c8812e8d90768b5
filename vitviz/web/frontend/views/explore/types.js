// What the explorer is given and may change, for the checker alone: no module is imported from here.

/** @typedef {{model: string, label: string, share: number}} Prediction  a model's likeliest class */

/**
 * @typedef {object} ExplorerFacts
 * @property {Prediction[]} predictions
 * @property {ExploreState} state
 *
 * @typedef {import("../../view/host.js").AnalysisFacts & ExplorerFacts} ExplorerData
 */

/**
 * @typedef {object} ExploreState  the fields of the view state
 * @property {string} query  "p0" or "120"
 * @property {string} head  "11.3", "11.mean" or "rollout"
 * @property {import("../../math/attention.js").Direction} by
 * @property {string} a  a pin, "query@head", or ""
 * @property {string} b
 * @property {"live"|"a"|"b"|"diff"} show
 * @property {"layer"|"reach"|"entropy"} order
 * @property {import("../../maps/wall.js").Scale} scale
 */

export {};
