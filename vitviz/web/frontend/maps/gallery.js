// Several maps of one photo side by side, on one scale: pointing at a place in one marks it in
// all, with each map's value there. A map has its own grid and may see another part of the photo
// (a CNN's crop), so the place is a point of the photo.

import { picture } from "../net/blobs.js";
import { h } from "../lib/dom.js";
import { explore } from "../lib/gestures.js";
import { Legend } from "../widgets/legend.js";
import { Atlas, outline, sharpen, tablesOf } from "../paint/paint.js";
import { sourceOf } from "../view/scene.js";

/**
 * @typedef {[number, number, number, number]} Box  x0, y0, x1, y1 in pixels of the photo
 * @typedef {{id: string, title: string, note?: string, tip?: string, values: ArrayLike<number>|null,
 *   grid: [number, number], box?: Box, signed?: boolean, limit?: number, empty?: string,
 *   rgb?: Uint32Array, marks?: number[], backdrop?: ?CanvasImageSource}} Cell
 *   `values` row after row; null while they are not here; `empty` says why there is nothing to
 *   draw; `rgb` are colours instead of values; `marks` are places to outline;
 *   `backdrop` lies under the map instead of the photo.
 */
export class Gallery {
  /**
   * @param {{point: (place: [number, number]|null) => void, pick?: (id: string) => void,
   *   keyed?: boolean}} actions  a map that cannot be picked is no button; `keyed` says that whoever
   *   holds the gallery answers keys on it
   */
  constructor(words, actions) {
    Object.assign(this, { words, actions, parts: new Map(), image: null });
    this.element = h("div", { class: "gallery", role: "group", "aria-label": words.gallery_label });
    this.legend = new Legend();
  }

  /** @param {{photo: {size: [number, number], box: Box}, image: ?CanvasImageSource}} scene */
  setScene(scene, tables) {
    this.scene = scene;
    this.tables = tables;
  }

  /** Sets the scene of a photo, whose picture comes a moment later. */
  setPhoto({ photo, tables }, wake) {
    const scene = { photo, image: null };
    this.setScene(scene, tablesOf(tables));
    picture(photo.url).then((image) => {
      scene.image = image;
      wake();
    }, () => {}); // maps stand without their backdrop
  }

  /**
   * @param {Cell[]} cells
   * @param {{limit: number, chosen: string, pointed: [number, number]|null, query?: number,
   *   opacity: number, smooth?: boolean, colours: object, say: (value: number, cell: Cell) => string,
   *   marks: [number, string][]}} view
   */
  paint(cells, view) {
    if (!this.scene) return;
    this.lay(cells);
    for (const cell of cells) this.cell(cell, view);
    if (view.marks) {
      const { sequential, diverging } = this.tables;
      this.legend.paint(cells.some((cell) => cell.signed) ? diverging : sequential, view.marks);
    }
  }

  /** One figure for each cell, kept as long as the cells are the same. */
  lay(cells) {
    const key = JSON.stringify(cells.map(({ id, grid }) => [id, grid]));
    if (key === this.key) return;
    this.key = key;
    this.parts = new Map(cells.map((cell) => [cell.id, this.part(cell)]));
    this.element.replaceChildren(...[...this.parts.values()].map((part) => part.figure));
  }

