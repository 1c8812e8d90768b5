// What two sides are told and may change, for the checker alone: no module is imported from here.

/** @typedef {import("../../lib/types.js").Box} Box */
/** @typedef {import("../../lib/types.js").Photo} Photo */
/** @typedef {import("../../lib/types.js").TraceFacts} TraceFacts */
/** @typedef {import("../inside/second_photo.js").Offered} Offered */
/** @typedef {import("../models/open_model.js").OpeningFacts} OpeningFacts */

/** @typedef {Pick<import("../../view/state.js").ViewState, "photo"|"model"|"weights"|"rows"|"cols"|
 *   "query"|"head"|"by"|"scale"|"second"|"model_b"|"weights_b"|"rows_b"|"cols_b"|"query_b"|"head_b">} BesideState */

/** @typedef {{title: string, photo: string}} SideNames  what a side's model and photo are called */

/** @typedef {"supervised"|"self-supervised"|"text"|""} Learning  from what a model has learned, "" unknown */

/**
 * What the page says of both sides; facts of the first one only where there is a second.
 * @typedef {object} BesideFacts
 * @property {boolean} two  whether anything stands beside the first
 * @property {string} refused  why the second side cannot be shown, "" where it can
 * @property {string} lost  the same of its photo, which this tab may still hold
 * @property {OpeningFacts|null} opening  of a second model that is not in memory
 * @property {string} first  the first photo's name
 * @property {[SideNames, SideNames]} names
 * @property {Learning} learning  of the first model
 * @property {boolean} sizes  whether the first model takes other sizes
 * @property {boolean} download  whether a visitor may have a model downloaded
 * @property {{analysis: string, rollout?: string}} urls
 * @property {Offered[]} photos
 * @property {{id: string, title: string, model: string, weights: "published"|"random"}[]} models
 *
 * @typedef {import("../../view/host.js").Data & BesideFacts & {state: BesideState}} BesideData
 */

/**
 * What the server says of the second side (vitviz/app/endpoints/beside.py).
 * @typedef {object} Told
 * @property {TraceFacts} trace
 * @property {Photo} photo
 * @property {Box} box  of the first side, exactly
 * @property {boolean} one_photo
 * @property {string} analysis  its address
 * @property {boolean} rolled  whether it has a rollout
 * @property {[rows: number, cols: number][]} sizes
 */

/** @typedef {{name: string, learning: Learning, rows: number}} Near  a ViT whose weights are on this
 * machine; `rows` of its grid, 0 where nobody knows */

export {};
