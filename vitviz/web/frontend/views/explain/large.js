// The chosen method, large: the map, the number under the pointer, what can be set, what it is.

import { fill, h, term } from "../../lib/dom.js";
import { steered } from "../../lib/steered.js";
import { Gallery } from "../../maps/gallery.js";
import { ARROWS, centreOf, neighbour, patchAt, placeOf } from "../../math/geometry.js";
import { indexOfLargestSize } from "../../math/ranking.js";
import { Live } from "../../widgets/live.js";
import { Slider } from "../../widgets/slider.js";

/** @typedef {import("../../lib/types.js").Box} Box */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../lib/types.js").Tables} Tables */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../maps/gallery.js").Cell} Cell */
/** @typedef {import("../../maps/gallery.js").GalleryView} GalleryView */
/** @typedef {import("../../maps/types.js").GalleryScene} GalleryScene */
/** @typedef {import("../../math/densities.js").Settings} Settings */

/** @typedef {{opacity: number, smooth: boolean}} Local  how the map lies over the photo */

/**
 * @typedef {object} Actions
 * @property {(point: Point|null) => void} point  of the photo
 * @property {(change: {start: number} | {cam: string}) => void} set
 * @property {(local: Partial<Local>) => void} change
 */

/**
 * @typedef {object} Shown
 * @property {string} title
 * @property {Settings} settings
 * @property {Record<string, number>} [counts]  maps of each method
 * @property {number} [first]  the layer of the first Grad-CAM, counted from 0
 * @property {Local} local
 * @property {GalleryScene} scene
 */

const REST = 500; // milliseconds after which the number is also said

export class Large {
  /** @type {Words} */ words;
  /** @type {Actions} */ actions;
  /** @type {Gallery} */ gallery;
  /** @type {Slider} */ start;
  /** @type {Slider} */ cam;
  /** @type {Slider} */ opacity;
  /** @type {HTMLInputElement} */ smooth;
  /** @type {HTMLElement} */ panel;
  /** @type {HTMLElement} */ element;
  title = h("h3", { class: "title" }); // stands above, beside the way out
  reading = h("p", { class: "reading" });
  live = new Live();
  is = h("p", {});
  not = h("p", {});
  /** @type {Cell|null} */ cell = null;
  /** @type {Box} */ box = [0, 0, 1, 1];
  /** @type {number|null} */ at = null; // the patch that is pointed at
  first = 0; // layer that has a Grad-CAM
  timer = 0;

  /** @param {Words} words @param {Actions} actions */
  constructor(words, actions) {
    this.words = words;
    this.actions = actions;
    this.gallery = new Gallery({ gallery_label: words.large_label },
      { point: actions.point, keyed: true });
    this.start = this.slider("start", (value) => ({ start: value }));
    this.cam = this.slider("cam", (value) => ({ cam: String(value + this.first) }), () => this.first);
    this.opacity = new Slider({ label: words.opacity, caption: words.opacity,
      move: (opacity) => actions.change({ opacity }) });
    this.smooth = h("input", { type: "checkbox",
      onchange: () => actions.change({ smooth: this.smooth.checked }) });
    this.panel = h("div", {}, this.gallery.element, this.gallery.legend.element,
      this.reading);
    this.element = h("div", { class: "large" }, this.panel, h("div", { class: "overlay" },
      this.opacity.element, h("label", { "data-tip": words.smooth_tip }, this.smooth, words.smooth)),
    this.start.element, this.cam.element, h("details", { class: "meaning" },
      h("summary", {}, words.definition), this.is, this.not), this.live.element);
    this.gallery.element.addEventListener("keydown", (event) => this.key(event));
    this.gallery.element.addEventListener("click", (event) => this.tap(event));
  }

  /**
   * A layer, counted from 1 on the page.
   * @param {"start"|"cam"} name
   * @param {(value: number) => {start: number} | {cam: string}} change
   * @param {() => number} [first]  the slider's first layer, counted from 0
   */
  slider(name, change, first = () => 0) {
    const { words } = this;
    return new Slider({ label: words[name], caption: term(words[name], words[`${name}_tip`]),
      kind: "setting", step: 1, write: (value) => String(value + first() + 1),
      move: (value) => this.actions.set(change(value)) });
  }

  /** @param {GalleryScene} scene @param {Tables} tables */
  setScene(scene, tables) {
    this.gallery.setScene(scene, tables);
  }

  /** A finger's tap points at what is under it; a mouse is there anyway. @param {MouseEvent} event */
  tap(event) {
    const [part] = this.gallery.parts.values();
    if (part) this.actions.point(this.gallery.pointAt(part, event));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!Object.hasOwn(ARROWS, event.key) || !this.cell) return;
    event.preventDefault();
    const { grid } = this.cell;
    // Noted at once: the next key may come before the next frame.
    this.at = neighbour(event.key, this.at ?? this.farthest(), grid);
    if (this.at !== null) this.actions.point(centreOf(this.at, grid, this.box));
  }

  /** The patch of the largest value in size. */
  farthest() {
    return indexOfLargestSize(this.cell?.values ?? []);
  }

  /** @param {Cell} cell  the wall's, of the chosen method @param {GalleryView} view  as the wall's
   * @param {Shown} shown */
  paint(cell, view, { title, settings, counts, first = 0, local, scene }) {
    const { words } = this;
    this.cell = cell;
    this.first = first;
    this.box = cell.box ?? scene.photo.box;
    this.at = view.pointed && patchAt(view.pointed, this.box, cell.grid);
    this.title.textContent = title;
    this.gallery.paint([{ ...cell, id: "large", title: "", tip: "", note: "" }],
      { ...view, chosen: "", say: () => "", opacity: local.opacity, smooth: local.smooth });
    this.gallery.element.querySelector(".pane")?.setAttribute("aria-label", words.large_label);
    this.opacity.set(local.opacity);
    this.smooth.checked = local.smooth;
    set(this.start, cell.id === "relevance", settings.start, counts?.relevance);
    const cam = settings.cam === "" ? "" : Math.max(0, Number(settings.cam) - first);
    set(this.cam, cell.id === "gradcam", cam, counts?.gradcam);
    const [rows, cols] = cell.grid;
    const cells = cell.box ? { rows, cols, count: rows * cols } : { rows: "…", cols: "…", count: "…" };
    this.is.textContent = words[`${cell.id}_is`];
    this.not.textContent = fill(words[`${cell.id}_not`], cells);
    this.read(cell, view, title);
  }

  /** The number under the pointer; where none is, the most and its place.
   * @param {Cell} cell @param {GalleryView} view @param {string} title */
  read(cell, { say }, title) {
    const { words } = this;
    const { values, grid } = cell;
    const at = this.at ?? this.farthest();
    const sentence = this.at !== null ? words.here : cell.signed ? words.widest : words.highest;
    this.reading.textContent = !values ? cell.empty ?? ""
      : fill(sentence, { ...placeOf(at, grid), value: say?.(values[at], cell) });
    steered(this.gallery.element.querySelector(".pane"), at, this.reading.textContent ?? "");
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.live.say(fill(words.text, { title, reading: this.reading.textContent ?? "" }));
    }, REST);
  }
}

/** Shows a layer where the method has one; "" is its last.
 * @param {Slider} slider @param {boolean} used @param {number|string} setting @param {number} [count] */
function set(slider, used, setting, count = 1) {
  slider.element.hidden = !used;
  slider.set(setting === "" ? count - 1 : Math.min(Number(setting), count - 1), count - 1);
}