  part(cell) {
    const canvas = h("canvas", { "aria-hidden": "true" });
    const title = h("span", { class: "cell-title" });
    const note = h("span", { class: "cell-note" });
    const empty = h("p", { class: "cell-empty", hidden: true });
    const { pick, keyed } = this.actions;
    const role = pick ? "button" : keyed ? "application" : "img";
    const pane = h("div", { class: "pane", role, tabindex: role !== "img" && "0" }, canvas, empty);
    const figure = h("figure", { class: "cell" }, pane, h("figcaption", {}, title, note));
    pane.style.aspectRatio = `${cell.grid[1]} / ${cell.grid[0]}`;
    const part = { figure, pane, canvas, title, note, empty, atlas: new Atlas(1, 1, cell.grid) };
    explore(pane, { at: (event) => this.pointAt(part, event), hover: this.actions.point,
      leave: () => this.actions.point(null), commit: () => pick?.(cell.id) });
    pane.addEventListener("keydown", (event) => {
      if (!pick || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      event.stopPropagation();
      pick(cell.id);
    });
    return part;
  }

  /** The point of the photo under the pointer, null outside. */
  pointAt({ canvas, box }, { clientX, clientY }) {
    const frame = canvas.getBoundingClientRect();
    const [u, v] = [(clientX - frame.left) / frame.width, (clientY - frame.top) / frame.height];
    if (!box || u < 0 || v < 0 || u >= 1 || v >= 1) return null;
    return [box[0] + u * (box[2] - box[0]), box[1] + v * (box[3] - box[1])];
  }

  cell(cell, view) {
    const part = this.parts.get(cell.id);
    part.box = cell.box ?? this.scene.photo.box;
    const at = view.pointed && indexAt(view.pointed, part.box, cell.grid);
    const value = at !== null && at !== undefined && cell.values ? cell.values[at] : null;
    part.title.textContent = cell.title;
    if (cell.tip) Object.assign(part.title.dataset, { tip: cell.tip });
    part.title.classList.toggle("term", Boolean(cell.tip));
    part.note.textContent = value === null ? cell.note ?? "" : view.say(value, cell);
    part.empty.hidden = !cell.empty;
    part.pane.toggleAttribute("data-empty", Boolean(cell.empty)); // Safari misses it behind :has
    part.empty.textContent = cell.empty ?? "";
    if (this.actions.pick) part.pane.setAttribute("aria-pressed", String(cell.id === view.chosen));
    part.pane.setAttribute("aria-label", [cell.title, cell.note, cell.empty].filter(Boolean).join(". "));
    this.draw(part, cell, view, at);
  }

  draw(part, cell, view, at) {
    const { clientWidth: width, clientHeight: height } = part.pane;
    if (!width) return;
    const context = sharpen(part.canvas, width, height);
    const { scene: { image, photo }, tables } = this;
    if (cell.backdrop) context.drawImage(cell.backdrop, 0, 0, width, height);
    else if (image) {
      context.drawImage(image, ...sourceOf(image, photo.size, part.box), 0, 0, width, height);
    }
    if (cell.empty) {
      context.fillStyle = view.colours.veil;
      context.fillRect(0, 0, width, height);
    } else if (cell.rgb || cell.values) {
      const limit = cell.limit ?? view.limit;
      if (cell.rgb) part.atlas.fill(cell.rgb);
      else if (cell.signed) part.atlas.putSigned(0, cell.values, 0, limit, tables.diverging);
      else part.atlas.put(0, cell.values, 0, limit, tables.sequential);
      part.atlas.flush();
      context.globalAlpha = cell.rgb ? 1 : view.opacity;
      part.atlas.draw(context, 0, 0, 0, width, height, Boolean(view.smooth));
      context.globalAlpha = 1;
    }
    const box = (index) => boxOf(index, cell.grid, width, height);
    for (const index of cell.marks ?? []) outline(context, box(index), view.colours, "pointer", 1);
    if (at !== null && at !== undefined) outline(context, box(at), view.colours, "pointer", 1.5);
    if (view.query >= 0 && !cell.box) outline(context, box(view.query), view.colours, "query", 2);
  }
}

/** Which cell of `grid` over `box` holds the point, null outside. */
export function indexAt([x, y], [x0, y0, x1, y1], [rows, cols]) {
  const [u, v] = [(x - x0) / (x1 - x0), (y - y0) / (y1 - y0)];
  if (u < 0 || v < 0 || u >= 1 || v >= 1) return null;
  return Math.floor(v * rows) * cols + Math.floor(u * cols);
}

function boxOf(index, [rows, cols], width, height) {
  const [w, tall] = [width / cols, height / rows];
  return [(index % cols) * w, Math.floor(index / cols) * tall, w, tall];
}
