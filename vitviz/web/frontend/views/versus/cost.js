// What a pass costs on this machine: time and memory against the number of tokens, measured when
// asked for, and which part of it grows with the number, which with its square.

import { ByTokens } from "../../charts/by_tokens.js";
import { fill, h, term } from "../../lib/dom.js";
import { s } from "../../lib/svg.js";
import { part } from "../../math/slices.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { View } from "../../view/view.js";
import { ExportMenu } from "../../widgets/export.js";
import { aboutHere, LongRun } from "../../widgets/long_run.js";
import { evenAt, MEASURES, partsAt, UNITS } from "./costs.js";

/** @typedef {import("../../view/host.js").Data} Data */
/** @typedef {import("./costs.js").Facts} Facts */
/** @typedef {import("./costs.js").Measure} Measure */
/** @typedef {import("../../lib/types.js").Bundle<Facts>} Bundle */

export default class Cost extends View {
  /** Index of a number of tokens. @type {number|null} */ pointed = null;
  /** @type {Bundle|null} */ told = null; // for which the tables stand
  /** @type {LongRun<Bundle>} */
  run = new LongRun(this.words, { runs: this.host.runs, lost: () => this.missing(), changed: () => this.wake(),
    about: () => aboutHere(this.host, this.words.run_about, "cost") });
  charts = { seconds: this.chart(), peak: this.chart() };
  tables = { seconds: h("div", { class: "scroll" }), peak: h("div", { class: "scroll" }) };
  readout = h("p", { class: "text readout-line", "data-figure": "no" });
  panel = h("div", { class: "cost" });
  exportMenu = new ExportMenu(this.words, { view: this, panel: () => this.panel, name: () => "cost",
    title: () => this.words.title, ready: () => this.run.result !== null, endpoint: () => this.run.url });

  chart() {
    return new ByTokens(h("div", { class: "chart" }), (at) => { this.pointed = at; this.wake(); });
  }

  mount() {
    const { words } = this;
    this.panel.replaceChildren(
      h("p", { class: "text ways" }, ...["fused", "unfused", "cnn"].map((id) => this.sample(words[id],
        s("path", { class: `curve fitted way-${id}`, d: "M1 6L31 6" }), s("circle", { class: `dot way-${id}`, cx: 16, cy: 6, r: 4 }))),
      this.sample(words.square, s("path", { class: "curve square", d: "M1 6L31 6" }))),
      ...MEASURES.map((name) => h("div", { class: "measure", "data-measure": name },
        h("h3", {}, term(words[name], words[`${name}_tip`])), this.charts[name].element, this.tables[name])));
    this.root.replaceChildren(h("section", { class: "built-in", "aria-label": words.title },
      panelHead(words, this.exportMenu), this.run.element, this.readout, this.panel, panelFoot(words)));
    super.mount();
  }

  /** @param {Data} data */
  update(data) {
    super.update(data);
    this.run.set(`${data.urls.analysis}/versus_cost`, { cached: data.known, label: this.words.run, heard: true });
  }

  /** A bit of a line and what it is called. @param {string} name @param {SVGElement[]} line */
  sample(name, ...line) {
    const size = { width: 32, height: 12, viewBox: "0 0 32 12", "aria-hidden": "true" };
    return h("span", { class: "way" }, s("svg", { class: "by-tokens sample", ...size }, ...line), h("span", {}, name));
  }

  paint() {
    const { words, formats, pointed } = this;
    const found = this.run.result ?? this.run.partial;
    const tokens = found ? [...part(found.arrays.tokens)] : [];
    for (const name of MEASURES) {
      const lines = found ? found.header.ways.map((id, way) => ({ id, values: [...part(found.arrays[name], way)],
        fit: found.header.fits[name]?.[way] ?? null })) : [];
      this.charts[name].paint({ tokens, lines, pointed: found ? pointed : null, across: words.across,
        up: words[`${name}_up`], label: words[`${name}_label`], larger: this.colours.type, count: formats.whole,
        say: (value) => formats.plain(value * UNITS[name]), empty: this.run.running ? "" : words.empty });
    }
    if (found !== this.told) this.build(found);
    this.readout.textContent = found ? this.here(found, tokens) : " ";
    this.root.dataset.painted = this.run.result ? this.run.url : "";
  }

  /** @param {Bundle|null} found */
  build(found) {
    this.told = found;
    for (const name of MEASURES) {
      this.tables[name].replaceChildren(...(found && this.run.result ? [this.table(found, name)] : []));
    }
  }

  /** The fitted parts at the most tokens. @param {Bundle} found @param {Measure} name */
  table({ header, arrays }, name) {
    const { words, formats: { whole, plain } } = this;
    const most = /** @type {number} */ (part(arrays.tokens).at(-1));
    const say = (/** @type {number} */ value) => fill(words[`${name}_value`], { value: plain(value * UNITS[name]) });
    const rows = header.ways.map((id, way) => {
      const terms = header.fits[name]?.[way];
      const cells = terms ? [...partsAt(terms, most).map(say), evenText(evenAt(terms), words, whole)].map((text) => h("td", {}, text))
        : [h("td", { colspan: 4 }, words.too_few)];
      return h("tr", { "data-way": id }, h("th", { scope: "row" }, words[id]), ...cells);
    });
    return h("table", {}, h("caption", {}, fill(words.parts, { count: whole(most) })), h("thead", {}, h("tr", {}, h("th", { scope: "col" }, ""),
      ...["constant", "linear", "quadratic", "even"].map((head) => h("th", { scope: "col" }, term(words[head], words[`${head}_tip`]))))),
    h("tbody", {}, ...rows));
  }

  /** What was measured at the tokens under a pointer. @param {Bundle} found @param {number[]} tokens */
  here({ header, arrays }, tokens) {
    const { pointed, words, formats: { whole, plain } } = this;
    if (pointed === null) return words.invite;
    const [height, width] = header.sizes[pointed];
    const ways = header.ways.flatMap((id, way) => {
      const [seconds, peak] = MEASURES.map((name) => part(arrays[name], way)[pointed] * UNITS[name]);
      if (!Number.isFinite(seconds)) return [];
      const facts = { way: words[id], seconds: plain(seconds), peak: plain(peak) };
      return [fill(Number.isFinite(peak) ? words.both : words.time_only, facts)];
    });
    return fill(words.here, { count: whole(tokens[pointed]), height, width, ways: ways.join(words.between) });
  }

  destroy() {
    this.run.end();
    super.destroy();
  }
}

/** @param {number} even @param {Record<string, string>} words @param {(value: number) => string} whole */
function evenText(even, words, whole) {
  return Number.isFinite(even) ? fill(words.tokens, { count: whole(Math.round(even)) }) : words.never;
}
