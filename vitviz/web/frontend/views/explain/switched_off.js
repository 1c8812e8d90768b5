// What the model says and shows with some heads off, beside what it says with all of them on.

import { fill, h } from "../../lib/dom.js";
import { ranked } from "../../math/ranking.js";
import { part } from "../../math/slices.js";
import { ExportMenu } from "../../widgets/export.js";
import { address } from "../../widgets/long_run.js";
import { BeforeAfter } from "./before_after.js";
import { partsOff } from "./off.js";

/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("./off.js").Part} Part */
/** @typedef {import("./types.js").AblationData} AblationData */
/** @typedef {import("./types.js").SwitchedOffHeader} SwitchedOffHeader */
/** @typedef {import("./types.js").SubPanel} SubPanel */
/** @typedef {import("../../lib/types.js").Bundle<SwitchedOffHeader>} Bundle */

const SHOWN = 5; // likeliest classes, before and after

/** @implements {SubPanel} */
export class SwitchedOff {
  /** What the table says. @type {Bundle|null} */ written = null;
  /** @type {AblationData|null} */ data = null;
  title = h("h3", {});
  heading = h("h3", {}); // over the maps
  body = h("tbody", {});

  /** @param {import("./types.js").Around<AblationData>} view */
  constructor(view) {
    const { words } = view;
    this.view = view;
    this.words = words;
    /** @type {BeforeAfter<SwitchedOffHeader>} */
    this.maps = new BeforeAfter(view, { label: words.without_gallery, url: () => this.url() });
    const { gallery, request } = this.maps;
    this.panel = h("div", { class: "without" }, this.title, this.table(),
      this.heading, gallery.element, gallery.legend.element);
    this.exportMenu = new ExportMenu(words, { view, name: () => this.file(),
      panel: () => this.panel, title: () => words.title, endpoint: () => this.url(),
      ready: () => this.maps.ready });
    this.element = h("div", {}, h("div", { class: "corner", "data-figure": "no" },
      this.exportMenu.element), this.panel, request.element);
  }

  table() {
    const heading = (/** @type {string} */ name) =>
      h("th", { scope: "col" }, this.words[`column_${name}`]);
    return h("table", {}, h("thead", {},
      h("tr", {}, ...["class", "all_on", "now", "change"].map(heading))), this.body);
  }

  enter() {
    this.maps.enter();
  }

  /** @param {boolean} moved  whether it is another analysis */
  update(moved) {
    this.data = this.view.data;
    this.maps.update(moved);
  }

  url() {
    const { start, off } = this.view.state.values;
    const { data } = this.view;
    return address(data, "off", { target: data.target, start, off });
  }

  ask() {
    this.maps.ask();
  }

  /** What is off of this model. */
  parts() {
    return partsOff(this.view.state.values.off, this.view.data.heads);
  }

  /** What is off, in words. */
  names() {
    const { words } = this;
    const parts = this.parts();
    if (!parts.length) return words.without_nothing;
    if (parts.length > 3) return fill(words.without_many, { count: parts.length });
    const name = (/** @type {Part} */ { layer, head }) => (head === null
      ? fill(words.layer_name, { layer: layer + 1 })
      : fill(words.head_name, { layer: layer + 1, head: head + 1 }));
    return fill(words.without_these, { names: parts.map(name).join(words.between) });
  }

  /** What is off, for the name of a file. */
  file() {
    const parts = this.parts();
    const named = parts.length > 3 ? [`${parts.length} parts`] : parts.map(({ layer, head }) =>
      `layer${layer + 1}${head === null ? "" : ` head${head + 1}`}`);
    return ["without", ...named].join(" ");
  }

  /** @param {Colours} colours */
  paint(colours) {
    const { words, data, maps, maps: { found } } = this;
    if (!data) return;
    this.title.textContent = this.names();
    this.heading.textContent = words[`without_maps_${data.map}`];
    const [, rows, cols] = found?.arrays.maps.shape ?? [0, ...data.trace.grid];
    if (found && this.written !== found) this.write(found, data);
    const cells = ["before", "after"].map((id, i) => ({ id, title: words[`without_${id}`],
      grid: /** @type {Grid} */ ([rows, cols]), values: found && part(found.arrays.maps, i),
      empty: found && !found.header.signal[i] ? words.no_signal : "" }));
    maps.paint(cells, colours);
    maps.fade(this.panel);
  }

  /** The classes that are among the first five before or after, and the chosen one.
   * @param {Bundle} found @param {AblationData} data */
  write(found, { labels, target }) {
    this.written = found;
    const { percent, hundredth, change } = this.view.formats;
    const [before, after] = [0, 1].map((side) => ({
      logits: part(found.arrays.logits, side), shares: part(found.arrays.probabilities, side) }));
    const rows = [...new Set([...ranked(before.logits, SHOWN), ...ranked(after.logits, SHOWN), target])]
      .sort((a, b) => before.logits[b] - before.logits[a]);
    const cell = (/** @type {typeof before} */ { shares, logits }, /** @type {number} */ index) =>
      h("td", {}, h("span", { class: "share" }, percent(shares[index])),
        h("span", { class: "logit" }, hundredth(logits[index])));
    this.body.replaceChildren(...rows.map((index) => h("tr", { class: index === target ? "target" : "" },
      h("th", { scope: "row" }, labels[index] ?? String(index)), cell(before, index), cell(after, index),
      h("td", {}, change(after.logits[index] - before.logits[index])))));
  }

  end() {
    this.maps.end();
  }
}
