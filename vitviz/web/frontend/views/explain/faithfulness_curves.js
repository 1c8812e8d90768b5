// Deletion and insertion curves of each method against random orders. They are run when asked
// for; probability or logit is a switch that needs nothing new.

import { strip } from "../../charts/areas.js";
import { Curves } from "../../charts/curves.js";
import { span } from "../../charts/ticks.js";
import { fill, h, segments, term } from "../../lib/dom.js";
import { address, LongRun } from "../../widgets/long_run.js";
import { panelFoot, panelHead, pressable } from "../../view/panel.js";
import { lasting } from "../../widgets/progress.js";
import { ExportMenu } from "../../widgets/export.js";
import { judged } from "./verdict.js";

const MODELS = ["vit", "cnn"], KINDS = ["deletion", "insertion"], SCORES = ["probability", "logit"];
const MARKS = { attention: "1", rollout: "2", gradient_rollout: "3", relevance: "4", gradcam: "5", gradcam_cnn: "6" };

export class FaithfulnessCurves {
  score = "probability";
  pointed = null;
  /** Seconds that a picture takes in each model. @type {{vit: number, cnn: number} | null} */
  pace = null;
  entered = false;

  /** @param {import("../../view/view.js").View} view */
  constructor(view) {
    const { words } = view;
    Object.assign(this, { view, words });
    const wake = () => view.wake();
    this.run = new LongRun(words, { get: view.host.get, lost: () => view.missing(), changed: () => { this.settle(); wake(); } });
    this.filling = segments(words.filling, ["mean", "blur"].map((name) =>
      [name, words[`filling_${name}`], words[`filling_${name}_tip`]]),
    (filling) => { view.commit({ filling }); this.settle(); }, { labelled: true });
    this.scores = segments(words.score, SCORES.map((name) => [name, words[`score_${name}`], words[`score_${name}_tip`]]),
      (score) => { this.score = score; wake(); }, { labelled: true });
    this.charts = MODELS.flatMap((model) => KINDS.map((kind) => this.chart(model, kind)));
    this.readout = h("p", { class: "said readout-line", "data-figure": "no" });
    this.rows = h("div", { class: "verdicts" });
    this.named = h("span", { class: "of-class" });
    this.exportMenu = new ExportMenu(words, { url: view.host.url, name: "vitviz-trust", panel: () => this.panel,
      title: () => fill(words.curves_title, { label: this.data.label }),
      ready: () => Boolean(this.run.result), npz: () => this.run.result && `${this.run.url}&as=npz`, code: () => this.data.code.trust });
    this.panel = h("div", { class: "faithful" },
      h("div", { class: "grounds" }, ...MODELS.map((model) => h("section", { class: `ground ${model}` },
        h("h3", {}, words[`on_${model}`], h("small", {}, words[`on_${model}_said`])),
        h("div", { class: "pair" }, ...this.charts.filter((chart) => chart.model === model).map(({ element }) => element))))),
      this.readout, this.rows);
    this.element = h("section", { class: "panel", "aria-label": words.title },
      panelHead(words, this.exportMenu), h("div", { class: "line controls", "data-figure": "no" },
        this.named, this.filling.element, this.scores.element, this.run.element), this.panel, panelFoot(words));
  }

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
      this.pace = (await this.view.host.get(`${this.data.urls.analysis}/pace`)).header;
    } catch { /* the button then says how many pictures, not how long */ }
    this.settle();
  }

  update(moved) {
    const { data, formats } = this.view;
    Object.assign(this, { data, formats });
    if (moved && this.entered) this.enter();
    this.settle();
  }

  point(pointed) {
    this.pointed = pointed;
    this.view.wake();
  }

  pick(method) {
    this.view.commit({ method });
  }

  settle() {
    const { data, view: { state: { values } }, pace, words } = this;
    if (!data) return;
    const fields = { target: data.target, start: values.start, cam: values.cam, filling: values.filling };
    const { vit, cnn } = data.pictures;
    const time = pace && lasting(vit * pace.vit + cnn * pace.cnn, words);
    const offer = fill(time ? words.run_time : words.run, { count: vit + cnn, time });
    this.run.set(address(data, "trust", fields),
      { kept: data.kept.trust === values.filling, offer });
    this.view.wake();
  }

  paint() {
    if (!this.data) return;
    this.filling.set(this.view.state.values.filling);
    this.scores.set(this.score);
    this.named.textContent = fill(this.words.of_class, { label: this.data.label });
    const found = this.run.result && parts(this.run.result);
    for (const { model, kind, curves } of this.charts) curves.paint(this.drawn(found?.[model], model, kind));
    this.say(found);
    this.judge(found);
  }

  drawn(part, model, kind) {
    const { words, formats, score } = this;
    const logit = score === "logit";
    const range = part && logit ? span(part.every(score)) : { from: 0, to: 1, steps: [0, 0.25, 0.5, 0.75, 1] };
    const write = logit ? (value) => signless(formats.plain(value)) : formats.percent;
    return { fractions: part?.fractions ?? [], band: part?.band(kind, score) ?? null,
      lines: part?.lines(kind, score, this.words) ?? [], chosen: this.view.state.values.method,
      pointed: this.pointed?.model === model ? this.pointed : this.pointed && { id: this.pointed.id, at: null },
      from: range.from, to: range.to, ticks: range.steps.map((value) => [value, write(value)]),
      shares: [[0, formats.percent(0)], [0.5, formats.percent(0.5)], [1, formats.percent(1)]],
      across: words[`${kind}_across`], label: `${words[`on_${model}`]}: ${words[kind]}`,
      empty: part || this.run.running ? "" : this.run.result ? words.no_cnn : words.not_run };
  }

  say(found) {
    const { pointed, words, score, formats } = this;
    const part = found?.[pointed?.model];
    const line = part?.lines(pointed.kind, score, words).find(({ id }) => id === pointed.id);
    if (!line) return void (this.readout.textContent = found ? words.curves_invite : " ");
    const band = part.band(pointed.kind, score);
    const write = score === "logit" ? formats.plain : formats.percent;
    this.readout.textContent = fill(words[`${pointed.kind}_here`], { method: line.title,
      share: formats.percent(part.fractions[pointed.at]), value: write(line.values[pointed.at]),
      low: write(band.low[pointed.at]), high: write(band.high[pointed.at]) });
  }

  judge(found) {
    for (const row of this.rows.querySelectorAll("[data-method]")) {
      const chosen = row.dataset.method === this.view.state.values.method;
      row.classList.toggle("chosen", chosen);
      row.querySelector(".name").setAttribute("aria-pressed", String(chosen));
    }
    const key = found && `${this.run.url} ${this.score}`;
    if (key === this.judgedKey) return;
    this.judgedKey = key;
    const rows = found ? MODELS.filter((model) => found[model]).flatMap((model) =>
      found[model].methods.map((method) => this.row(found[model], method))) : [];
    this.rows.replaceChildren(...(rows.length ? [this.header(), ...rows] : []));
    if (rows.length) this.judge(found); // marks the chosen one
  }

  header() {
    const { words } = this;
    return h("div", { class: "verdict head" }, h("span", {}), h("span", {}, words.method),
      ...KINDS.map((kind) => h("span", { class: "areas" }, term(words[`${kind}_area`], words.area_tip))),
      h("span", {}, term(words.verdict, words.verdict_tip)));
  }

  row(part, method) {
    const { words, score, formats } = this;
    const name = words[`method_${method.id}`];
    const areas = KINDS.map((kind) => {
      const random = part.random[kind][score];
      const all = [...random, ...part.methods.map((other) => other[kind][score].area)];
      const { area, side } = method[kind][score];
      const range = span(all);
      const value = this.area(area);
      return h("span", { class: "areas" }, h("span", { class: "kind" }, words[kind]), h("span", { class: "value" }, value),
        strip({ area, random, ...range, label: `${words[kind]}: ${value}, ${words[`side_${side}`]}` }));
    });
    const names = pressable({ class: "name" }, () => this.pick(method.id), name);
    const hover = (id) => () => this.point(id && { id, model: "", kind: "", at: null });
    return h("div", { class: "verdict", "data-method": method.id, onpointerenter: hover(method.id), onpointerleave: hover(null) },
      h("span", { class: "number" }, MARKS[method.id]), names, ...areas,
      h("span", { class: "sentence" }, judged(method, part, score, words, formats)));
  }

  area(value) {
    const digits = this.score === "logit" ? 2 : 3;
    return signless(value.toLocaleString(this.view.host.language, { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  }

  end() {
    this.run.end();
  }
}

function signless(text) {
  return text.replace("-", "−");
}

/** What came for each model, with its curves by name. */
function parts({ header, arrays }) {
  return Object.fromEntries(MODELS.filter((model) => header[model]).map((model) => {
    const [curves, band] = [arrays[`${model}_curves`], arrays[`${model}_band`]];
    const points = curves.shape[3];
    const at = (values, ...index) => {
      const start = index.reduce((total, [place, size]) => total * size + place, 0) * points;
      return Array.from(values.subarray(start, start + points));
    };
    const of = (kind, score) => [[KINDS.indexOf(kind), 2], [SCORES.indexOf(score), 2]];
    const part = { ...header[model], fractions: Array.from(arrays[`${model}_fractions`].values),
      band: (kind, score) => Object.fromEntries(["low", "high", "median"].map((name, i) =>
        [name, at(band.values, ...of(kind, score), [i, 3])])),
      lines: (kind, score, words) => header[model].methods.flatMap(({ id, signal }, i) => (signal
        ? [{ id, mark: MARKS[id], title: words[`method_${id}`], values: at(curves.values, [i, header[model].methods.length], ...of(kind, score)) }] : [])),
      every: (score) => KINDS.flatMap((kind) => [...part.band(kind, score).low, ...part.band(kind, score).high,
        ...part.lines(kind, score, {}).flatMap(({ values }) => values)]) };
    return [model, part];
  }));
}
