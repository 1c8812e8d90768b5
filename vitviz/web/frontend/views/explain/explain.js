// Why this class? All methods of the model on one wall and one scale, for the class that is picked
// or for the difference of two. A class asks the server once; all else that can be set repaints what
// is here.

import { Agreement } from "../../charts/rank_correlation.js";
import { fill, h, segments, term } from "../../lib/dom.js";
import { roving } from "../../lib/keys.js";
import { Gallery } from "../../maps/gallery.js";
import { BLIND, Densities, TOP } from "../../math/densities.js";
import { photoScene } from "../../view/photo_scene.js";
import { Request } from "../../view/request.js";
import { View } from "../../view/view.js";
import { ClassPicker } from "../../widgets/class_picker.js";
import { ExportMenu } from "../../widgets/export.js";
import { Large } from "./large.js";

/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../maps/gallery.js").Cell} Cell */
/** @typedef {import("../../maps/gallery.js").GalleryView} GalleryView */
/** @typedef {import("../../math/densities.js").Empty} Empty */
/** @typedef {import("../../math/densities.js").Settings} Settings */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/** @typedef {import("./types.js").ExplainData} ExplainData */

/** @extends {View<ExplainData>} */
export default class Explain extends View {
  /** Where the pointer is on the photo, in its pixels. @type {Point|null} */ pointed = null;
  /** @type {Densities|null} */ maps = null;
  /** @type {PhotoScene|null} */ scene = null;
  /** The panes of the wall that the arrow keys go through. @type {HTMLElement|null} */ roved = null;
  local = { opacity: 0.7, smooth: false };
  key = "";
  url = "";
  /** Of the maps on screen. */
  came = "";
  began = 0;
  clock = 0;
  request = new Request(this);
  point = (/** @type {Point|null} */ point) => { this.pointed = point; this.wake(); };
  picker = new ClassPicker(this.words, { target: (index) => this.explain(index),
    resize: (change) => this.state.setNow(change),
    against: (index) => this.commit({ against: index === null ? "" : String(index) }) });
  wall = new Gallery({ gallery_label: this.words.wall_label },
    { point: this.point, pick: (method) => this.commit({ method }) });
  large = new Large(this.words, { point: this.point, set: (change) => this.commit(change),
    change: (local) => { Object.assign(this.local, local); this.wake(); } });
  agreement = new Agreement(this.words);
  scale = segments(this.words.scale, [["fixed", this.words.scale_fixed, this.words.scale_fixed_tip],
    ["now", this.words.scale_now, this.words.scale_now_tip]], (scale) => this.commit({ scale }),
  { labelled: true });
  heading = h("h3", {});
  text = h("span", {});
  undefined = h("p", { class: "text undefined", hidden: true });
  panel = h("div", { class: "wall" }, this.wall.element, this.wall.legend.element, this.undefined,
    h("p", { class: "text" }, term(this.words.unit, this.words.unit_tip, "density"), this.text));

  mount() {
    const { words, state } = this;
    this.root.replaceChildren(this.picker.element,
      h("div", { class: "state" }, this.request.element),
      h("div", { class: "explain" },
        h("section", { class: "left", "aria-label": words.wall_label },
          h("div", { class: "line top" }, this.heading,
            this.exported(() => "methods", () => this.panel, () => this.about(words[`wall_name${this.few}`]))),
          this.scale.element, this.panel),
        h("section", { class: "right", "aria-label": words.large_label },
          h("div", { class: "line top" }, this.large.title,
            this.exported(() => this.method, () => this.large.panel, () => this.titled())), this.large.element),
        h("section", { class: "below", "data-section": "agreement" },
          h("div", { class: "line top" }, this.agreement.title,
            this.exported(() => "agreement", () => this.agreement.element, () => words.rank)), this.agreement.element)));
    this.clock = window.setInterval(() => this.tick(), 1000);
    super.mount();
  }

