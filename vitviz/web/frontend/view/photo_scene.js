// The photo of a view's analysis alone, for maps over it: the picture comes when it comes, and maps
// stand without their backdrop until then.

import { tablesOf } from "../paint/paint.js";
import { sourceOf } from "./scene.js";

/**
 * @typedef {object} PhotoScene
 * @property {any} data  what the view shows
 * @property {{url: string, size: [number, number], box: [number, number, number, number]}} photo
 *   size in pixels (height, width); box is what the model sees of it (x0, y0, x1, y1)
 * @property {[number, number]} grid
 * @property {any} tables  colours of sequential and of signed maps
 * @property {HTMLImageElement | null} image
 * @property {(box: number[]) => number[]} source  a box of the photo in pixels of the picture
 */

/** @param {import("./view.js").View} view @returns {PhotoScene} */
export function photoScene(view) {
  const { data, host } = view;
  const { photo, trace } = data;
  /** @type {PhotoScene} */
  const scene = { data, photo, grid: trace.grid, tables: tablesOf(host.constants.tables), image: null,
    source: (box) => sourceOf(scene.image, photo.size, box) };
  host.picture(photo.url).then((image) => {
    scene.image = image;
    view.wake();
  }, () => {});
  return scene;
}
