// The chosen method, large: the map, the number under the pointer, what can be set, what it is.

import { fill, h, term } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { patchAt } from "../../math/geometry.js";
import { beside, STEPS } from "../../lib/keys.js";
import { largest } from "../../math/densities.js";


export class Large {
  /** @param {{point: (place) => void, set: (change) => void, change: (local) => void}} actions */
  constructor(words, actions) {
    Object.assign(this, { words, actions });
    this.gallery = new Gallery({ gallery_label: words.large_label },
      { point: actions.point, keyed: true });
    this.title = h("h3", { class: "title", "data-figure": "no" });
    this.reading = h("p", { class: "reading" });
    this.live = h("div", { class: "hidden-text", "aria-live": "polite", "data-live": true });
    this.start = this.slider("start", (value) => ({ start: value }));
    this.cam = this.slider("cam", (value) => ({ cam: String(value) }));
    this.is = h("p", {});
    this.not = h("p", {});
    this.panel = h("div", {}, this.title, this.gallery.element, this.gallery.legend.element,
      this.reading);
    this.element = h("div", { class: "large" }, this.panel, this.overlay(), this.start.label,
      this.cam.label, h("details", { class: "meaning" }, h("summary", {}, words.definition),
        this.is, this.not), this.live);
    this.gallery.element.addEventListener("keydown", (event) => this.key(event));
    this.gallery.element.addEventListener("click", (event) => this.tap(event));
  }

  slider(name, change) {
    const value = h("output", {});
    const input = h("input", { type: "range", min: "0", step: "1", "aria-label": this.words[name],
      oninput: () => this.actions.set(change(Number(input.value))) });
    const label = h("label", { class: "setting" }, term(this.words[name], this.words[`${name}_tip`]),
      h("span", { class: "slider" }, input, value));
    return { input, value, label };
  }

  overlay() {
    const { words, actions } = this;
    this.opacity = h("input", { type: "range", min: "0", max: "1", step: "0.05",
      oninput: () => actions.change({ opacity: Number(this.opacity.value) }) });
    this.smooth = h("input", { type: "checkbox",
      onchange: () => actions.change({ smooth: this.smooth.checked }) });
    return h("div", { class: "overlay" }, h("label", {}, words.opacity, this.opacity),
      h("label", { "data-tip": words.smooth_tip }, this.smooth, words.smooth));
  }

  setScene(scene, tables) {
    this.gallery.setScene(scene, tables);
  }

  /** A finger's tap commits the place under it; a mouse is there anyway. */
  tap(event) {
    const [part] = this.gallery.parts.values();
    if (part) this.actions.point(this.gallery.pointAt(part, event));
  }

  key(event) {
    if (!STEPS[event.key] || !this.cell) return;
    event.preventDefault();
    const { grid, values } = this.cell;
    const [rows, cols] = grid;
    // Kept at once: the next key may come before the next frame.
    this.at = beside(event.key, this.at ?? (values ? largest(values) : 0), grid);
    const [x, y] = [this.at % cols, Math.floor(this.at / cols)];
    const [x0, y0, x1, y1] = this.box;
    this.actions.point([x0 + ((x + 0.5) / cols) * (x1 - x0), y0 + ((y + 0.5) / rows) * (y1 - y0)]);
  }

  /** @param {object} cell  the wall's, of the chosen method  @param {object} view  as the wall's */
  paint(cell, view, { title, settings, counts, local, scene }) {
    const { words } = this;
    this.cell = cell;
    this.box = cell.box ?? scene.photo.box;
    this.at = view.pointed && patchAt(view.pointed, this.box, cell.grid);
    this.title.textContent = title;
    this.gallery.paint([{ ...cell, id: "large", title: "", tip: "", note: "" }],
      { ...view, chosen: "", say: () => "", opacity: local.opacity, smooth: local.smooth });
    this.gallery.element.querySelector(".pane")?.setAttribute("aria-label", words.large_label);
    this.opacity.value = String(local.opacity);
    this.smooth.checked = local.smooth;
    this.set(this.start, cell.id === "relevance", settings.start, counts?.relevance);
    this.set(this.cam, cell.id === "gradcam", settings.cam, counts?.gradcam);
    const [rows, cols] = cell.box ? cell.grid : ["…", "…"];
    this.is.textContent = words[`${cell.id}_is`];
    this.not.textContent = fill(words[`${cell.id}_not`], { rows, cols });
    this.read(view, title);
  }

  set({ input, value, label }, used, setting, count = 1) {
    label.hidden = !used;
    input.max = String(count - 1);
    const at = setting === "" ? count - 1 : Math.min(Number(setting), count - 1);
    input.value = String(at);
    value.textContent = String(at + 1);
  }

  /** The number under the pointer; where none is, the most and its place. */
  read({ say }, title) {
    const { words, cell } = this;
    const { values, grid: [, cols] } = cell;
    const at = values && (this.at ?? largest(values));
    const place = values && { row: Math.floor(at / cols) + 1, col: (at % cols) + 1,
      value: say(values[at], cell) };
    const pointed = this.at !== null && this.at !== undefined;
    this.reading.textContent = !values ? cell.empty ?? ""
      : fill(pointed ? words.here : cell.signed ? words.widest : words.highest, place);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.live.textContent = fill(words.said, { title, reading: this.reading.textContent });
    }, 500);
  }
}
