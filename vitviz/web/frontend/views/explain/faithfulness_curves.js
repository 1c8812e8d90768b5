// Deletion and insertion curves of each method against random orders. They are run when asked
// for; probability or logit is a switch that needs nothing new.

import { strip } from "../../charts/areas.js";
import { Curves } from "../../charts/curves.js";
import { span } from "../../charts/ticks.js";
import { fill, h, listed, named, segments, term } from "../../lib/dom.js";
import { decimals } from "../../lib/formats.js";
import { panelFoot, panelHead, pressable } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";
import { aboutHere, address, LongRun } from "../../widgets/long_run.js";
import { foundIn, KINDS, MODELS, SCORES } from "./curve_parts.js";
import { runLabel, paceOf } from "./pace.js";
import { judged } from "./verdict.js";

/** @typedef {import("../../charts/curves.js").CurvesView} CurvesView */
/** @typedef {import("../../charts/curves.js").Line} Line */
/** @typedef {import("./curve_parts.js").Bundle} Bundle */
/** @typedef {import("./curve_parts.js").Found} Found */
/** @typedef {import("./curve_parts.js").Method} Method */
/** @typedef {import("./curve_parts.js").Model} Model */
/** @typedef {import("./curve_parts.js").ModelCurves} ModelCurves */
/** @typedef {import("./types.js").FaithfulnessData} FaithfulnessData */
/** @typedef {import("./types.js").SubPanel} SubPanel */
/** @typedef {import("./verdict.js").Kind} Kind */
/** @typedef {import("./verdict.js").Score} Score */

/** @typedef {{id: string, at: number, model: Model, kind: Kind}} OnCurve  a point of a curve */
/** @typedef {OnCurve | {id: string, at: null, model: null, kind: null}} Pointed  or a whole method */

/** @implements {SubPanel} */
export class FaithfulnessCurves {
  /** @type {Score} */ score = "probability";
  /** @type {Pointed|null} */ pointed = null;
  /** @type {import("./types.js").Pace|null} */ pace = null;
  /** @type {FaithfulnessData|null} */ data = null;
  entered = false;
  judgedKey = ""; // of what the verdicts say
  readout = h("p", { class: "text readout-line", "data-figure": "no" });
  rows = h("div", { class: "verdicts" });
  named = h("span", { class: "of-class" });

  /** @param {import("./types.js").Around<FaithfulnessData>} view */
  constructor(view) {
    const { words } = view;
    this.view = view;
    this.words = words;
    this.formats = view.formats;
    /** @type {LongRun<Bundle>} */
    this.run = new LongRun(words, { runs: view.host.runs, lost: () => view.missing(),
      changed: () => this.settle(), about: () => this.about() });
    this.baseline = this.switch("baseline", ["mean", "blur"],
      (filling) => { view.commit({ filling }); this.settle(); });
    this.scores = this.switch("score", SCORES, (score) => { this.score = score; view.wake(); });
    this.charts = MODELS.flatMap((model) => KINDS.map((kind) => this.chart(model, kind)));
    this.panel = h("div", { class: "faithful" },
      h("div", { class: "grounds" }, ...MODELS.map((model) => this.ground(model))),
      this.readout, this.rows);
    this.element = h("section", { class: "panel", "data-section": "curves", "aria-label": words.title },
      panelHead(words, this.exported()), h("div", { class: "line controls", "data-figure": "no" },
        this.named, this.baseline.element, this.scores.element, this.run.element),
      this.panel, panelFoot(words));
  }

  /** What the curves are, and the screen that they belong to. */
  about() {
    const { data, words, view: { host } } = this;
    return aboutHere(host, fill(words.run_about, { label: data?.label }), "curves");
  }

  exported() {
    const { view, words } = this;
    return new ExportMenu(words, { view, panel: () => this.panel,
      name: () => `deletion-insertion ${view.data.label}`,
      title: () => fill(words.curves_title, { label: view.data.label }),
      ready: () => Boolean(this.run.result), endpoint: () => this.run.url });
  }

