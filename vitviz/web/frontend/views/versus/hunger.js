// Data hunger: accuracy against the share of the training photos, a curve a network; the same as a
// table; and the trained ViTs, which open with the photo on screen.

import { ByShare, summary } from "../../charts/by_share.js";
import { fill, h, term, together } from "../../lib/dom.js";
import { decimals } from "../../lib/formats.js";
import { s } from "../../lib/svg.js";
import { margin } from "../../math/binomial.js";
import { part } from "../../math/slices.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { PanelView } from "../../view/panel_view.js";
import { ExportMenu } from "../../widgets/export.js";

/** @typedef {import("../../charts/by_share.js").Dot} Dot */
/** @typedef {import("../../view/host.js").Data} Data */

/** @typedef {{arms: string[], shares: number[], seeds: number[], parameters: number[], photos: number[],
 *   seen: number, validation: number, classes: number,
 *   largest: number}} Facts */
/** @typedef {import("../../lib/types.js").Bundle<Facts>} Bundle */
/** @typedef {{model: string, share: number}} Opened  a trained ViT that the app has */

const URLS = { explore: "./", positions: "positions" };

export default class Hunger extends PanelView {
  /** @type {Facts|null} */ facts = null;
  /** @type {number[][][]} */ runs = []; // arms x shares x seeds
  /** @type {Dot|null} */ pointed = null;
  built = ""; // for which models the links stand
  chart = new ByShare(h("div", { class: "chart" }), (dot) => { this.pointed = dot; this.wake(); });
  readout = h("p", { class: "text readout-line", "data-figure": "no" });
  table = h("div", { class: "arms", role: "table" });
  notes = h("div", { class: "notes" });
  models = h("section", { class: "opened" });
  foot = h("div", {});
  panel = h("div", { class: "hunger" });
  exportMenu = new ExportMenu(this.words, { view: this, name: () => "data-hunger",
    panel: () => this.panel, title: () => this.words.title, ready: () => this.facts !== null,
    endpoint: () => `${this.data.urls.analysis}/data_hunger` });

