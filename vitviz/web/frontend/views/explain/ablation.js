// Heads and layers switched off: what each is worth to the chosen class, and what the model says
// and shows with some of them off. The effects come for all classes at once.

import { Heat } from "../../charts/heat.js";
import { fill, h, term } from "../../lib/dom.js";
import { Legend } from "../../maps/legend.js";
import { largestSize } from "../../math/ranking.js";
import { strided } from "../../math/slices.js";
import { tablesOf } from "../../paint/colour.js";
import { nearScreen } from "../../view/near_screen.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { photoScene } from "../../view/photo_scene.js";
import { View } from "../../view/view.js";
import { ExportMenu } from "../../widgets/export.js";
import { aboutHere, LongRun } from "../../widgets/long_run.js";
import { namesOff, toggled } from "./off.js";
import { runLabel, paceOf } from "./pace.js";
import { SwitchedOff } from "./switched_off.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../lib/types.js").NamedArray} NamedArray */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/** @typedef {import("./types.js").AblationData} AblationData */

/** @extends {View<AblationData>} */
export default class Ablation extends View {
  /** @type {import("./types.js").Pace|null} */ pace = null;
  entered = false;
  /** @type {PhotoScene|null} */ scene = null;
  tables = tablesOf(this.host.constants.tables);
  /** @type {LongRun<Bundle>} */
  run = new LongRun(this.words, { runs: this.host.runs, lost: () => this.missing(), changed: () => this.wake(),
    about: () => aboutHere(this.host, fill(this.words.run_about, { label: this.data.label }), "off") });
  heat = new Heat(this.words, { toggle: (id) => this.toggle(id) });
  legends = [new Legend(), new Legend()];
  text = h("p", { class: "text" });
  named = h("span", {});
  allOn = h("button", { type: "button", class: "chip", onclick: () => this.switch("") }, this.words.all_on);
  outcome = new SwitchedOff(this);
  blocks = ["heads", "layers"].map((name, i) => h("div", {},
    h("span", { class: "label" }, this.words[`legend_${name}`]), this.legends[i].element));
  table = h("div", { class: "part" }, h("h3", {}, this.named, h("small", {}, this.words.heat_text)),
    this.heat.element, h("div", { class: "legends" }, ...this.blocks), this.text);

  mount() {
    const { words } = this;
    this.root.replaceChildren(h("div", { class: "ablation" },
      h("section", { class: "panel", "aria-label": words.title }, panelHead(words, this.exported()),
        h("p", { class: "caution" }, term(words.caution, words.caution_tip)), this.run.element,
        h("div", { class: "halves" }, this.table, h("div", { class: "part" }, this.outcome.element,
          h("div", { class: "line", "data-figure": "no" }, this.allOn))), panelFoot(words))));
    super.mount();
    nearScreen(this.root, this.signal, () => this.enter());
  }

  exported() {
    return new ExportMenu(this.words, { view: this, name: () => `heads-of ${this.data.label}`,
      panel: () => this.table, title: () => this.words.title, ready: () => Boolean(this.run.result),
      endpoint: () => `${this.run.url}?target=${this.data.target}` });
  }

  async enter() {
    this.entered = true;
    this.outcome.enter();
    await paceOf(this, (pace) => { this.pace = pace; });
    this.settle();
  }

  /** @param {AblationData} data */
  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    super.update(data);
    if (moved) this.scene = photoScene(this);
    if (moved && this.entered) this.enter();
    this.outcome.update(moved);
    this.settle(true);
  }

  /** @param {boolean} [heard]  whether a message has just come */
  settle(heard) {
    const { data, pace, words } = this;
    const label = runLabel(data.passes, pace && data.passes * pace.vit, words);
    this.run.set(`${data.urls.analysis}/ablation`, { cached: data.cached.ablation, label, heard });
    this.wake();
  }

  /** @param {string} id  "11.3" or "11.all" */
  toggle(id) {
    this.switch(toggled(this.state.values.off, id));
  }

  /** @param {string} off */
  switch(off) {
    this.commit({ off });
    this.outcome.ask();
  }

  title() {
    return fill(this.words.heat_title, { label: this.data.label });
  }

  /** The changes of one class's logit: of heads (layers x heads) and of whole layers. */
  changes() {
    const found = this.run.result ?? this.run.partial;
    if (!found) return null;
    const classes = found.arrays.logits.shape[0];
    const of = (/** @type {NamedArray} */ { values }) =>
      strided(values, this.data.target, classes, values.length / classes);
    return { values: of(found.arrays.without_head), whole: of(found.arrays.without_layer) };
  }

  paint() {
    const { words, data } = this;
    const found = this.changes();
    const off = namesOff(this.state.values.off);
    const write = this.formats.change;
    /** @type {[number, number]} */
    const limits = found ? [limitOf(found.values), limitOf(found.whole)] : [1, 1];
    this.heat.lay(data.heads);
    this.heat.paint({ ...(found ?? { values: null, whole: null }), limits, off,
      table: this.tables.diverging, write });
    this.legends.forEach((legend, i) => {
      const limit = limits[i];
      this.blocks[i].classList.toggle("unknown", !found);
      legend.paint(this.tables.diverging, [[0, write(-limit)], [0.5, "0"], [1, write(limit)]]);
    });
    this.text.textContent = found && this.run.result ? this.best(found.values) : words.heat_before;
    this.named.textContent = this.title();
    this.allOn.disabled = !off.size;
    this.outcome.paint(this.colours);
    this.root.dataset.painted = this.data.trace.key;
  }

  /** Which head the class loses most by, and which it gains most by. @param {Float32Array} values */
  best(values) {
    const { words, formats: { change }, heat: { most } } = this;
    const order = Array.from(values.keys()).filter((i) => Number.isFinite(values[i]))
      .sort((a, b) => values[a] - values[b]);
    const name = (/** @type {number} */ i) =>
      fill(words.head_name, { layer: Math.floor(i / most) + 1, head: (i % most) + 1 });
    const [low, high] = [order[0], order[order.length - 1]];
    return fill(words.heat_found, { label: this.data.label, low: name(low), low_value: change(values[low]),
      high: name(high), high_value: change(values[high]) });
  }

  destroy() {
    this.run.end();
    this.outcome.end();
    super.destroy();
  }
}

/** The end of a scale for numbers that may be missing. @param {Float32Array} values */
function limitOf(values) {
  return largestSize(values.filter(Number.isFinite));
}
