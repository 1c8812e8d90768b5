// The whole range of what is done to the picture: both models' curves, run when asked for.

import { RangeChart } from "../../charts/range_chart.js";
import { span } from "../../charts/ticks.js";
import { fill, h, segments, together } from "../../lib/dom.js";
import { ExportMenu } from "../../widgets/export.js";
import { aboutHere, address, LongRun } from "../../widgets/long_run.js";
import { called, MODELS } from "./answers.js";
import { nearestTo, OVER, SCORES, shownText, spreadOf, strengthsOf, strideAt } from "./range_parts.js";
import { blockOn, furtherText, isSeeded, sentence, strengthText, STRENGTH } from "./settings.js";

/** @typedef {import("../../charts/range_chart.js").MarkRow} MarkRow */
/** @typedef {import("../../charts/range_chart.js").RangeView} RangeView */
/** @typedef {import("../../view/host.js").Fields} Fields */
/** @typedef {import("./range_parts.js").Bundle} Bundle */
/** @typedef {import("./settings.js").ViewState} ViewState */
/** @typedef {import("./types.js").PerturbData} PerturbData */

/** @typedef {import("../../view/view.js").View<PerturbData> & {let: (change: Fields) => void}} Around */

const SEEDS = 5;
const POINTS = 21;

export class RangePanel {
  /** Index of a strength. @type {number|null} */ pointed = null;
  entered = false;
  cached = ""; // the range that the server had when it last spoke
  readout = h("p", { class: "text readout-line", "data-figure": "no" });
  patches = h("span", { class: "vit" });
  strides = h("span", { class: "cnn" });
  legend = h("p", { class: "text legend" }, this.patches, this.strides);
  named = h("p", { class: "text" });
  text = h("p", { class: "text" });

  /** @param {Around} view */
  constructor(view) {
    const { words } = view;
    this.view = view;
    this.words = words;
    /** @type {LongRun<Bundle>} */
    this.run = new LongRun(words, { runs: view.host.runs, lost: () => view.missing(),
      changed: () => view.wake(), about: () => this.about() });
    this.chart = new RangeChart({ point: (at) => this.point(at), pick: (at) => this.pick(at) });
    const choice = (/** @type {string} */ name, /** @type {string[]} */ values) => segments(words[name],
      values.map((value) => /** @type {[string, string, string]} */ ([value, words[`${name}_${value}`], words[`${name}_${value}_tip`]])),
      (value) => view.let({ [name]: value }), { labelled: true });
    this.axis = choice("axis", ["right", "down"]);
    this.span = choice("span", ["near", "far"]);
    this.over = choice("over", OVER);
    this.over.buttons[0].textContent = fill(words.over_shared, { label: "…" }); // until it is known
    this.score = choice("score", SCORES);
    this.panel = h("div", { class: "range-panel" }, this.named, this.chart.element, this.legend, this.readout);
    this.text.textContent = fill(words.range_text, { seeds: SEEDS });
    this.element = h("section", { class: "range-section", "data-section": "range", "aria-label": words.range },
      h("header", { class: "panel-head" }, h("h2", {}, words.range), this.exported(), this.text),
      h("div", { class: "line controls", "data-figure": "no" }, this.axis.element, this.span.element,
        this.over.element, this.score.element, this.run.element), this.panel);
  }

  exported() {
    const { view } = this;
    return new ExportMenu(this.words, { view, panel: () => this.panel, title: () => this.title(),
      name: () => `range ${view.state.values.alter}`, ready: () => Boolean(this.run.result),
      about: () => this.shown(),
      endpoint: () => this.run.url }).element;
  }

  title() {
    return fill(this.words.range_title, { alter: this.words[`alter_${this.view.state.values.alter}`] });
  }

  /** What the curves are of, for under their picture. */
  shown() {
    const { view: { state: { values }, data }, words } = this;
    const seeds = this.run.result?.header.seeds.length ?? 1;
    const area = seeds > 1 && fill(words.range_area, { seeds });
    return together(shownText(values, data.label, words), sentence(furtherText(values, words)), area);
  }

  /** What the run is, and the screen that it belongs to. */
  about() {
    const alter = this.words[`alter_${this.view.state.values.alter}`];
    return aboutHere(this.view.host, fill(this.words.run_about, { alter }), "range");
  }

  enter() {
    this.entered = true;
    this.settle();
  }

  update() {
    const { data } = this.view;
    this.cached = data.cached ? this.address(/** @type {ViewState} */ (data.state)) : "";
    this.settle(true);
  }

