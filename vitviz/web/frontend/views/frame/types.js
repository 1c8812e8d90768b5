// What Python tells the row where a photo comes in, and a photo on its way. For the checker alone: no
// module is imported from here.

/** @typedef {import("./strip.js").Photo} Photo */
/** @typedef {import("./model_choice.js").Model} Model */
/** @typedef {{rows: number, cols: number, label: string, hint: string}} PatchSize  cols 0: as many as rows */
/** @typedef {{cnn_size: number, label: string, hint: string}} CnnSize  0: its own */

/**
 * @typedef {object} TrayFacts
 * @property {boolean} expects  the page stands for a photo that this tab is to bring
 * @property {{photo: string, model: string, weights: string, cnn: string, cnn_weights: string, cnn_size: number,
 *   rows: number, shape: "model"|"photo"}} state
 * @property {Photo[]} photos  the bundled ones
 * @property {import("./own_photos.js").Told | null} own  the visitor's, where it is shown
 * @property {Photo | null} extra  a bundled one that an address opened and the strip does not offer
 * @property {Model[]} models  the bundled ones
 * @property {Model | null} other  another one, where it is asked for or shown
 * @property {Model[]} cnns  the bundled ones, beside a ViT
 * @property {Model | null} other_cnn  likewise
 * @property {boolean} shapes  whether the model takes a photo in its own shape too
 * @property {number} rows  of patches that are asked for
 * @property {number} cols  likewise, 0 for as many as rows
 * @property {PatchSize[]} sizes  that the model takes
 * @property {CnnSize[]} cnn_sizes  at which the CNN may be given the photo
 * @property {number} cnn_size  which of them it is
 * @property {string} patches  how many there are, and how large
 * @property {number} max_bytes  of a photo
 * @property {number} reduced_to  pixels of a photo's shorter side, before it is sent; 0: as it is
 * @property {string[]} caption  photo, credit, model and size, as a print says it
 *
 * @typedef {import("../../view/host.js").Data & TrayFacts} TrayData
 *
 * @typedef {{file: File, name: string, url: string, part: number, stop: AbortController,
 *   stage: "sending" | "reading" | "opening" | "waiting"}} Job
 */

export {};
