// The model's weights are randomized from its classifier down: a map that stays as it was does not
// show what was learned.

import { fill, h, named, term } from "../../lib/dom.js";
import { part } from "../../math/slices.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";
import { address } from "../../widgets/long_run.js";
import { Slider } from "../../widgets/slider.js";
import { BeforeAfter } from "./before_after.js";

/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../maps/gallery.js").Cell} Cell */
/** @typedef {import("./types.js").FaithfulnessData} FaithfulnessData */
/** @typedef {import("./types.js").RandomizationHeader} RandomizationHeader */
/** @typedef {import("./types.js").SubPanel} SubPanel */

/**
 * What has been randomized, in words.
 * @param {number} depth  stages, from the classifier down
 * @param {number} stages  that the model has
 * @param {Words} words
 */
export function stageOf(depth, stages, words) {
  if (!depth) return words.randomization_none;
  if (depth >= stages) return words.randomization_all;
  const named = [words.randomization_head, words.randomization_block][depth - 1] ?? words.randomization_blocks;
  return fill(named, { count: depth - 1 });
}

/**
 * The methods whose maps have an order, the one that changed least first.
 * @param {{methods: string[], agreement: (number|null)[]}} header
 */
export function byAgreement({ methods, agreement }) {
  return methods.flatMap((method, i) => {
    const rank = agreement[i];
    return rank === null ? [] : [{ method, rank }];
  }).sort((a, b) => b.rank - a.rank);
}

/** @implements {SubPanel} */
export class WeightRandomization {
  /** The depth under the finger. @type {number|null} */ dragged = null;
  /** @type {FaithfulnessData|null} */ data = null;
  text = h("p", { class: "text" });

  /** @param {import("./types.js").Around<FaithfulnessData>} view */
  constructor(view) {
    const { words } = view;
    const own = { ...words, title: words.randomization_title, lead: words.randomization_lead,
      is: words.randomization_is, is_not: words.randomization_is_not };
    this.view = view;
    this.words = words;
    this.slider = this.depthSlider();
    /** @type {BeforeAfter<RandomizationHeader>} */
    this.maps = new BeforeAfter(view, { label: words.randomization_gallery, url: () => this.url(),
      pick: (id) => view.commit({ method: id.split(" ")[0] }) });
    this.panel = h("div", { class: "weight-randomization" },
      this.maps.gallery.element, this.maps.gallery.legend.element, this.text);
    this.element = h("section", { class: "panel", "data-section": "randomization",
      "aria-label": words.randomization_title },
      panelHead(own, this.exported()), this.slider.element, this.maps.request.element, this.panel,
      panelFoot(own));
  }

  depthSlider() {
    const { words } = this;
    const slider = new Slider({ label: words.randomization_slider, step: 1, kind: "slider-line",
      caption: term(words.randomization_slider, words.randomization_tip), write: (value) => this.stage(value),
      move: (value) => this.drag(value), commit: (value) => this.set(value) });
    slider.input.addEventListener("keydown", (event) => event.stopPropagation());
    slider.element.dataset.figure = "no";
    return slider;
  }

  exported() {
    const { view, words } = this;
    return new ExportMenu(words, { view, panel: () => this.panel,
      name: () => `weights-randomized ${this.depth} ${view.data.label}`,
      title: () => named(words.randomization_slider, this.stage(this.depth)),
      endpoint: () => this.url(), ready: () => this.maps.ready });
  }

  /** Stages that are randomized. @returns {number} */
  get depth() {
    return this.view.state.values.forget;
  }

  enter() {
    this.maps.enter();
  }

  /** @param {boolean} moved  whether it is another analysis */
  update(moved) {
    this.data = this.view.data;
    this.maps.update(moved);
  }

  /** While it is dragged the slider only says how much: an answer takes the server a second.
   * @param {number} depth */
  drag(depth) {
    this.dragged = depth;
    this.view.wake();
  }

  /** @param {number} depth */
  set(depth) {
    this.dragged = null;
    this.view.commit({ forget: depth });
    this.maps.ask();
  }

  url() {
    const { start, cam, forget } = this.view.state.values;
    const { data } = this.view;
    return address(data, "weight_randomization", { target: data.target, start, cam, forget });
  }

  /** @param {number} depth */
  stage(depth) {
    return stageOf(depth, this.view.data?.stages ?? 1, this.words);
  }

  /** The methods whose maps come: all of the ViT's. */
  get methods() {
    return this.maps.found?.header.methods
      ?? this.view.data.methods;
  }

  /** @param {Colours} colours */
  paint(colours) {
    const { data, maps } = this;
    if (!data) return;
    this.slider.set(this.dragged ?? this.depth, data.stages);
    const [, rows, cols] = maps.found?.arrays.before.shape ?? [0, ...data.trace.grid];
    const grid = /** @type {Grid} */ ([rows, cols]);
    maps.gallery.element.classList.toggle("few", this.methods.length < 3);
    const cells = this.methods.flatMap((method, i) => [this.before(method, i, grid), this.after(method, i, grid)]);
    maps.paint(cells, colours);
    maps.fade(this.panel, this.dragged !== null && this.dragged !== this.depth);
    this.text.textContent = maps.found ? this.sentence(maps.found.header, data) : "";
  }

  /** @param {string} method @param {number} index @param {Grid} grid @returns {Cell} */
  before(method, index, grid) {
    return this.cell(method, "before", this.words.before, index, grid);
  }

  /** @param {string} method @param {number} index @param {Grid} grid @returns {Cell} */
  after(method, index, grid) {
    const { words, maps: { found }, view: { formats } } = this;
    if (!found) return this.cell(method, "after", words.after, index, grid);
    const agreement = found.header.agreement[index];
    const rank = agreement === null ? words.no_order
      : fill(words.rank, { value: formats.hundredth(agreement) });
    return this.cell(method, "after", `${words.after} · ${rank}`, index, grid);
  }

  /** @param {string} method @param {"before"|"after"} side @param {string} note @param {number} index
   * @param {Grid} grid @returns {Cell} */
  cell(method, side, note, index, grid) {
    const { words, maps: { found } } = this;
    const values = found && part(found.arrays[side], index);
    const signal = !values || values.some((value) => value !== 0);
    const signed = Boolean(values?.some((value) => value < 0)); // differential attention
    return { id: `${method} ${side}`, title: words[`method_${method}`], values, grid, note, signed,
      empty: signal ? "" : words.no_signal };
  }

  /** What came out. @param {RandomizationHeader} header @param {FaithfulnessData} data */
  sentence(header, data) {
    const { words, view: { formats: { percent, hundredth } } } = this;
    if (header.depth === 0) return words.randomization_nothing;
    const { index, probability } = header.first;
    const says = fill(words.randomization_says, { label: data.label, probability: percent(header.probability),
      first: data.labels[index] ?? String(index), share: percent(probability) });
    const known = byAgreement(header);
    if (known.length < 2) return says;
    const [most, least] = [known[0], known[known.length - 1]];
    const ends = fill(words.randomization_found, {
      most: words[`method_${most.method}`], most_value: hundredth(most.rank),
      least: words[`method_${least.method}`], least_value: hundredth(least.rank) });
    return `${ends} ${says}`;
  }

  end() {
    this.maps.end();
  }
}
