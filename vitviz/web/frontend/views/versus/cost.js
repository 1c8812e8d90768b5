// What a pass costs against the number of tokens: multiply-adds, which are counted, time and memory,
// which are measured on this machine when asked for; and which part of each grows with the square.

import { ByTokens } from "../../charts/by_tokens.js";
import { fill, h, term } from "../../lib/dom.js";
import { s } from "../../lib/svg.js";
import { part } from "../../math/slices.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";
import { aboutHere, LongRun } from "../../widgets/long_run.js";
import { AskedView } from "./asked_view.js";
import { isFitted, partsTable } from "./cost_table.js";
import { MEASURES, UNITS } from "./costs.js";
import { CountedAdds } from "./counted_adds.js";

/** @typedef {import("../../view/host.js").Data} Data */
/** @typedef {import("./costs.js").Facts} Facts */
/** @typedef {import("./costs.js").Measure} Measure */
/** @typedef {import("../../lib/types.js").Bundle<Facts>} Bundle */

export default class Cost extends AskedView {
  /** Index of a number of tokens. @type {number|null} */ pointed = null;
  /** @type {Bundle|null} */ told = null; // for which the tables stand
  /** @type {LongRun<Bundle>} */
  run = new LongRun(this.words, { runs: this.host.runs, lost: () => this.missing(), changed: () => this.wake(),
    about: () => aboutHere(this.host, this.words.run_about, "cost") });
  adds = new CountedAdds(this.words, this.formats, () => this.wake());
  charts = { seconds: this.chart(), peak: this.chart() };
  tables = { seconds: h("div", { class: "scroll" }), peak: h("div", { class: "scroll" }) };
  readout = h("p", { class: "text readout-line", "data-figure": "no" });
  square = this.sample(this.words.square, s("path", { class: "curve square", d: "M1 6L31 6" }));
  panel = h("div", { class: "cost" });
  exportMenu = new ExportMenu(this.words, { view: this, panel: () => this.panel, name: () => "cost",
    title: () => this.words.title, ready: () => Boolean(this.adds.found || this.run.result), endpoint: () => (this.run.result ? this.run.url : this.address()) });

  chart() {
    return new ByTokens(h("div", { class: "chart" }), (at) => { this.pointed = at; this.wake(); });
  }

  mount() {
    const { words } = this;
    this.panel.replaceChildren(
      h("p", { class: "text ways" }, ...["fused", "unfused", "cnn"].map((id) => this.sample(words[id],
        s("path", { class: `curve fitted way-${id}`, d: "M1 6L31 6" }), s("circle", { class: `dot way-${id}`, cx: 16, cy: 6, r: 4 }))),
      this.square),
      this.adds.element, h("div", { class: "measuring", "data-figure": "no" }, this.run.element, this.readout),
      ...MEASURES.map((name) => h("div", { class: "measure", "data-measure": name },
        h("h3", {}, term(words[name], words[`${name}_tip`])), this.charts[name].element, this.tables[name])));
    this.root.replaceChildren(h("section", { class: "built-in", "aria-label": words.title },
      panelHead(words, this.exportMenu), this.request.element, this.panel, panelFoot(words)));
    super.mount();
  }

  /** @param {Data} data */
  update(data) {
    super.update(data);
    this.run.set(`${data.urls.analysis}/versus_cost`, { cached: data.known, label: this.words.run, heard: true });
  }

  /** Of this photo's model and size; what is measured is asked once for all photos. */
  address() {
    return `api/analysis/${this.data.trace.key}/versus_adds`;
  }

  /** @param {import("../../view/host.js").Bundle|null} bundle */
  arrived(bundle) {
    const found = /** @type {import("./counted_adds.js").Bundle|null} */ (bundle);
    this.square.hidden = Boolean(found && !isFitted(found));
    this.adds.set(found);
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
    this.adds.paint(this.colours.type);
    if (found !== this.told) this.build(found);
    this.readout.textContent = found ? this.here(found, tokens) : " ";
    this.root.dataset.painted = this.run.result ? this.run.url : this.came;
  }

  /** @param {Bundle|null} found */
  build(found) {
    this.told = found;
    for (const name of MEASURES) {
      this.tables[name].replaceChildren(...(found && this.run.result ? [this.table(found, name)] : []));
    }
  }

  /** @param {Bundle} found @param {Measure} name */
  table(found, name) {
    const { words, formats } = this;
    const say = (/** @type {number} */ value) => fill(words[`${name}_value`], { value: formats.plain(value * UNITS[name]) });
    return partsTable(name, found, say, words, formats);
  }

  /** What was measured at the tokens under a pointer. @param {Bundle} found @param {number[]} tokens */
  here(found, tokens) {
    const { pointed, words, formats: { whole, plain } } = this;
    if (pointed === null) return isFitted(found) ? words.invite : words.invite_dots;
    const { header, arrays } = found;
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