  /** @template {string} Name
   * @param {string} what  of its words @param {Name[]} names @param {(name: Name) => void} pick */
  switch(what, names, pick) {
    const { words } = this;
    /** @type {(name: Name) => [Name, string, string]} */
    const option = (name) => [name, words[`${what}_${name}`], words[`${what}_${name}_tip`]];
    return segments(words[what], names.map(option), pick, { labelled: true });
  }

  /** The two charts of a model. @param {Model} model */
  ground(model) {
    const { words } = this;
    const pair = this.charts.filter((chart) => chart.model === model).map(({ element }) => element);
    return h("section", { class: `ground ${model}` },
      h("h3", {}, words[`on_${model}`], h("small", {}, words[`on_${model}_text`])),
      h("div", { class: "pair" }, ...pair));
  }

  /** @param {Model} model @param {Kind} kind */
  chart(model, kind) {
    const curves = new Curves({ point: (found) => this.point(found && { ...found, model, kind }),
      pick: (id) => this.pick(id) });
    const { words } = this;
    const element = h("figure", { class: "plot" }, h("figcaption", {},
      term(words[kind], words[`${kind}_tip`])), curves.element);
    return { model, kind, curves, element };
  }

  async enter() {
    this.entered = true;
    await paceOf(this.view, (pace) => { this.pace = pace; });
    this.settle();
  }

  /** @param {boolean} moved  whether it is another analysis */
  update(moved) {
    this.data = this.view.data;
    if (moved && this.entered) this.enter();
    this.settle(true);
  }

  /** @param {Pointed|null} pointed */
  point(pointed) {
    this.pointed = pointed;
    this.view.wake();
  }

  /** @param {string} method */
  pick(method) {
    this.view.commit({ method });
  }

  /** @param {boolean} [heard]  whether a message has just come */
  settle(heard) {
    const { data, view: { state: { values } }, pace, words } = this;
    if (!data) return;
    const fields = { target: data.target, start: values.start, cam: values.cam, filling: values.filling };
    const { vit, cnn } = data.pictures;
    const seconds = pace && vit * pace.vit + cnn * pace.cnn;
    const label = runLabel(vit + cnn, seconds, words);
    this.run.set(address(data, "faithfulness", fields),
      { cached: data.cached.faithfulness === values.filling, label, heard });
    this.view.wake();
  }

  paint() {
    if (!this.data) return;
    this.baseline.set(this.view.state.values.filling);
    this.scores.set(this.score);
    this.named.textContent = fill(this.words.of_class, { label: this.data.label });
    const whole = this.run.result && foundIn(this.run.result);
    const found = whole ?? (this.run.partial && foundIn(this.run.partial));
    for (const { model, kind, curves } of this.charts) curves.paint(this.drawn(found?.[model], model, kind));
    this.say(found);
    this.judge(whole);
  }

  /** A method's number, which its curve bears. @param {string} method */
  mark(method) {
    return String(this.view.host.constants.methods.indexOf(method) + 1);
  }

  /** @param {ModelCurves} part @param {Kind} kind @returns {Line[]} */
  lines(part, kind) {
    return part.curvesOf(kind, this.score).map(({ id, values }) =>
      ({ id, mark: this.mark(id), title: this.words[`method_${id}`], values }));
  }

