// Where each model looks for one class: the ViT's relevance beside the CNN's Grad-CAM and HiResCAM,
// each on its own grid over what its model sees of the photo.

import { fill, h } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { TOP, density } from "../../math/densities.js";
import { largestSize } from "../../math/ranking.js";
import { floats } from "../../math/slices.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { photoScene } from "../../view/photo_scene.js";
import { ClassPicker } from "../../widgets/class_picker.js";
import { ExportMenu } from "../../widgets/export.js";
import { say } from "../../widgets/live.js";
import { AskedView } from "./asked_view.js";
import { evidence } from "./evidence.js";

/** @typedef {import("../../lib/types.js").Box} Box */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../maps/gallery.js").Cell} Cell */
/** @typedef {import("../../view/host.js").Data} Data */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */

/**
 * @typedef {object} Header
 * @property {number} target
 * @property {number} classes  of the CNN that mean this one
 * @property {Box} cnn_box
 * @property {number|null} sum  HiResCAM's
 * @property {number|null} plain  the CNN's score without its bias
 */
/** @typedef {import("../../widgets/class_picker.js").Classes} Classes */
/** @typedef {Data & {labels: string[], other: string[], classes: Omit<Classes, "labels"|"other">,
 *   map: "relevance"|"gradcam"}} ClassData  `map`: which one the ViT has */

const CNN_GRID = /** @type {Grid} */ ([7, 7]); // until the answer says it

/** @extends {AskedView<ClassData>} */
export default class ClassMaps extends AskedView {
  /** @type {import("../../lib/types.js").Bundle<Header>|null} */ found = null;
  /** @type {Point|null} */ pointed = null;
  /** @type {PhotoScene|null} */ scene = null;
  key = "";
  point = (/** @type {Point|null} */ point) => { this.pointed = point; this.wake(); };
  picker = new ClassPicker(this.words, { target: (index) => this.explain(index),
    resize: (change) => this.state.setNow(change) });
  shares = new Gallery(this.words, { point: this.point });
  signed = new Gallery(this.words, { point: this.point });
  text = h("p", { class: "text" });
  panel = h("div", { class: "class-maps" },
    h("div", { class: "of-both" }, this.shares.element, this.shares.legend.element),
    h("div", { class: "of-cnn" }, this.signed.element, this.signed.legend.element), this.text);
  exportMenu = new ExportMenu(this.words, { view: this, panel: () => this.panel,
    name: () => `class maps ${this.label()}`, title: () => fill(this.words.title_of, { label: this.label() }),
    ready: () => Boolean(this.found), endpoint: () => this.address() });

  mount() {
    const { words } = this;
    this.root.replaceChildren(h("section", { class: "built-in", "aria-label": words.title },
      panelHead(words, this.exportMenu), this.picker.element, this.request.element, this.panel,
      panelFoot(words)));
    super.mount();
  }

  /** @param {ClassData} data */
  update(data) {
    super.update(data);
    if (data.trace.key !== this.key) {
      this.key = data.trace.key;
      this.scene = photoScene(this);
      for (const gallery of [this.shares, this.signed]) gallery.setScene(this.scene, this.scene.tables);
    }
    this.pick();
  }

  pick() {
    const { classes, labels, other } = this.data;
    this.picker.set({ ...classes, labels, other }, { target: this.target(), against: null }, this.formats);
  }

  /** The picked class; a link may name one that this model does not have. */
  target() {
    const { target } = this.state.values;
    const { shares, top } = this.data.classes;
    return target !== "" && Number(target) < shares.length ? Number(target) : top[0];
  }

  /** What the class is called that is shown. */
  label() {
    const index = this.found?.header.target ?? this.target();
    return this.data.labels[index] ?? String(index);
  }

  /** @param {number} index  the class's */
  explain(index) {
    this.commit({ target: index === this.data.classes.top[0] ? "" : String(index) });
    this.ask();
    this.pick();
  }

  address() {
    return `${this.data.urls.analysis}/class_maps?target=${this.target()}`;
  }

  /** @param {import("../../view/host.js").Bundle|null} bundle */
  arrived(bundle) {
    this.found = bundle;
    say(this.text, bundle ? this.sums(bundle.header) : "");
  }

  /** What HiResCAM adds up to. @param {Header} header */
  sums({ sum, plain, classes }) {
    const { words, formats: { hundredth, change }, found } = this;
    if (sum === null || !found) return words.no_label;
    const { towards, against } = evidence(floats(found.arrays.hirescam));
    const facts = { sum: hundredth(sum), towards: change(towards), against: change(against),
      plain: plain === null ? "" : hundredth(plain), classes };
    const said = fill(words.sums, facts);
    if (plain === null) return said;
    return `${said} ${fill(classes === 1 ? words.sums_exact : words.sums_exact_of, facts)}`;
  }

  /** The ViT's map. */
  get ofVit() {
    return this.data.map === "gradcam" ? "gradcam_vit" : "relevance";
  }

  /** A map's cell. @param {"relevance"|"gradcam_vit"|"gradcam"|"hirescam"} name @returns {Cell} */
  cell(name) {
    const { words, found, scene, ofVit } = this;
    const array = found?.arrays[name];
    const [rows, cols] = /** @type {Grid} */ (array?.shape ?? (name === ofVit ? scene?.grid : CNN_GRID));
    const own = array ? floats(array) : null;
    const values = own && name !== "hirescam" ? density(own) : own;
    const missing = found && !array ? words.no_label : array && !values ? words.no_signal : "";
    return { id: name, title: words[name], tip: words[`${name}_tip`], grid: [rows, cols], values,
      note: fill(words.cells, { rows, cols, count: rows * cols }), signed: name === "hirescam",
      box: name === ofVit || !found ? undefined : found.header.cnn_box, empty: missing };
  }

  paint() {
    const { scene, found, words, pointed, colours, formats: { plain, change, hundredth } } = this;
    if (!scene) return;
    const view = { pointed, opacity: 0.7, colours };
    this.shares.paint([this.cell(this.ofVit), this.cell("gradcam")], { ...view, limit: TOP,
      say: (value) => fill(words.value, { times: plain(value) }),
      marks: [[0, "0"], [1 / TOP, words.even], [1, fill(words.value, { times: plain(TOP) })]] });
    const signed = this.cell("hirescam");
    const limit = signed.values ? largestSize(/** @type {Float32Array} */ (signed.values), 0) : 1;
    this.signed.paint([signed], { ...view, limit, say: (value) => fill(words.logits, { value: change(value) }),
      marks: signed.values ? [[0, `−${hundredth(limit)}`], [0.5, "0"],
        [1, fill(words.logits, { value: `+${hundredth(limit)}` })]] : [] });
    if (found) this.root.dataset.painted = `${this.key}/${found.header.target}`;
  }
}
