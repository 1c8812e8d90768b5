// What must hold if the maps are the model's own, each with what was measured and its limit.

import { fill, h, term } from "../../lib/dom.js";
import { Request } from "../../view/request.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";

const KINDS = ["rows", "outputs", "captured", "logits"];

export class Invariants {
  /** @type {import("../../view/host.js").Bundle | null} */
  found = null;
  entered = false;

  /** @param {import("../../view/view.js").View} view */
  constructor(view) {
    const { words } = view;
    const own = { ...words, title: words.invariants_title, lead: words.invariants_lead, is: words.invariants_is, is_not: words.invariants_is_not };
    Object.assign(this, { view, words });
    this.request = new Request(view);
    this.body = h("tbody", {});
    this.said = h("p", { class: "said" });
    this.exportMenu = new ExportMenu(words, { url: view.host.url, name: "vitviz-invariants", panel: () => this.panel,
      title: () => words.invariants_title, npz: () => `${this.data.urls.analysis}/invariants?as=npz`,
      code: () => this.data.code.invariants });
    this.panel = h("div", { class: "invariants" },
      h("table", {}, h("thead", {}, h("tr", {}, ...["checked", "worst", "limit", "mark"].map((name) =>
        h("th", { scope: "col" }, words[`column_${name}`])))), this.body), this.said);
    this.element = h("section", { class: "panel", "aria-label": words.invariants_title },
      panelHead(own, this.exportMenu), this.request.element, this.panel, panelFoot(own));
    this.fill();
  }

  enter() {
    this.entered = true;
    this.ask();
  }

  update(moved) {
    this.data = this.view.data;
    if (moved) this.found = null;
    this.fill();
    this.ask();
  }

  ask() {
    if (!this.entered || !this.data || !this.request.stale(this.data.trace.key)) return;
    this.request.get(`${this.data.urls.analysis}/invariants`, (found) => {
      this.found = found;
      this.fill();
    });
  }

  fill() {
    const { words, found } = this;
    const header = found?.header;
    this.body.replaceChildren(...KINDS.map((kind) => {
      const worst = header?.worst[kind];
      const holds = header && worst <= header.limits[kind] && (kind !== "logits" || header.same_top);
      const layer = header?.layer[kind];
      return h("tr", {}, h("th", { scope: "row" }, term(words[`inv_${kind}`], words[`inv_${kind}_tip`])),
        h("td", {}, header ? small(worst) : "", layer === undefined ? null
          : h("span", { class: "where" }, fill(words.in_layer, { layer: layer + 1 }))),
        h("td", {}, header ? small(header.limits[kind]) : ""),
        h("td", { class: header && !holds ? "fails" : "" }, header ? (holds ? `✓ ${words.holds}` : `✗ ${words.fails}`) : ""));
    }));
    const time = header && new Intl.DateTimeFormat(this.view.host.language, { timeStyle: "medium" }).format(header.measured * 1000);
    this.said.textContent = header ? fill(words.measured, { time }) : "";
  }

  paint() {}

  end() {
    this.request.end();
  }
}

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** A small number as 5.4 × 10⁻⁷. */
function small(value) {
  if (!value) return "0";
  const [digits, power] = value.toExponential(1).split("e");
  const raised = [...power.replace("+", "")].map((sign) => RAISED[sign]).join("");
  return `${Number(digits) === 1 ? "" : `${Number(digits)} × `}10${raised}`;
}
