// What the maps read of a scene, for the checker alone: no module is imported from here. Any plain
// object of this shape will do.

/** @typedef {import("../lib/types.js").Box} Box */
/** @typedef {import("../lib/types.js").Colours} Colours */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").LayerFacts} LayerFacts */
/** @typedef {import("../lib/types.js").PrefixToken} PrefixToken */
/** @typedef {import("../lib/types.js").Size} Size */

/** @typedef {CanvasImageSource & {naturalWidth: number, naturalHeight: number}} Picture */
/** @typedef {{size: Size, box: Box}} PhotoFrame  the photo's pixels, and which of them the model sees */

/**
 * @typedef {object} PhotoScene  a photo under a grid of patches
 * @property {{photo: PhotoFrame}} data
 * @property {Grid} grid
 * @property {Picture|null} image  null until it is here
 */

/** @typedef {{photo: PhotoFrame, image: Picture|null}} GalleryScene  a photo under maps with grids of their own */

/**
 * @typedef {object} TokenScene  a photo as the sequence of tokens that the model reads
 * @property {{photo: PhotoFrame, prefix: PrefixToken[]}} data
 * @property {Grid} grid
 * @property {Picture|null} image
 * @property {number} prefix  tokens before the patches
 */

/**
 * @typedef {object} WallScene  every head's map of one query
 * @property {Grid} grid
 * @property {number} prefix  tokens before the patches, of the whole model
 * @property {LayerFacts[]} facts  each layer's own heads and tokens
 * @property {Float32Array} values  all maps, each as long as its layer has queries or keys
 * @property {{by: "row"|"column"}|null|undefined} computed  what the maps are; another object each time
 *   they are made anew
 * @property {() => string[]} names  "0.0", "0.1", ... "0.mean", "1.0" ...: cells layer by layer
 * @property {(name: string) => boolean} ready  whether the map, or the "rollout", is there
 * @property {(name: string) => number} startOf  where it begins in `values`
 */

/**
 * What a component is given to tell of a pointer, a finger or a key.
 * @template Found  what is under the pointer
 * @typedef {object} MapActions
 * @property {(found: Found) => void} hover  pointed at
 * @property {(found: Found) => void} commit  chosen by a click or at the end of a long press
 * @property {() => void} leave  nothing is pointed at any more
 * @property {(found: Found) => void} [tap]  a click's, where it is not the same as `commit`
 */

/** @typedef {{key: (event: KeyboardEvent) => void}} KeyAction */

export {};
