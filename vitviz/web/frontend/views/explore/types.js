// What the explorer is given and may change, for the checker alone: no module is imported from here.

/** @typedef {{model: string, label: string, share: number}} Prediction  a model's likeliest class */

/**
 * @typedef {object} SaidFacts
 * @property {Prediction[]} predictions
 * @property {string} caveat  why not to believe them, "" where nothing speaks against it
 * @property {string} about  what the two models are
 */

/**
 * @typedef {object} ExplorerState
 * @property {ExploreState} state
 * @property {string} [part]  the section that it shows alone
 *
 * @typedef {import("../../view/host.js").AnalysisFacts & SaidFacts & ExplorerState} ExplorerData
 */

/**
 * The fields of the view state. `query` is "p0" or "120", `head` "11.3", "11.mean" or "rollout";
 * `a` and `b` are pins, "query@head" or "".
 * @typedef {Pick<import("../../view/state.js").ViewState,
 *   "query"|"head"|"by"|"a"|"b"|"show"|"order"|"scale">} ExploreState
 */

export {};
