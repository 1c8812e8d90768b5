// The photo of a view's analysis alone, for maps over it: the picture comes when it comes, and maps
// stand without their backdrop until then.

import { pictureRect } from "../math/geometry.js";
import { tablesOf } from "../paint/colour.js";

/** @typedef {import("../lib/types.js").Box} Box */
/** @typedef {import("../lib/types.js").Rect} Rect */

/**
 * @typedef {object} PhotoScene
 * @property {import("./host.js").Data & {photo: import("../lib/types.js").Photo}} data  what the view shows
 * @property {import("../lib/types.js").Photo} photo
 * @property {import("../lib/types.js").Grid} grid
 * @property {import("../lib/types.js").Tables} tables
 * @property {HTMLImageElement | null} image
 * @property {(box: Box) => Rect} source  a box of the photo in pixels of the picture, once it is here
 */

/** @param {import("./view.js").View} view @returns {PhotoScene} */
export function photoScene(view) {
  const { host } = view;
  const data = /** @type {PhotoScene["data"]} */ (view.data);
  const { photo, trace } = data;
  /** @type {PhotoScene} */
  const scene = { data, photo, grid: trace.grid, tables: tablesOf(host.constants.tables), image: null,
    source: (box) => {
      if (!scene.image) throw new Error("the picture is not here yet");
      return pictureRect(scene.image, photo.size, box);
    } };
  host.picture(photo.url).then((image) => {
    scene.image = image;
    view.wake();
  }, () => {});
  return scene;
}
