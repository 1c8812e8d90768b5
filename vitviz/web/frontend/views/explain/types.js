// What the page and the endpoints give the views of Explain, and what a view and its sub-panels
// agree on. For the checker alone: no module is imported from here.

/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/**
 * @template {import("../../view/host.js").Data} Data
 * @typedef {import("../../view/view.js").View<Data>} View
 */

/**
 * A part of a view with the view's life: `new Part(view)` builds it.
 * @typedef {object} SubPanel
 * @property {HTMLElement} element  the view puts it into its own
 * @property {() => void} enter  it comes near the screen: from now on it asks for what it shows
 * @property {(moved: boolean) => void} update  the view took a message; `moved`: of another analysis
 * @property {(colours: Colours) => void} paint  draws what can be drawn now
 * @property {() => void} end  the view goes
 */

/**
 * @template {import("../../view/host.js").Data} Data  what the view shows
 * @typedef {View<Data> & {scene: PhotoScene|null}} Around  the view around a sub-panel
 */

/** @typedef {import("../../view/host.js").AnalysisFacts & {state: import("../../view/host.js").Fields}} AnalysisData
 *   of every view of Explain; `state`: the fields of the view state that the view shows */

/**
 * @typedef {object} ClassData  the explained class
 * @property {number} target
 * @property {string} label  its number where the model names no classes
 * @property {string[]} labels  of all classes in the visitor's language
 */

/** @typedef {import("../../widgets/class_picker.js").Classes} Classes */
/**
 * @typedef {AnalysisData & {labels: string[], other: string[],
 *   classes: Omit<Classes, "labels"|"other">, methods: string[], undefined: string}} ExplainData
 *   `methods`: of the wall; `undefined`: why the others are not there, "" where all are
 */

/**
 * @typedef {AnalysisData & ClassData & {
 *   cached: {faithfulness: string},
 *   pictures: Pace,
 *   methods: string[],
 *   stages: number}} FaithfulnessData
 *   `cached.faithfulness`: the baseline whose curves the server has already, "" for none; `pictures`: how
 *   many each model is shown; `methods`: the ViT's; `stages`: of the weight randomization
 */

/**
 * @typedef {AnalysisData & ClassData & {cached: {ablation: boolean}, passes: number, heads: number[],
 *   map: "relevance"|"gradcam"}} AblationData
 *   `cached.ablation`: the server has the effects already; `heads`: of each layer; `map`: before and after
 */

/** @typedef {{vit: number, cnn: number}} Pace  of each model; as an answer, seconds a picture */

/**
 * @typedef {object} RandomizationHeader
 * @property {number} depth  stages that are randomized
 * @property {string[]} methods
 * @property {(number|null)[]} agreement  rank correlation by method, null where a map has no order
 * @property {number} probability  of the target, with randomized weights
 * @property {{index: number, probability: number}} first  the likeliest class then
 */

/** @typedef {"rows"|"outputs"|"captured"|"logits"} Invariant */

/**
 * @typedef {object} InvariantsHeader
 * @property {Record<Invariant, number>} worst  the largest difference
 * @property {Record<Invariant, number>} limits
 * @property {Partial<Record<Invariant, number>>} layer  where the largest is
 * @property {boolean} same_top  whether both passes have the same likeliest class
 * @property {number} measured  seconds since 1970
 */

/** @typedef {{signal: boolean[]}} SwitchedOffHeader  of the map before and after */

export {};