  /**
   * @param {() => string} what  of the file's name @param {() => HTMLElement} panel @param {() => string} title
   */
  exported(what, panel, title) {
    const { state } = this;
    return new ExportMenu(this.words, { view: this, panel, title,
      name: () => [what(), ...Object.values(this.labels()).filter(Boolean)].join(" "),
      ready: () => this.came === this.address(), endpoint: () => {
        const { start, cam } = state.values;
        return `${this.address()}&start=${start}&cam=${cam}&method=${this.method}`;
      } }).element;
  }

  destroy() {
    clearInterval(this.clock);
    this.request.end();
    super.destroy();
  }

  /** @param {ExplainData} data */
  update(data) {
    super.update(data);
    if (data.trace.key !== this.key) {
      this.key = data.trace.key;
      this.maps = null;
      this.scene = photoScene(this);
      this.wall.setScene(this.scene, this.scene.tables);
      this.large.setScene(this.scene, this.scene.tables);
    }
    this.refresh();
  }

  /** The picked classes; a link may name one that this model does not have. */
  chosen() {
    const { classes } = this.data;
    const { target, against } = this.state.values;
    const known = (/** @type {string} */ text) => text !== "" && Number(text) < classes.shares.length;
    const first = known(target) ? Number(target) : classes.top[0];
    const second = known(against) && Number(against) !== first ? Number(against) : null;
    return { target: first, against: second };
  }

  /** @param {number} index  the class's */
  explain(index) {
    const target = index === this.data.classes.top[0] ? "" : String(index);
    this.commit(this.chosen().against === index ? { target, against: "" } : { target });
  }

  /** @param {Record<string, string|number>} change */
  commit(change) {
    super.commit(change);
    this.refresh();
  }

  address() {
    const { target, against } = this.chosen();
    return `${this.data.urls.analysis}/explain?target=${target}&against=${against ?? ""}`;
  }

  refresh() {
    const url = this.address();
    if (url !== this.url || this.request.lost) {
      this.request.working.ariaLive = this.url ? "polite" : "off"; // not as the page comes
      this.url = url;
      this.began = performance.now();
      this.root.dataset.painted = "";
      this.request.get(url, (bundle) => {
        this.maps = new Densities(bundle);
        this.came = url;
        this.wake();
      });
    }
    const { classes, labels, other, undefined: why } = this.data;
    this.heading.textContent = this.words[`wall_title${this.few}`];
    this.undefined.hidden = !why;
    this.undefined.textContent = why ? fill(this.words[`undefined${this.few}`], { why }) : "";
    this.picker.set({ ...classes, labels, other }, this.chosen(), this.formats);
    this.scale.set(this.state.values.scale === "now" ? "now" : "fixed");
    this.wake();
  }

  /** The methods of this model; the last one is the CNN's. */
  get methods() {
    return this.data.methods;
  }

  /** The end of the names of words that count the methods. */
  get few() {
    return { 6: "", 5: "_five" }[this.methods.length] ?? "_few";
  }

  /** The method that is large: an address may name one that this model does not have. */
  get method() {
    const { method } = this.state.values;
    return this.methods.includes(method) ? method : "gradcam";
  }

  /** How long the server has been at it. */
  tick() {
    const { working } = this.request;
    const seconds = Math.round((performance.now() - this.began) / 1000);
    working.ariaLive = "off"; // each second read out would drown everything else
    if (working.textContent) working.textContent = fill(this.words[`computing_for${this.few}`], { seconds });
  }

  /** Names come from the maps that are shown, which may be older than the pick. */
  labels() {
    const { labels } = this.data;
    const { target, against } = this.maps?.header ?? this.chosen();
    const named = (/** @type {number} */ index) => labels[index] ?? String(index); // it may name none
    return { label: named(target), other: against === null ? "" : named(against) };
  }

  /** The title of the chosen method's map. */
  titled() {
    const { words } = this;
    const method = words[this.method];
    return BLIND.has(this.method) ? fill(words.large_blind, { method }) : this.about(method);
  }

  /** @param {string} method  as sentences call it */
  about(method) {
    const { words } = this;
    const contrast = this.maps ? this.maps.contrast : this.chosen().against !== null;
    const text = contrast ? words.large_difference : words.large_title;
    return fill(text, { method, ...this.labels() });
  }

