// Deletion and insertion curves of each method against random orders. They are run when asked
// for; probability or logit is a switch that needs nothing new.

import { strip } from "../../charts/areas.js";
import { Curves } from "../../charts/curves.js";
import { span } from "../../charts/ticks.js";
import { fill, h, segments, term } from "../../lib/dom.js";
import { decimals } from "../../lib/formats.js";
import { panelFoot, panelHead, pressable } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";
import { address, LongRun } from "../../widgets/long_run.js";
import { lasting } from "../../widgets/progress.js";
import { curvesOf, KINDS, MARKS, MODELS, SCORES } from "./curve_parts.js";
import { judged } from "./verdict.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../charts/curves.js").CurvesView} CurvesView */
/** @typedef {import("../../view/host.js").Data} Data */
/** @typedef {import("./curve_parts.js").Found} Found */
/** @typedef {import("./curve_parts.js").Method} Method */
/** @typedef {import("./curve_parts.js").Model} Model */
/** @typedef {import("./curve_parts.js").ModelCurves} ModelCurves */
/** @typedef {import("./verdict.js").Kind} Kind */
/** @typedef {import("./verdict.js").Score} Score */

/** @typedef {{id: string, at: number, model: Model, kind: Kind}} OnCurve  a point of a curve */
/** @typedef {OnCurve | {id: string, at: null, model: null, kind: null}} Pointed  or a whole method */

export class FaithfulnessCurves {
  /** @type {Score} */ score = "probability";
  /** @type {Pointed|null} */ pointed = null;
  /** Seconds that a picture takes in each model. @type {{vit: number, cnn: number} | null} */
  pace = null;
  /** @type {Data|null} */ data = null;
  entered = false;
  judgedKey = ""; // of what the verdicts say
  readout = h("p", { class: "said readout-line", "data-figure": "no" });
  rows = h("div", { class: "verdicts" });
  named = h("span", { class: "of-class" });

  /** @param {import("../../view/view.js").View} view */
  constructor(view) {
    const { words } = view;
    this.view = view;
    this.words = words;
    this.formats = view.formats;
    const wake = () => view.wake();
    /** @type {LongRun<Bundle>} */
    this.run = new LongRun(words, { get: view.host.get, lost: () => view.missing(), changed: () => { this.settle(); wake(); } });
    this.filling = segments(words.filling, ["mean", "blur"].map((name) =>
      /** @type {[string, string, string]} */ ([name, words[`filling_${name}`], words[`filling_${name}_tip`]])),
    (filling) => { view.commit({ filling }); this.settle(); }, { labelled: true });
    this.scores = segments(words.score, SCORES.map((name) =>
      /** @type {[Score, string, string]} */ ([name, words[`score_${name}`], words[`score_${name}_tip`]])),
    (score) => { this.score = score; wake(); }, { labelled: true });
    this.charts = MODELS.flatMap((model) => KINDS.map((kind) => this.chart(model, kind)));
    this.exportMenu = new ExportMenu(words, { url: view.host.url, name: "vitviz-trust", panel: () => this.panel,
      title: () => fill(words.curves_title, { label: view.data.label }), ready: () => Boolean(this.run.result),
      npz: () => (this.run.result ? `${this.run.url}&as=npz` : null), code: () => view.data.code.trust });
    this.panel = h("div", { class: "faithful" },
      h("div", { class: "grounds" }, ...MODELS.map((model) => h("section", { class: `ground ${model}` },
        h("h3", {}, words[`on_${model}`], h("small", {}, words[`on_${model}_said`])),
        h("div", { class: "pair" }, ...this.charts.filter((chart) => chart.model === model).map(({ element }) => element))))),
      this.readout, this.rows);
    this.element = h("section", { class: "panel", "aria-label": words.title },
      panelHead(words, this.exportMenu), h("div", { class: "line controls", "data-figure": "no" },
        this.named, this.filling.element, this.scores.element, this.run.element), this.panel, panelFoot(words));
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
    try {
      this.pace = (await this.view.host.get(`${this.view.data.urls.analysis}/pace`)).header;
    } catch { /* the button then says how many pictures, not how long */ }
    this.settle();
  }

  /** @param {boolean} moved  whether it is another analysis */
  update(moved) {
    this.data = this.view.data;
    if (moved && this.entered) this.enter();
    this.settle();
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

  settle() {
    const { data, view: { state: { values } }, pace, words } = this;
    if (!data) return;
    const fields = { target: data.target, start: values.start, cam: values.cam, filling: values.filling };
    const { vit, cnn } = data.pictures;
    const time = pace && lasting(vit * pace.vit + cnn * pace.cnn, words);
    const offer = fill(time ? words.run_time : words.run, { count: vit + cnn, time: time ?? undefined });
    this.run.set(address(data, "trust", fields),
      { kept: data.kept.trust === values.filling, offer });
    this.view.wake();
  }

  paint() {
    if (!this.data) return;
    this.filling.set(this.view.state.values.filling);
    this.scores.set(this.score);
    this.named.textContent = fill(this.words.of_class, { label: this.data.label });
    const found = this.run.result && curvesOf(this.run.result);
    for (const { model, kind, curves } of this.charts) curves.paint(this.drawn(found?.[model], model, kind));
    this.say(found);
    this.judge(found);
  }

  /** One chart. @param {ModelCurves|undefined} part @param {Model} model @param {Kind} kind
   * @returns {CurvesView} */
  drawn(part, model, kind) {
    const { words, formats, score, pointed } = this;
    const logit = score === "logit";
    const range = part && logit ? span(part.every(score)) : { from: 0, to: 1, steps: [0, 0.25, 0.5, 0.75, 1] };
    const write = logit ? formats.plain : formats.percent;
    return { fractions: part?.fractions ?? [], band: part?.band(kind, score) ?? null,
      lines: part?.lines(kind, score, words) ?? [], chosen: this.view.state.values.method,
      pointed: pointed && { id: pointed.id, at: pointed.model === model ? pointed.at : null },
      from: range.from, to: range.to, ticks: range.steps.map((value) => [value, write(value)]),
      shares: [[0, formats.percent(0)], [0.5, formats.percent(0.5)], [1, formats.percent(1)]],
      across: words[`${kind}_across`], label: `${words[`on_${model}`]}: ${words[kind]}`,
      empty: part || this.run.running ? "" : this.run.result ? words.no_cnn : words.not_run };
  }

  /** The numbers of the point under a pointer. @param {Found|null} found */
  say(found) {
    const { pointed, words } = this;
    const part = pointed?.model && found?.[pointed.model];
    this.readout.textContent = (part && this.pointSaid(part, pointed))
      || (found ? words.curves_invite : " ");
  }

  /** @param {ModelCurves} part @param {OnCurve} point @returns {string} "" where no such line is */
  pointSaid(part, { id, at, kind }) {
    const { words, score, formats } = this;
    const line = part.lines(kind, score, words).find((one) => one.id === id);
    if (!line) return "";
    const { low, high } = part.band(kind, score);
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
      return h("span", { class: "areas" }, h("span", { class: "kind" }, words[kind]), h("span", { class: "value" }, value),
        strip({ area, random, ...span(all), label: `${words[kind]}: ${value}, ${words[`side_${side}`]}` }));
    });
    const names = pressable({ class: "name" }, () => this.pick(method.id), name);
    return h("div", { class: "verdict", "data-method": method.id, onpointerleave: () => this.point(null),
      onpointerenter: () => this.point({ id: method.id, at: null, model: null, kind: null }) },
    h("span", { class: "number" }, MARKS[method.id]), names, ...areas,
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
