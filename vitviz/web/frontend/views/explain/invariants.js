// What must hold if the maps are the model's own, each with what was measured and its limit.

import { fill, h, term } from "../../lib/dom.js";
import { small } from "../../lib/formats.js";
import { Request } from "../../view/request.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";

const KINDS = ["rows", "outputs", "captured", "logits"];

export class Invariants {
  /** @type {import("../../view/host.js").Bundle | null} */
  found = null;
  /** @type {import("../../view/host.js").Data | null} */
  data = null;
  entered = false;
  body = h("tbody", {});
  said = h("p", { class: "said" });

  /** @param {import("../../view/view.js").View} view */
  constructor(view) {
    const { words } = view;
    const own = { ...words, title: words.invariants_title, lead: words.invariants_lead, is: words.invariants_is, is_not: words.invariants_is_not };
    this.view = view;
    this.words = words;
    this.request = new Request(view);
    this.exportMenu = new ExportMenu(words, { url: view.host.url, name: "vitviz-invariants", panel: () => this.panel,
      title: () => words.invariants_title, npz: () => `${view.data.urls.analysis}/invariants?as=npz`,
      code: () => view.data.code.invariants });
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

  /** @param {boolean} moved  whether it is another analysis */
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