  /** One chart. @param {ModelCurves|undefined} part @param {Model} model @param {Kind} kind
   * @returns {CurvesView} */
  drawn(part, model, kind) {
    const { words, formats, score, pointed } = this;
    const logit = score === "logit";
    const range = part && logit ? span(part.every(score)) : { from: 0, to: 1, steps: [0, 0.25, 0.5, 0.75, 1] };
    const write = logit ? formats.plain : formats.percent;
    return { fractions: part?.fractions ?? [], envelope: part?.envelope(kind, score) ?? null,
      lines: part ? this.lines(part, kind) : [], chosen: this.view.state.values.method,
      pointed: pointed && { id: pointed.id, at: pointed.model === model ? pointed.at : null },
      from: range.from, to: range.to, ticks: range.steps.map((value) => [value, write(value)]),
      shares: [[0, formats.percent(0)], [0.5, formats.percent(0.5)], [1, formats.percent(1)]],
      across: words[`${kind}_across`], label: named(words[`on_${model}`], words[kind]),
      empty: part || this.run.running ? "" : this.run.result ? words.no_cnn : words.not_run };
  }

  /** The numbers of the point under a pointer. @param {Found|null} found */
  say(found) {
    const { pointed, words } = this;
    const part = pointed?.model && found?.[pointed.model];
    this.readout.textContent = (part && this.pointText(part, pointed))
      || (this.run.result ? words.curves_invite : " ");
  }

  /** @param {ModelCurves} part @param {OnCurve} point @returns {string} "" where no such line is */
  pointText(part, { id, at, kind }) {
    const { words, score, formats } = this;
    const line = this.lines(part, kind).find((one) => one.id === id);
    if (!line) return "";
    const envelope = part.envelope(kind, score);
    if (!envelope) return ""; // it is still to come, and says what the number is worth
    const { low, high } = envelope;
    const write = score === "logit" ? formats.plain : formats.percent;
    return fill(words[`${kind}_here`], { method: line.title, share: formats.percent(part.fractions[at]),
      value: write(line.values[at]), low: write(low[at]), high: write(high[at]) });
  }

  /** The table of verdicts. @param {Found|null} found */
  judge(found) {
    const key = found ? `${this.run.url} ${this.score}` : "";
    if (key !== this.judgedKey) {
      this.judgedKey = key;
      const parts = MODELS.flatMap((model) => found?.[model] ?? []);
      const rows = parts.flatMap((part) => part.facts.methods.map((method) => this.row(part, method)));
      this.rows.replaceChildren(...(rows.length ? [this.header(), ...rows] : []));
    }
    for (const row of this.rows.querySelectorAll("[data-method]")) {
      const chosen = row.getAttribute("data-method") === this.view.state.values.method;
      row.classList.toggle("chosen", chosen);
      row.querySelector(".name")?.setAttribute("aria-pressed", String(chosen));
    }
  }

  header() {
    const { words } = this;
    return h("div", { class: "verdict head" }, h("span", {}), h("span", {}, words.method),
      ...KINDS.map((kind) => h("span", { class: "areas" }, term(words[`${kind}_area`], words.area_tip))),
      h("span", {}, term(words.verdict, words.verdict_tip)));
  }

  /** @param {ModelCurves} part @param {Method} method */
  row({ facts }, method) {
    const { words, score, formats } = this;
    const name = words[`method_${method.id}`];
    const areas = KINDS.map((kind) => {
      const random = facts.random[kind][score];
      const all = [...random, ...facts.methods.map((other) => other[kind][score].area)];
      const { area, side } = method[kind][score];
      const value = this.area(area);
      return h("span", { class: "areas" }, h("span", { class: "kind" }, words[kind]),
        h("span", { class: "value" }, value),
        strip({ area, random, ...span(all), label: listed(named(words[kind], value), words[`side_${side}`]) }));
    });
    const names = pressable({ class: "name" }, () => this.pick(method.id), name);
    return h("div", { class: "verdict", "data-method": method.id, onpointerleave: () => this.point(null),
      onpointerenter: () => this.point({ id: method.id, at: null, model: null, kind: null }) },
    h("span", { class: "number" }, this.mark(method.id)), names, ...areas,
    h("span", { class: "sentence" }, judged(method, facts, score, words, formats)));
  }

  /** @param {number} value  the area under a curve */
  area(value) {
    return decimals(this.view.host.language, this.score === "logit" ? 2 : 3)(value);
  }

  end() {
    this.run.end();
  }
}
