// One photo three times: as it is, its patches in the components' colours, and how alike each is to
// the query. Photo and colours choose the query, the similarity is read.

import { h } from "../../lib/dom.js";
import { steered } from "../../lib/steered.js";
import { Gallery } from "../../maps/gallery.js";
import { patchAt } from "../../math/geometry.js";

/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../lib/types.js").Tables} Tables */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../maps/types.js").GalleryScene} GalleryScene */

/**
 * @typedef {object} PhotoActions
 * @property {(patch: number|null) => void} hover  a patch is the query for a moment
 * @property {(patch: number) => void} commit
 * @property {() => void} read  the pointer moved over the similarity
 * @property {(event: KeyboardEvent) => void} key
 */

/**
 * @typedef {object} PhotoView
 * @property {Grid} grid
 * @property {Record<"photo"|"colours"|"similarity", {title: string, note?: string, tip?: string}>} titles
 * @property {Uint32Array|null} rgb  a colour for each patch
 * @property {Float32Array|null} cosines  on their scale, full at 1
 * @property {boolean} signed
 * @property {number} query  the patch to outline, -1 for none
 * @property {number|null} best  the most similar patch
 * @property {(value: number) => string} say
 * @property {[at: number, text: string][]} marks  of the similarity's scale
 * @property {Colours} colours
 */

export class PhotoMaps {
  /** @type {GalleryScene|null} */ scene = null;
  /** @type {Grid} */ grid = [1, 1];
  /** @type {Point|null} */ read = null;

  /** @param {Words} words @param {PhotoActions} actions */
  constructor(words, actions) {
    const choose = { point: (/** @type {Point|null} */ point) => actions.hover(this.at(point)),
      press: (/** @type {Point} */ point) => this.press(point, actions) };
    const photo = new Gallery({ gallery_label: words.photo }, choose);
    const colours = new Gallery({ gallery_label: words.colours_label }, { ...choose, keyed: true });
    const similarity = new Gallery({ gallery_label: words.similarity_label }, { ...choose,
      point: (point) => {
        this.read = point;
        actions.read();
      } });
    colours.element.addEventListener("keydown", actions.key, { capture: true });
    this.maps = { photo, colours, similarity };
    this.element = h("div", { class: "photo-maps" }, photo.element, colours.element, similarity.element);
  }

  /** @param {GalleryScene} scene @param {Tables} tables */
  setScene(scene, tables) {
    this.scene = scene;
    this.read = null;
    for (const gallery of Object.values(this.maps)) gallery.setScene(scene, tables);
  }

  /** The patch at a point of the photo. @param {Point|null} point */
  at(point) {
    return point && this.scene && patchAt(point, this.scene.photo.box, this.grid);
  }

  /** @param {Point} point @param {PhotoActions} actions */
  press(point, actions) {
    const patch = this.at(point);
    if (patch !== null) actions.commit(patch);
  }

  /** @param {PhotoView} view */
  paint({ grid, titles, rgb, cosines, signed, query, best, say, marks, colours }) {
    this.grid = grid;
    const view = { limit: 1, pointed: null, query, opacity: 0.85, colours };
    /** What all three maps have. @param {"photo"|"colours"|"similarity"} id */
    const cell = (id) => ({ id, grid, values: null, marks: best === null ? [] : [best], ...titles[id] });
    this.maps.photo.paint([cell("photo")], view);
    this.maps.colours.paint([{ ...cell("colours"), rgb: rgb ?? undefined }], view);
    steered(this.maps.colours.element.querySelector(".pane"), Math.max(0, query), titles.similarity.title);
    this.maps.similarity.paint([{ ...cell("similarity"), values: cosines, signed }],
      { ...view, pointed: this.read, say, marks });
  }
}
