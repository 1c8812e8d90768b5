// Effective receptive fields: what the central patch of the ViT sees after a layer, what the central
// place of the CNN after a stage, with the squares that hold shares of it; and the reach of heads.

import { ReachChart, reachesOf } from "../../charts/reach.js";
import { fill, h, term } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { floats } from "../../math/slices.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { photoScene } from "../../view/photo_scene.js";
import { ExportMenu } from "../../widgets/export.js";
import { Slider } from "../../widgets/slider.js";
import { AskedView } from "./asked_view.js";
import { DECADES, logarithmic, squares } from "./fields.js";

/** @typedef {import("../../charts/reach.js").Reaches} Reaches */
/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../maps/gallery.js").Cell} Cell */
/** @typedef {import("../../view/host.js").Data} Data */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/** @typedef {import("./fields.js").Field} Field */
/** @typedef {"vit"|"cnn"} Model */

/** @type {Model[]} */
const MODELS = ["vit", "cnn"];
const REST = 150; // milliseconds that a slider rests before its depth is asked for

export default class Receptive extends AskedView {
  /** @type {Bundle|null} */ found = null;
  /** @type {Record<Model, Float32Array>|null} */ values = null;
  /** @type {Reaches|null} */ reaches = null;
  /** @type {PhotoScene|null} */ scene = null;
  key = "";
  head = "";
  timer = 0;
  galleries = { vit: this.gallery(), cnn: this.gallery() };
  sliders = { vit: this.slider("vit"), cnn: this.slider("cnn") };
  sides = { vit: h("dl", { class: "facts" }), cnn: h("dl", { class: "facts" }) };
  chart = new ReachChart(this.words, { hover: (head) => this.ring(head), leave: () => this.ring(""),
    commit: (head) => this.ring(head) });
  text = h("p", { class: "text" });
  reachPart = h("div");
  panel = h("div", { class: "receptive" }, this.part("vit"), this.part("cnn"),
    h("div", { class: "legend-line" }, this.galleries.vit.legend.element, this.text));
  exportMenu = new ExportMenu(this.words, { view: this, panel: () => this.panel, title: () => this.words.title,
    name: () => "receptive-fields", ready: () => this.came !== "", endpoint: () => this.address() });
  reachMenu = new ExportMenu(this.words, { view: this, panel: () => this.chart.element, name: () => "reach",
    title: () => this.words.reach_title, ready: () => Boolean(this.reaches), endpoint: () => this.measures() });

  gallery() {
    return new Gallery(this.words, { point: () => {} });
  }

  /** @param {Model} model */
  part(model) {
    return h("div", { class: `part ${model}` }, h("h3", { class: model }, this.words[`of_${model}`]),
      this.sliders[model].element, this.galleries[model].element, this.sides[model]);
  }

  /** Through the depths of one model. @param {Model} model */
  slider(model) {
    const { words } = this;
    return new Slider({ label: words[`depth_${model}`], caption: words[`depth_${model}`], kind: "setting", step: 1,
      write: (value) => this.named(model, value), move: (value) => this.depth(model, value) });
  }

  mount() {
    const { words } = this;
    this.reachPart = h("div", { class: "reach-part" }, h("div", { class: "line top" }, this.reachMenu.element), this.chart.element);
    this.root.replaceChildren(h("section", { class: "built-in", "aria-label": words.title }, panelHead(words, this.exportMenu),
      this.request.element, h("div", { class: "fields-and-reach" }, this.panel, this.reachPart), panelFoot(words)));
    super.mount();
  }

  /** @param {Data} data */
  update(data) {
    if (data.trace.key !== this.key) this.found = this.values = null; // fields of another photo or model
    super.update(data);
    if (data.trace.key === this.key) return;
    this.key = data.trace.key;
    this.reaches = null;
    this.scene = photoScene(this);
    this.reachPart.hidden = !data.reach; // a mean distance is of shares
    for (const model of MODELS) this.galleries[model].setScene(this.scene, this.scene.tables);
    this.reach();
  }

