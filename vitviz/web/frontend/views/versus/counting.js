// Parameters by part, how often each weight is used, what an unshared layer would need, and
// multiply-adds: both models, as they were counted on a pass of this picture.

import { fill, h, term } from "../../lib/dom.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";
import { AskedView } from "./asked_view.js";
import { totals, usesOf } from "./counts.js";

/** @typedef {import("./counts.js").Counted} Counted */
/** @typedef {import("./counts.js").Part} Part */
/** @typedef {"vit"|"cnn"} Model */

/** @type {Model[]} */
const MODELS = ["vit", "cnn"];
/** @type {("parameters"|"uses"|"unshared"|"multiply_adds")[]} */
const COLUMNS = ["parameters", "uses", "unshared", "multiply_adds"];

export default class Counting extends AskedView {
  /** @type {{vit: Counted, cnn: Counted, tokens: number, blocks: number}|null} */ found = null;
  bodies = { vit: h("div", {}), cnn: h("div", {}) };
  text = h("p", { class: "text" });
  panel = h("div", { class: "counting" }, this.bodies.vit, this.bodies.cnn, this.text);
  exportMenu = new ExportMenu(this.words, { view: this, panel: () => this.panel, name: () => "counting",
    title: () => this.words.title, ready: () => Boolean(this.found), endpoint: () => this.address() });

  mount() {
    const { words } = this;
    this.root.replaceChildren(h("section", { class: "built-in", "aria-label": words.title },
      panelHead(words, this.exportMenu), this.request.element, this.panel, panelFoot(words)));
    super.mount();
  }

  address() {
    return `${this.data.urls.analysis}/counting`;
  }

  /** @param {import("../../view/host.js").Bundle|null} bundle */
  arrived(bundle) {
    this.found = bundle && bundle.header;
    this.text.textContent = "";
    if (!this.found) return;
    for (const model of MODELS) this.bodies[model].replaceChildren(...this.table(model, this.found[model]));
    this.text.textContent = this.compared(this.found.vit, this.found.cnn);
    this.root.dataset.painted = this.url;
  }

  /** @param {Model} model @param {Counted} found */
  table(model, { parts, size: [height, width] }) {
    const { words } = this;
    const all = totals(parts);
    const head = COLUMNS.map((name) => h("th", { scope: "col" }, term(words[name], words[`${name}_tip`])));
    const rows = parts.map((part) => this.row(model, part, all));
    const last = h("tr", { class: "sum" }, h("th", { scope: "row" }, words.all),
      this.number(all.parameters), h("td", {}), this.number(all.unshared), this.number(all.multiply_adds));
    return [h("h3", { class: model }, fill(words[`of_${model}`], { height, width })),
      h("div", { class: "scroll" }, h("table", {}, h("thead", {}, h("tr", {},
        h("th", { scope: "col" }, words.part), ...head)), h("tbody", {}, ...rows, last)))];
  }

  /** @param {Model} model @param {Part} part @param {{parameters: number, multiply_adds: number}} all */
  row(model, part, all) {
    const { words, formats: { whole } } = this;
    const facts = { tokens: this.found?.tokens, blocks: this.found?.blocks };
    return h("tr", { "data-part": part.name }, h("th", { scope: "row" },
      term(fill(words[`part_${part.name}`], facts), fill(words[`part_${part.name}_tip`], facts))),
    this.number(part.parameters, model, all.parameters), h("td", {}, part.parameters ? usesOf(part, whole) : ""),
    part.parameters ? this.number(part.unshared) : h("td", {}),
    part.multiply_adds ? this.number(part.multiply_adds, model, all.multiply_adds) : h("td", {}));
  }

  /** A number, with its share of all as a bar. @param {number} value @param {Model} [model] @param {number} [all] */
  number(value, model, all = 0) {
    const { whole, compact } = this.formats;
    const text = h("span", { "data-tip": whole(value) }, compact(value));
    if (!model || !all) return h("td", {}, text);
    return h("td", {}, text, h("span", { class: `bar ${model}`, "data-swatch": "", style: `width:${(value / all) * 100}%` }));
  }

  /** Both models in sentences. @param {Counted} vit @param {Counted} cnn */
  compared(vit, cnn) {
    const { words, formats: { plain, compact: say } } = this;
    const [one, other] = [totals(vit.parts), totals(cnn.parts)];
    return fill(words.compared, { vit: say(one.parameters), cnn: say(other.parameters),
      vit_adds: say(one.multiply_adds), cnn_adds: say(other.multiply_adds),
      vit_uses: plain(one.multiply_adds / one.parameters), cnn_uses: plain(other.multiply_adds / other.parameters) });
  }
}
