// Heads and layers switched off: what each is worth to the chosen class, and what the model says
// and shows with some of them off. The effects come for all classes at once.

import { fill, h, term } from "../../lib/dom.js";
import { Heat } from "../../charts/heat.js";
import { Legend } from "../../widgets/legend.js";
import { LongRun } from "../../widgets/long_run.js";
import { SwitchedOff } from "./switched_off.js";
import { tablesOf } from "../../paint/paint.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { lasting } from "../../widgets/progress.js";
import { nearScreen } from "../../view/near_screen.js";
import { photoScene } from "../../view/photo_scene.js";
import { View } from "../../view/view.js";
import { ExportMenu } from "../../widgets/export.js";

export default class Ablation extends View {
  /** Seconds that a picture takes in each model. @type {{vit: number, cnn: number} | null} */
  pace = null;
  entered = false;
  scene = null;
  tables = tablesOf(this.host.constants.tables);
  run = new LongRun(this.words, { get: this.host.get, lost: () => this.missing(), changed: () => this.wake() });
  signed = new Intl.NumberFormat(this.host.language,
    { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" });

  mount() {
    const { words } = this;
    this.heat = new Heat(words, { toggle: (id) => this.toggle(id) });
    this.legends = [new Legend(), new Legend()];
    this.said = h("p", { class: "said" });
    this.named = h("span", {});
    this.allOn = h("button", { type: "button", class: "chip", onclick: () => this.switch("") }, words.all_on);
    this.outcome = new SwitchedOff(this);
    const exportMenu = new ExportMenu(words, { url: this.host.url, name: "vitviz-heads", panel: () => this.table, title: () => words.title,
      ready: () => Boolean(this.run.result),
      npz: () => this.run.result && `${this.run.url}?as=npz`, code: () => this.data.code.ablation });
    this.table = h("div", { class: "part" }, h("h3", {}, this.named, h("small", {}, words.heat_said)), this.heat.element,
      h("div", { class: "legends" }, ...["heads", "layers"].map((name, i) => h("div", {},
        h("span", { class: "label" }, words[`legend_${name}`]), this.legends[i].element))), this.said);
    this.root.replaceChildren(h("div", { class: "ablation" },
      h("section", { class: "panel", "aria-label": words.title }, panelHead(words, exportMenu),
        h("p", { class: "caution" }, term(words.caution, words.caution_tip)), this.run.element,
        h("div", { class: "halves" }, this.table, h("div", { class: "part" }, this.outcome.element,
          h("div", { class: "line", "data-figure": "no" }, this.allOn))), panelFoot(words))));
    super.mount();
    nearScreen(this.root, this.signal, () => this.enter());
  }

  async enter() {
    this.entered = true;
    this.outcome.enter();
    try {
      this.pace = (await this.host.get(`${this.data.urls.analysis}/pace`)).header;
    } catch { /* the button then does not say how long */ }
    this.settle();
  }

  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    super.update(data);
    if (moved) this.scene = photoScene(this);
    if (moved && this.entered) this.enter();
    this.outcome.update(moved);
    this.settle();
  }

  settle() {
    const { data, pace, words } = this;
    const time = pace && lasting(data.passes * pace.vit, words);
    const offer = fill(time ? words.run_time : words.run, { count: data.passes, time });
    this.run.set(`${data.urls.analysis}/ablation`, { kept: data.kept.ablation, offer });
    this.wake();
  }

  get off() {
    return new Set(this.state.values.off.split("-").filter(Boolean));
  }

  toggle(id) {
    const { off } = this;
    if (off.has(id)) off.delete(id);
    else off.add(id);
    this.switch([...off].join("-"));
  }

  switch(off) {
    this.commit({ off });
    this.outcome.ask();
  }

  title() {
    return fill(this.words.heat_title, { label: this.data.label });
  }

  /** The changes of one class's logit: of heads (layers x heads) and of whole layers. */
  changes() {
    const found = this.run.result;
    if (!found) return { values: null, whole: null, limits: [1, 1] };
    const classes = found.arrays.logits.shape[0];
    const of = ({ values }) => Float32Array.from({ length: values.length / classes },
      (_, i) => values[i * classes + this.data.target]);
    const [values, whole] = [of(found.arrays.heads), of(found.arrays.layers)];
    return { values, whole, limits: [most(values), most(whole)] };
  }

  paint() {
    const { words, data } = this;
    const found = this.changes();
    const write = (value) => this.signed.format(value).replace("-", "−");
    this.heat.lay(data.heads);
    this.heat.paint({ ...found, off: this.off, table: this.tables.diverging, write });
    this.legends.forEach((legend, i) => {
      const limit = found.limits[i];
      legend.element.parentElement.classList.toggle("unknown", !found.values);
      legend.paint(this.tables.diverging, [[0, write(-limit)], [0.5, "0"], [1, write(limit)]]);
    });
    this.said.textContent = found.values ? this.best(found.values, write) : words.heat_before;
    this.named.textContent = this.title();
    this.allOn.disabled = !this.off.size;
    this.outcome.paint(this.colours);
    this.root.dataset.painted = this.data.trace.key;
  }

  /** Which head the class loses most by, and which it gains most by. */
  best(values, write) {
    const order = Array.from(values.keys()).filter((i) => Number.isFinite(values[i])).sort((a, b) => values[a] - values[b]);
    const name = (i) => fill(this.words.head_name, { layer: Math.floor(i / this.heat.most) + 1, head: (i % this.heat.most) + 1 });
    const [low, high] = [order[0], order.at(-1)];
    return fill(this.words.heat_found, { label: this.data.label, low: name(low), low_value: write(values[low]),
      high: name(high), high_value: write(values[high]) });
  }

  destroy() {
    this.run.end();
    this.outcome.end();
    super.destroy();
  }
}

function most(values) {
  return Math.max(...values.filter(Number.isFinite).map(Math.abs)) || 1;
}