  mount() {
    const { words } = this;
    this.panel.replaceChildren(h("div", { class: "drawn" }, this.chart.element,
      h("p", { class: "text" }, words.legend), this.readout),
      h("div", { class: "told" }, this.table, this.notes));
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      panelHead(words, this.exportMenu), this.request.element, this.panel, this.foot, this.models));
    super.mount();
  }

  /** @param {Data} data */
  update(data) {
    super.update(data);
    const models = JSON.stringify(data.opened);
    if (models !== this.built) this.buildModels(data.opened);
    this.built = models;
  }

  enter() {
    this.request.get(`${this.data.urls.analysis}/data_hunger`, (bundle) => this.arrived(bundle));
  }

  /** @param {Bundle} bundle */
  arrived({ header, arrays }) {
    this.facts = header;
    this.runs = header.arms.map((_, arm) =>
      header.shares.map((__, share) => [...part(arrays.accuracy, arm, share)]));
    this.build(header);
    this.wake();
  }

  /** @param {Facts} facts */
  build(facts) {
    const { words, formats: { whole, percent } } = this;
    const counts = { seen: whole(facts.seen), validation: whole(facts.validation),
      classes: facts.classes, largest: percent(facts.largest) };
    this.foot.replaceChildren(panelFoot({ ...words, is: fill(words.is, counts) }));
    this.table.replaceChildren(this.headRow(facts), ...facts.arms.map((_, arm) => this.row(facts, arm)), this.gapRow(facts));
    this.notes.replaceChildren(h("p", { class: "text" }, this.standing()),
      h("p", { class: "text" }, this.interval(facts)),
      h("h3", {}, words.published), h("p", { class: "text" }, fill(words.published_text, counts)));
  }

  /** @param {Facts} facts */
  headRow({ shares, photos }) {
    const { words, formats: { percent, whole } } = this;
    return h("div", { class: "arm head", role: "row" }, h("span", { role: "columnheader" }, words.network),
      ...shares.map((share, i) => h("span", { role: "columnheader" }, percent(share),
        h("small", {}, fill(words.share_photos, { count: whole(photos[i]) })))));
  }

  /** @param {Facts} facts @param {number} arm */
  row({ arms, parameters }, arm) {
    const { words, formats: { whole } } = this;
    const id = arms[arm];
    const said = parameters[arm] ? fill(words.parameters, { count: whole(parameters[arm]) }) : "";
    return h("div", { class: "arm", role: "row", "data-arm": id },
      h("span", { class: "name", role: "rowheader" }, sample(id), h("span", {}, term(words[`arm_${id}`], words[`arm_${id}_tip`]),
        h("small", {}, said))),
      ...this.runs[arm].map((runs) => this.cell(runs)));
  }

  /** @param {number[]} runs */
  cell(runs) {
    const found = summary(runs);
    if (!found) return h("span", { class: "none", role: "cell" }, this.words.missing);
    const say = (/** @type {number} */ value) => this.share(value);
    return h("span", { role: "cell" }, say(found.mean), this.spread(found, say));
  }

  /** From the lowest seed to the highest, where there are several. @param {NonNullable<ReturnType<typeof summary>>} found
   * @param {(value: number) => string} say */
  spread({ low, high, count }, say) {
    const { words } = this;
    if (count === 1) return h("small", {}, words.one);
    return h("small", {}, h("span", {}, fill(words.spread, { low: say(low), high: say(high) })), " ",
      h("span", {}, fill(words.seeds, { count })));
  }

  /** How far the plain CNN is ahead, seed by seed. @param {Facts} facts */
  gapRow({ arms, shares }) {
    const { words, runs, host } = this;
    const [cnn, vit] = ["cnn", "vit"].map((id) => runs[arms.indexOf(id)]);
    const signed = decimals(host.language, 1, true);
    const say = (/** @type {number} */ value) => signed(100 * value);
    return h("div", { class: "arm gap", role: "row" }, h("span", { role: "rowheader" }, term(words.gap, words.gap_tip)),
      ...shares.map((_, share) => {
        const found = summary(cnn[share].map((value, seed) => value - vit[share][seed]));
        if (!found) return h("span", { class: "none", role: "cell" }, words.missing);
        return h("span", { role: "cell" }, fill(words.points, { points: say(found.mean) }), this.spread(found, say));
      }));
  }

  /** An accuracy to a tenth of a percent. @param {number} value */
  share(value) {
    return `${decimals(this.host.language, 1)(100 * value)}%`;
  }

  /** How many of the runs there are, and whether some figure is of one alone. */
  standing() {
    const { words } = this;
    const all = this.runs.flat(2);
    const done = all.filter(Number.isFinite).length;
    const single = this.runs.flat().some((runs) => summary(runs)?.count === 1);
    const said = fill(done < all.length ? words.still : words.all_ended, { done, total: all.length });
    return together(said, single && words.single);
  }

  /** What chance leaves on one figure, of the binomial distribution. @param {Facts} facts */
  interval({ validation }) {
    const known = this.runs.flat(2).filter(Number.isFinite);
    const share = known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : 0.3;
    const points = decimals(this.host.language, 1)(100 * margin(share, validation));
    return fill(this.words.interval, { points, share: this.formats.percent(share) });
  }

  /** @param {Opened[]} opened */
  buildModels(opened) {
    const { words } = this;
    const links = opened.map(({ model, share }) => h("li", {},
      h("span", {}, fill(words.model, { share: this.formats.percent(share) })),
      this.link(model, "explore", "heads", words.heads), this.link(model, "positions", "embedding", words.positions)));
    this.models.replaceChildren(h("h3", {}, words.models),
      h("p", { class: "text" }, opened.length ? words.models_text : words.no_models), h("ul", {}, ...links));
  }

  /** To a page with this model and the photo on screen. @param {string} model
   * @param {keyof typeof URLS} page @param {string} section @param {string} text */
  link(model, page, section, text) {
    const { host, state } = this;
    return h("button", { type: "button", class: "chip", "data-model": model, "data-value": section, onclick: () => {
      host.expect(page);
      state.end();
      host.visit({ title: text, href: withModel(host.url(URLS[page]), model), section });
    } }, text);
  }

  paint() {
    const { facts, words, formats } = this;
    if (!facts) return;
    const lines = facts.arms.map((id, arm) => ({ id, runs: this.runs[arm] }));
    this.chart.paint({ shares: facts.shares, lines, pointed: this.pointed, across: words.across, up: words.up,
      label: words.label, empty: words.empty, larger: this.colours.type, say: formats.percent });
    this.readout.textContent = this.here(facts) || words.invite;
    this.root.dataset.painted = this.data.trace.key;
  }

  /** The run under the pointer. @param {Facts} facts */
  here({ arms, shares, seeds }) {
    const { pointed, words, formats } = this;
    return pointed && fill(words.here, { arm: words[`arm_${arms[pointed.line]}`], value: this.share(pointed.value),
      share: formats.percent(shares[pointed.share]), seed: seeds[pointed.run] });
  }
}

/** A bit of a network's line, as the chart draws it. @param {string} id */
function sample(id) {
  return s("svg", { class: "by-share sample", width: 32, height: 12, viewBox: "0 0 32 12", "aria-hidden": "true" },
    s("path", { class: `curve arm-${id}`, d: "M1 6L31 6" }), s("circle", { class: `dot arm-${id}`, cx: 16, cy: 6, r: 4 }));
}

/** The address of a page that shows what this one does in another model, at that one's own size: going
 * there is one step of the history. @param {string} page  absolute @param {string} model */
function withModel(page, model) {
  const target = new URL(page);
  target.search = location.search;
  target.searchParams.set("model", model);
  for (const name of ["weights", "rows", "cols"]) target.searchParams.delete(name);
  return `${target.pathname}${target.search}`;
}
