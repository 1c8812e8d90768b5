// What the views of ViT vs CNN are told, for the checker alone.

/**
 * @typedef {object} PerturbFacts
 * @property {number} target  the class
 * @property {string} label  its name
 * @property {[height: number, width: number]} size  of the picture
 * @property {number[]} blocks  sides that divide it, the largest first
 * @property {number[]} strides  of the CNN, in pixels of the picture
 * @property {boolean} shared  whether the CNN knows the label too
 * @property {boolean} cached  whether the range of these settings is at the server
 * @property {string} caveat  why not to believe the predictions
 * @property {string} differs  what the two differ in besides their architecture, "" where unknown
 * @property {import("../../widgets/scale_note.js").Scale|null} scale
 * @property {string[]} labels  of the ViT, in the visitor's language
 * @property {string[]} other  in the other language
 * @property {string[]} alterations
 * @property {import("./settings.js").FieldsOf} of_picture
 * @property {import("./settings.js").FieldsOf} of_range
 * @property {import("./settings.js").Preset[]} presets
 */
/** @typedef {import("../../view/host.js").Data & import("../../view/host.js").AnalysisFacts & PerturbFacts} PerturbData */

export {};
