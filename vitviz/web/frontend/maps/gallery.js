// Several maps of one photo side by side, on one scale: pointing at a point in one marks it in
// all, with each map's value there. A map has its own grid and may see another part of the photo
// (a CNN's crop), so what is pointed at is a point of the photo.

import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { STEERED } from "../lib/steered.js";
import { patchAt, rectOf, shareOf } from "../math/geometry.js";
import { Atlas } from "../paint/atlas.js";
import { Legend } from "./legend.js";
import { draw } from "./gallery_cell.js";

/** @typedef {import("../lib/types.js").Point} Point */
/** @typedef {import("../lib/types.js").Pointer} Pointer */
/** @typedef {import("../lib/types.js").Tables} Tables */
/** @typedef {import("../lib/types.js").Words} Words */
/** @typedef {import("./gallery_cell.js").Cell} Cell */
/** @typedef {import("./gallery_cell.js").GalleryView} GalleryView */
/** @typedef {import("./gallery_cell.js").Part} Part */
/** @typedef {import("./types.js").GalleryScene} GalleryScene */

/**
 * @typedef {object} GalleryActions
 * @property {(point: Point|null) => void} point  of the photo, null when nothing is pointed at
 * @property {(id: string) => void} [pick]  a map that cannot be picked is no button
 * @property {(point: Point) => void} [press]  a point of the photo that is pressed
 * @property {boolean} [keyed]  whoever holds the gallery answers keys on it
 */

export class Gallery {
  /** @type {GalleryActions} */ actions;
  /** @type {HTMLElement} */ element;
  /** @type {Legend} */ legend;
  /** @type {Map<string, Part>} */ parts = new Map();
  /** @type {GalleryScene|null} */ scene = null;
  /** @type {Tables|null} */ tables = null;
  key = ""; // the cells that are laid out

  /** @param {Words} words @param {GalleryActions} actions */
  constructor(words, actions) {
    this.actions = actions;
    this.element = h("div", { class: "gallery", role: "group", "aria-label": words.gallery_label });
    this.legend = new Legend();
  }

  /** @param {GalleryScene} scene @param {Tables} tables @returns {void} */
  setScene(scene, tables) {
    this.scene = scene;
    this.tables = tables;
  }

  /** @param {Cell[]} cells @param {GalleryView} view @returns {void} */
  paint(cells, view) {
    const { scene, tables } = this;
    if (!scene || !tables) return;
    this.lay(cells);
    for (const cell of cells) {
      const part = this.parts.get(cell.id);
      if (!part) continue;
      part.box = cell.box ?? scene.photo.box;
      const at = view.pointed && patchAt(view.pointed, part.box, cell.grid);
      this.write(part, cell, view, at);
      draw(part, cell, view, { at, scene, tables });
    }
    if (!view.marks) return;
    this.legend.paint(cells.every((cell) => cell.signed || !cell.values) && cells.some((cell) => cell.signed) ? tables.diverging : tables.sequential, view.marks);
  }

  /** One figure for each cell, kept as long as the cells are the same. @param {Cell[]} cells
   * @returns {void} */
  lay(cells) {
    const key = JSON.stringify(cells.map(({ id, grid }) => [id, grid]));
    if (key === this.key) return;
    this.key = key;
    this.parts = new Map(cells.map((cell) => [cell.id, this.part(cell)]));
    this.element.replaceChildren(...[...this.parts.values()].map((part) => part.figure));
  }

  /** @param {Cell} cell @returns {Part} */
  part(cell) {
    const canvas = h("canvas", { "aria-hidden": "true" });
    const title = h("span", { class: "cell-title" });
    const note = h("span", { class: "cell-note" });
    const empty = h("p", { class: "cell-empty", hidden: true });
    const { pick, point, press, keyed } = this.actions;
    const role = pick ? { role: "button", tabindex: "0" } : keyed ? STEERED : { role: "img" };
    const pane = h("div", { class: "pane", ...role }, canvas, empty);
    const figure = h("figure", { class: "cell" }, pane, h("figcaption", {}, title, note));
    pane.style.aspectRatio = `${cell.grid[1]} / ${cell.grid[0]}`;
    /** @type {Part} */
    const part = { figure, pane, canvas, title, note, empty, atlas: new Atlas(1, 1, cell.grid), box: null };
    explore(pane, { at: (/** @type {Pointer} */ event) => this.pointAt(part, event), hover: point,
      leave: () => point(null), commit: (found) => {
        pick?.(cell.id);
        press?.(found);
      } });
    pane.addEventListener("keydown", (event) => {
      if (!pick || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      event.stopPropagation();
      pick(cell.id);
    });
    return part;
  }

  /** The point of the photo under a pointer, null outside. @param {Part} part
   * @param {Pointer} event @returns {Point|null} */
  pointAt({ canvas, box }, event) {
    const [u, v] = shareOf(event, canvas.getBoundingClientRect());
    if (!box || u < 0 || v < 0 || u >= 1 || v >= 1) return null;
    const [x, y, width, height] = rectOf(box);
    return [x + u * width, y + v * height];
  }

  /** What is written at a cell. @param {Part} part @param {Cell} cell @param {GalleryView} view
   * @param {number|null} at  the patch that is pointed at @returns {void} */
  write(part, cell, view, at) {
    const value = at !== null && cell.values ? cell.values[at] : null;
    part.title.textContent = cell.title;
    if (cell.tip) part.title.dataset.tip = cell.tip;
    part.title.classList.toggle("term", Boolean(cell.tip));
    part.note.textContent = value === null || !view.say ? cell.note ?? "" : view.say(value, cell);
    part.empty.hidden = !cell.empty;
    part.pane.toggleAttribute("data-empty", Boolean(cell.empty)); // Safari misses it behind :has
    part.empty.textContent = cell.empty ?? "";
    if (this.actions.pick) part.pane.setAttribute("aria-pressed", String(cell.id === view.chosen));
    part.pane.setAttribute("aria-label", [cell.title, cell.note, cell.empty].filter(Boolean).join(". "));
  }
}
