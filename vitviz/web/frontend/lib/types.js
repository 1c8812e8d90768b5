// The types that several folders share, for the checker alone: no module is imported from here.

/** @typedef {Float32Array | Uint8Array | Int32Array} Values  numbers as the browser holds them */

/**
 * @typedef {object} NamedArray  one array of a bundle, row after row (C order)
 * @property {Values} values
 * @property {number[]} shape
 */

/**
 * @template [Header=any]  what its endpoint says beside the arrays: parsed JSON
 * @typedef {object} Bundle  small JSON and arrays in one answer of the server
 * @property {Header} header
 * @property {Record<string, NamedArray>} arrays
 */

/** @typedef {[rows: number, cols: number]} Grid  patches down and across */
/** @typedef {[x: number, y: number]} Point */
/** @typedef {[x0: number, y0: number, x1: number, y1: number]} Box  two corners */
/** @typedef {[x: number, y: number, width: number, height: number]} Rect  as a canvas takes it */
/** @typedef {[height: number, width: number]} Size  of a photo, in its own pixels */

/** @typedef {{row: number, col: number}} Place  counted from 1, as the page says it */
/** @typedef {{clientX: number, clientY: number}} Pointer  of an event, in CSS pixels of the window */
/** @typedef {{left: number, top: number, width: number, height: number}} Frame  an element's */

/**
 * @typedef {object} LayerFacts  one layer's blob in numbers
 * @property {"self"|"class"|"pool"} kind  who asks: all of its tokens, the first ones, or latents
 * @property {number} heads
 * @property {number} queries  rows of its attention
 * @property {number} tokens  columns of its attention
 * @property {number} dim  numbers of one query or key
 * @property {boolean} bias  whether a bias of queries x tokens a head follows
 * @property {Grid} [grid]  of what asks, in a model with windows or several grids
 * @property {Grid} [key_grid]  of what is looked at, where it is another one
 * @property {number} [beyond]  how many of its last tokens lie beyond the picture: they pad a window
 * @property {boolean} [shared]  whether all windows ask the same, so that a query is no token's own
 * @property {number} [seen]  how many tokens a query of it may look at: those of its window
 * @property {boolean} [signed]  whether weights may be negative: the difference of two maps
 * @property {boolean} [by_hand]  whether that bias is the weights' logarithm, and q and k say nothing
 */

/** @typedef {{name: string, mark: string, text: string}} PrefixToken  a token that is no patch */

/**
 * @typedef {object} TraceFacts  what the server knows of the attention of a photo in a model
 * @property {string} key  names the analysis: another photo, model or size has another
 * @property {number} tokens
 * @property {number} prefix  tokens before the patches
 * @property {string[]} roles  what each of them is: "class", "register"
 * @property {Grid} grid
 * @property {Size} patch  pixels of the model's picture
 * @property {LayerFacts[]} calls  the kinds of layers, each told once
 * @property {number[]} layers  each layer's kind, an index into `calls`
 */

/** @typedef {{url: string, size: Size, box: Box}} Photo  `box` is what the model sees of it */

/** @typedef {Record<string, string>} Words  the view's sentences in the visitor's language */

/** @typedef {{sequential: Uint32Array, diverging: Uint32Array}} Tables  256 RGBA words each */
/** @typedef {{sequential: string, diverging: string}} HexTables  the same as the server sends them */

/** @typedef {Record<string, string>} Colours  the theme's colours and its font, by role; `type` is how much
 * larger than on a laptop all type is */

/** @typedef {(value: number) => string} Write  a number as text */
/** @typedef {ReturnType<typeof import("./formats.js").formats>} Formats */

export {};