  /** The range that these settings ask for. @param {ViewState} values */
  address(values) {
    const { data } = this.view;
    const named = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (values));
    const fields = Object.fromEntries(data.of_range[values.alter].map((name) => [name, named[name]]));
    return address(data, "versus_range", { alter: values.alter, target: data.target, ...fields });
  }

  /** @param {boolean} [heard]  whether a message has just come */
  settle(heard = false) {
    const { view: { data, state: { values } }, words } = this;
    if (!this.entered || !data) return;
    const points = values.alter === "shuffle" ? data.blocks.length + 1 : POINTS;
    const label = fill(words.run, { count: 1 + (points - 1) * (isSeeded(values) ? SEEDS : 1) });
    const url = this.address(values);
    this.run.set(url, { cached: url === this.cached, label, heard });
    this.view.wake();
  }

  /** @param {number|null} at  index of a strength */
  point(at) {
    this.pointed = at;
    this.view.wake();
  }

  /** The picture is altered so. @param {number} at  index of a strength */
  pick(at) {
    const found = this.found();
    if (!found) return;
    const { alter, axis } = this.view.state.values;
    const strength = strengthsOf(found)[at];
    if (alter === "shift") this.view.let({ right: axis === "right" ? strength : 0, down: axis === "down" ? strength : 0 });
    else if (alter !== "shuffle" || strength) this.view.let({ [STRENGTH[alter]]: Number(strength.toFixed(2)) });
  }

  /** What is there. */
  found() {
    return this.run.result ?? this.run.partial;
  }

  paint() {
    const { view: { state: { values }, data }, words } = this;
    if (!data) return;
    const shift = values.alter === "shift";
    for (const choice of [this.axis, this.span]) choice.element.hidden = !shift;
    this.axis.set(values.axis);
    this.span.set(values.span);
    this.over.set(values.over);
    this.over.buttons[0].textContent = fill(words.over_shared, { label: data.label });
    this.score.set(values.score);
    this.chart.paint(this.drawn());
    this.legend.hidden = !shift;
    this.patches.textContent = fill(words.marks_patch, { count: data.trace.patch[values.axis === "right" ? 1 : 0] });
    this.strides.textContent = fill(words.marks_stride, { strides: data.strides.map(this.view.formats.plain).join(", ") });
    const found = this.found();
    const [vit, cnn] = found?.header.own ?? [];
    const { language } = this.view.host;
    this.named.textContent = values.over === "own" && vit && cnn
      ? fill(words.own_labels, { vit: called(vit, language), cnn: called(cnn, language) }) : "";
    this.readout.textContent = found ? this.pointText(found) || (this.run.result ? words.range_invite : " ") : " ";
  }

  /** @returns {RangeView} */
  drawn() {
    const { view: { state: { values }, data, formats }, words, pointed } = this;
    const { alter, over, score } = values;
    const found = this.found();
    const strengths = found ? strengthsOf(found) : [];
    const known = over === "own" || data.shared;
    const lines = found && known ? MODELS.map((id) => ({ id, title: words[id], ...spreadOf(found, id, over, score) })) : [];
    const every = lines.flatMap(({ low, high }) => [...low, ...high]).filter((value) => !Number.isNaN(value));
    const logit = score === "logit";
    const range = logit && every.length ? span(every) : { from: 0, to: 1, steps: [0, 0.25, 0.5, 0.75, 1] };
    const write = logit ? formats.plain : formats.percent;
    const places = alter === "shuffle" ? strengths.map((_, k) => k / (strengths.length - 1))
      : strengths.map((one) => one / (strengths[strengths.length - 1] || 1));
    const each = alter === "shuffle" ? 1 : Math.max(1, Math.round((strengths.length - 1) / 5));
    return { places, lines, pointed: pointed !== null && pointed < places.length ? pointed : null,
      texts: strengths.flatMap((one, k) => (k % each ? [] : [[places[k], strengthText(alter, one, words, formats)]])),
      marks: alter === "shift" ? this.marks(strengths) : [], here: this.here(strengths, places),
      from: range.from, to: range.to, ticks: range.steps.map((value) => [value, write(value)]),
      across: words[`across_${alter}`], label: this.title(),
      empty: found ? (known ? "" : words.range_unknown) : this.run.running ? "" : words.not_run };
  }

  /** Where along the range the picture on screen is; null where it is not on it.
   * @param {number[]} strengths @param {number[]} places @returns {number|null} */
  here(strengths, places) {
    if (!strengths.length) return null;
    const { state: { values }, data } = this.view;
    const { alter, axis, right, down } = values;
    if (alter === "shift" && (axis === "right" ? down : right)) return null;
    const strength = alter === "shift" ? values[axis] : alter === "shuffle" ? blockOn(values.block, data.blocks)
      : Number(values[/** @type {"share"} */ (STRENGTH[alter])]);
    if (strength < 0 || strength > Math.max(...strengths)) return null;
    if (alter === "shuffle") return places[nearestTo(strengths, strength)];
    return strength / (strengths[strengths.length - 1] || 1);
  }

  /** Which shifts are multiples of the patch, and of which of the CNN's strides.
   * @param {number[]} strengths @returns {MarkRow[]} */
  marks(strengths) {
    const { trace: { patch }, strides } = this.view.data;
    const side = patch[this.view.state.values.axis === "right" ? 1 : 0];
    return [{ id: "vit", sizes: strengths.map((one) => (one && one % side === 0 ? 1 : 0)) },
      { id: "cnn", sizes: strengths.map((one) => (strides.indexOf(strideAt(one, strides)) + 1) / strides.length) }];
  }

  /** The numbers at the strength under a pointer. @param {Bundle} found */
  pointText(found) {
    const { pointed, words, view: { state: { values: { alter, over, score } }, formats } } = this;
    const strengths = strengthsOf(found);
    if (pointed === null || pointed >= strengths.length) return "";
    const write = score === "logit" ? formats.plain : formats.percent;
    const models = MODELS.flatMap((id) => {
      const { mean, low, high } = spreadOf(found, id, over, score);
      if (Number.isNaN(mean[pointed])) return [];
      const facts = { model: words[id], value: write(mean[pointed]), low: write(low[pointed]), high: write(high[pointed]) };
      return [found.header.seeds.length > 1 ? fill(words.of_seeds, facts) : `${facts.model} ${facts.value}`];
    });
    return models.length ? fill(words.at, { strength: strengthText(alter, strengths[pointed], words, formats), models: models.join(", ") }) : "";
  }

  end() {
    this.run.end();
  }
}