  /** The method's map. @param {string} method @param {PhotoScene} scene @returns {Cell} */
  cell(method, scene) {
    const { words, maps } = this;
    const cnn = method === "gradcam_cnn";
    const known = maps?.has(method) ? maps : null;
    const grid = known ? known.grid(method) : scene.grid;
    const { values, empty } = maps?.shown(method, this.settings) ?? { values: null, empty: "" };
    const signed = Boolean(maps?.contrast || values?.some((value) => value < 0)); // differential attention
    return { id: method, title: words[method], note: cnn && !known ? "" : this.note(method, grid, signed), grid, values,
      box: cnn && known ? known.header.cnn_box : undefined, signed,
      empty: empty ? this.emptiness(empty) : "" };
  }

  /** What a method's map is of. @param {string} method @param {Grid} grid @param {boolean} signed */
  note(method, [rows, cols], signed) {
    const { words } = this;
    if (signed && !this.maps?.contrast) return words.blind_signed;
    if (BLIND.has(method)) return words.blind;
    const two = this.maps?.contrast ? "_two" : "";
    return method === "gradcam_cnn" ? fill(words[`coarse${two}`], { rows, cols, count: rows * cols }) : words[`specific${two}`];
  }

  /** @param {Empty} empty */
  emptiness(empty) {
    const { words } = this;
    const { label, other } = this.labels();
    if (empty === "zero") return words.zero;
    if (empty === "missing") return words.no_label;
    if (!this.maps?.contrast) return words.no_signal;
    return fill(words.no_signal_for, { label: empty === "target" ? label : other });
  }

  /** The fields of the view state that choose among a method's maps. @returns {Settings} */
  get settings() {
    const { start, cam } = this.state.values;
    return { start, cam };
  }

  paint() {
    const { scene, maps, words, settings } = this;
    if (!scene) return;
    const { scale } = this.state.values;
    const { method, methods } = this;
    const limit = scale === "now" && maps ? maps.limit(settings) : TOP;
    /** @type {GalleryView} */
    const view = { limit, pointed: this.pointed, opacity: 0.7, colours: this.colours,
      chosen: method, marks: this.marks(limit),
      say: (value) => fill(words.value, { times: this.times(value) }) };
    const cells = methods.map((each) => this.cell(each, scene));
    this.wall.paint(cells, view);
    const panes = [...this.wall.parts.values()].map((part) => part.pane);
    if (this.roved !== panes[0]) roving(panes, methods.indexOf(method));
    [this.roved] = panes;
    const chosen = cells[methods.indexOf(method)];
    this.large.paint(chosen, { ...view, marks: this.marks(limit, chosen.signed) }, { title: this.titled(),
      settings, counts: maps?.counts, first: maps?.header.layers[0], local: this.local, scene });
    this.text.textContent = words[`text_${scale === "now" ? "now" : "fixed"}${this.few}`];
    this.agreement.element.classList.toggle("waiting", !maps);
    if (!maps) return;
    this.agreement.paint(maps, settings, scene.tables.diverging, this.host.language);
    if (this.request.working.textContent) return; // these maps are of the class before
    this.root.dataset.painted = `${this.key}/${maps.header.target}/${maps.header.against}`;
  }

  /** How many even shares. @param {number} value */
  times(value) {
    const size = this.formats.plain(Math.abs(value));
    if (value === 0 || !(this.maps?.contrast || value < 0)) return size;
    return `${value < 0 ? "−" : "+"}${size}`;
  }

  /** @param {number} limit @param {boolean} [signed] @returns {[number, string][]} */
  marks(limit, signed = false) {
    const { words, formats: { plain } } = this;
    if (this.maps?.contrast) {
      const { label, other } = this.labels();
      return [[0, `−${plain(limit)} ${fill(words.more_for, { label: other })}`], [0.5, "0"],
        [1, `${fill(words.more_for, { label })} +${plain(limit)}`]];
    }
    const top = fill(words.value, { times: plain(limit) });
    if (signed) return [[0, `−${top}`], [0.5, "0"], [1, top]];
    /** @type {[number, string][]} */
    const even = limit > 2 && limit < 12 ? [[1 / limit, words.even]] : [];
    return [[0, "0"], ...even, [1, top]];
  }
}