  /** @param {Model} model @param {number} value */
  depth(model, value) {
    this.hold({ [`${model}_depth`]: String(value) });
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.commit({ [`${model}_depth`]: String(value) });
      this.ask();
    }, REST);
  }

  address() {
    const { vit_depth, cnn_depth } = this.state.values;
    return `${this.data.urls.analysis}/receptive_fields?vit_depth=${vit_depth}&cnn_depth=${cnn_depth}`;
  }

  measures() {
    return `${this.data.urls.analysis}/measures`;
  }

  ask() {
    super.ask();
    this.reach();
  }

  /** The reach of every head, once for each analysis. */
  async reach() {
    if (!this.near || this.reaches || !this.data?.reach) return;
    const { key } = this;
    try {
      const bundle = await this.host.get(this.measures());
      if (key !== this.key) return;
      this.reaches = reachesOf(bundle);
      this.wake();
    } catch (error) {
      if (key === this.key) this.request.fail(error);
    }
  }

  /** @param {Bundle|null} bundle */
  arrived(bundle) {
    if (!bundle) return; // those of the depth before stay until the next are here
    this.found = bundle;
    this.values = { vit: logarithmic(floats(bundle.arrays.vit)), cnn: logarithmic(floats(bundle.arrays.cnn)) };
  }

  /** What a depth is called, counted from 0. @param {Model} model @param {number} at */
  named(model, at) {
    const { words } = this;
    const last = (this.found?.header[model].depths ?? 0) - 1;
    const embedded = this.found?.header[model].embedded ?? true;
    if (at === 0 && embedded) return words[`first_${model}`];
    const number = embedded ? at : at + 1;
    return model === "cnn" && at === last ? words.last_cnn : fill(words[`after_${model}`], { number });
  }

  /** @param {string|null} head */
  ring(head) {
    this.head = head ?? "";
    this.wake();
  }

  /** @param {Model} model */
  paintModel(model) {
    const { scene, values, found, words, colours } = this;
    if (!scene) return;
    const field = /** @type {Field|undefined} */ (found?.header[model]);
    const grid = field?.size ?? [224, 224];
    /** @type {Cell} */
    const cell = { id: model, title: field ? this.named(model, field.at) : "…", grid, values: values?.[model] ?? null,
      note: field ? fill(words.places, { count: field.grid[0] * field.grid[1], rows: field.grid[0], cols: field.grid[1] }) : "",
      box: model === "cnn" && field ? field.box : undefined };
    this.galleries[model].paint([cell], { limit: 1, pointed: null, opacity: 0.85, colours,
      marks: [[0, fill(words.least, { power: `10⁻${"⁰¹²³⁴⁵⁶⁷⁸⁹"[DECADES]}` })], [1, words.most]] });
    const pane = this.galleries[model].parts.get(model)?.pane;
    pane?.querySelector("svg")?.remove();
    if (!field || !found) return this.sides[model].replaceChildren();
    pane?.append(squares(field, found.header.shares, this.formats.percent));
    const state = this.state.values[`${model}_depth`];
    this.sliders[model].set(state === "" ? field.at : Math.min(Number(state), field.depths - 1), field.depths - 1);
    this.sides[model].replaceChildren(...found.header.shares.map((/** @type {number} */ share, /** @type {number} */ i) =>
      h("div", {}, h("dt", {}, term(fill(words.holds, { share: this.formats.percent(share) }), words.holds_tip)),
        h("dd", { "data-side": i }, field.sides[i] === null ? words.no_signal
          : fill(words.pixels, { count: this.formats.whole(field.sides[i] ?? 0) })))));
  }

  paint() {
    for (const model of MODELS) this.paintModel(model);
    this.text.textContent = this.words.scale;
    this.chart.paint({ found: this.reaches, head: this.head, larger: this.colours.type, formats: this.formats });
    if (this.came && (this.reaches || !this.data.reach)) this.root.dataset.painted = this.came;
  }

  destroy() {
    clearTimeout(this.timer);
    super.destroy();
  }
}
