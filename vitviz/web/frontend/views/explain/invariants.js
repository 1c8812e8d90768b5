// What must hold if the maps are the model's own, each with what was measured and its limit.

import { fill, h, term } from "../../lib/dom.js";
import { small } from "../../lib/formats.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { Request } from "../../view/request.js";
import { ExportMenu } from "../../widgets/export.js";

/** @typedef {import("./types.js").FaithfulnessData} FaithfulnessData */
/** @typedef {import("./types.js").Invariant} Invariant */
/** @typedef {import("./types.js").InvariantsHeader} InvariantsHeader */
/** @typedef {import("./types.js").SubPanel} SubPanel */

/** @type {Invariant[]} */
const KINDS = ["rows", "outputs", "captured", "logits"];

/**
 * Whether an invariant holds: equal logits also have the same likeliest class.
 * @param {InvariantsHeader} header
 * @param {Invariant} kind
 */
export function holds({ worst, limits, same_top }, kind) {
  return worst[kind] <= limits[kind] && (kind !== "logits" || same_top);
}

/** @implements {SubPanel} */
export class Invariants {
  /** @type {InvariantsHeader|null} */ found = null;
  /** @type {FaithfulnessData|null} */ data = null;
  entered = false;
  body = h("tbody", {});
  text = h("p", { class: "text" });

  /** @param {import("./types.js").Around<FaithfulnessData>} view */
  constructor(view) {
    const { words } = view;
    const own = { ...words, title: words.invariants_title, lead: words.invariants_lead,
      is: words.invariants_is, is_not: words.invariants_is_not };
    this.view = view;
    this.words = words;
    this.request = new Request(view);
    this.exportMenu = new ExportMenu(words, { view, name: () => "invariants",
      panel: () => this.panel, title: () => words.invariants_title,
      endpoint: () => `${view.data.urls.analysis}/invariants` });
    this.panel = h("div", { class: "invariants" },
      h("table", {}, h("thead", {}, h("tr", {}, ...["checked", "worst", "limit", "mark"].map((name) =>
        h("th", { scope: "col" }, words[`column_${name}`])))), this.body), this.text);
    this.element = h("section", { class: "panel", "data-section": "checks", "aria-label": words.invariants_title },
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
    this.request.get(`${this.data.urls.analysis}/invariants`, ({ header }) => {
      this.found = header;
      this.fill();
    });
  }

  fill() {
    const { words, found } = this;
    this.body.replaceChildren(...KINDS.map((kind) => this.row(kind)));
    const clock = new Intl.DateTimeFormat(this.view.host.language, { timeStyle: "medium" });
    this.text.textContent = found
      ? fill(words.measured, { time: clock.format(found.measured * 1000) }) : "";
  }

  /** @param {Invariant} kind */
  row(kind) {
    const { words, found } = this;
    const name = h("th", { scope: "row" }, term(words[`inv_${kind}`], words[`inv_${kind}_tip`]));
    if (!found) return h("tr", {}, name, h("td"), h("td"), h("td", { class: "" }));
    const layer = found.layer[kind];
    const where = layer === undefined ? null
      : h("span", { class: "where" }, fill(words.in_layer, { layer: layer + 1 }));
    const good = holds(found, kind);
    return h("tr", {}, name, h("td", {}, small(found.worst[kind]), where),
      h("td", {}, small(found.limits[kind])),
      h("td", { class: good ? "" : "fails" }, good ? `✓ ${words.holds}` : `✗ ${words.fails}`));
  }

  paint() {}

  end() {
    this.request.end();
  }
}
