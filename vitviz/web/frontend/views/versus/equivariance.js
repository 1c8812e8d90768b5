// What moves along when the picture moves, in both families: exact facts, measured on this photo.

import { fill, h } from "../../lib/dom.js";
import { small } from "../../lib/formats.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";
import { AskedView } from "./asked_view.js";

/** @typedef {import("../../view/host.js").Bundle} Bundle */
/** @typedef {{name: string, exact: boolean}} Row  `exact`: 0 in theory */

/**
 * @typedef {Record<string, number|null> & {limit: number, kernel: [number, number], stride: number,
 *   strides: number, shift: [number, number], patch: [number, number]}} Header
 */

/** @type {Record<"cnn"|"vit", Row[]>} */
export const ROWS = {
  cnn: [{ name: "wrapped", exact: true }, { name: "strided", exact: true }, { name: "inside", exact: true },
    { name: "padded", exact: false }, { name: "between", exact: false }, { name: "features", exact: false }],
  vit: [{ name: "convolution", exact: true }, { name: "attention", exact: true },
    { name: "tokens", exact: true }, { name: "placed", exact: false }],
};

export default class Equivariance extends AskedView {
  /** @type {Header|null} */ found = null;
  bodies = { cnn: h("tbody", {}), vit: h("tbody", {}) };
  panel = h("div", { class: "equivariance scroll" }, h("table", {}, h("thead", {}, h("tr", {},
    ...["fact", "measured", "limit", "result"].map((name) => h("th", { scope: "col" }, this.words[name])))),
  this.bodies.cnn, this.bodies.vit));
  exportMenu = new ExportMenu(this.words, { view: this, panel: () => this.panel, name: () => "exact-facts",
    title: () => this.words.title, ready: () => Boolean(this.found), endpoint: () => this.address() });

  mount() {
    const { words } = this;
    this.root.replaceChildren(h("section", { class: "built-in", "aria-label": words.title },
      panelHead(words, this.exportMenu), this.request.element, this.panel, panelFoot(words)));
    super.mount();
  }

  address() {
    return `${this.data.urls.analysis}/equivariance`;
  }

  /** @param {Bundle|null} bundle */
  arrived(bundle) {
    const found = bundle && /** @type {Header} */ (bundle.header);
    this.found = found;
    for (const model of /** @type {const} */ (["cnn", "vit"])) {
      const rows = found ? ROWS[model].map((row) => this.row(row, found)) : [];
      this.bodies[model].replaceChildren(h("tr", { class: `family ${model}` },
        h("th", { colspan: "4", scope: "rowgroup" }, this.words[model])), ...rows);
    }
    if (found) this.root.dataset.painted = this.url;
  }

  /** @param {Row} row @param {Header} found */
  row({ name, exact }, found) {
    const { words } = this;
    const [down, right] = found.shift;
    const { stride, strides } = found;
    const said = fill(words[`fact_${name}`], { down, right, stride, strides,
      kernel: found.kernel.join(" × "), patch: found.patch.join(" × ") });
    const value = found[name];
    const measured = value === null ? words.none : exact ? small(value) : this.formats.percent(value);
    const holds = value !== null && exact;
    const good = holds && value <= found.limit;
    return h("tr", { class: exact ? "" : "broken", "data-fact": name }, h("th", { scope: "row" }, said),
      h("td", { "data-value": name }, measured), h("td", {}, holds ? small(found.limit) : ""),
      h("td", { class: holds && !good ? "fails" : "" }, holds ? (good ? `✓ ${words.holds}` : `✗ ${words.fails}`) : ""));
  }
}
