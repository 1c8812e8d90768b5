// Three exact symmetries with what was measured of them on this photo, when the rest is painted.

import { fill, h } from "../../lib/dom.js";
import { difference } from "../../lib/formats.js";
import { ExportMenu } from "../../widgets/export.js";

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {{done: number, total: number}} Reached  passes of the model; 0 in all while nobody knows */
/** @typedef {{gone?: boolean, sentence?: string, name?: string}} Failure  what `host.get` rejects with */

/**
 * @typedef {object} Measured  the worst differences of any logit, as the endpoint gives them
 * @property {number} swap
 * @property {number} unplaced
 * @property {number} unchanged
 * @property {number} moved
 * @property {number} limit  what rounding may leave of a difference that is 0
 * @property {number} seed  of the orders
 */
/** @typedef {"swap"|"unplaced"|"unchanged"|"moved"} Name */
/** @typedef {{name: Name} & Record<"measured"|"limit"|"holds", HTMLElement>} Cells  of one row */

/** @type {Name[]} */
const ROWS = ["swap", "unplaced", "unchanged", "moved"];

/**
 * @typedef {object} Page
 * @property {import("../../widgets/export.js").Exporting & {host: import("../../view/host.js").Host,
 *   wake: () => void}} view
 * @property {() => string} address
 * @property {(error: Failure) => void} fail
 */

export class Symmetries {
  /** @type {Words} */ words;
  /** @type {Page} */ page;
  /** @type {Measured|null} */ found = null;
  /** @type {AbortController|null} */ aborter = null;
  /** @type {Cells[]} */ cells = [];
  /** The address of what is measured. */
  url = "";
  failed = false;
  text = h("p", { class: "text" });

  /** @param {Words} words @param {Page} page */
  constructor(words, page) {
    this.words = words;
    this.page = page;
    this.panel = h("div", {}, this.text, this.rows());
    this.exportMenu = new ExportMenu(words, { view: page.view, name: () => "position-facts",
      panel: () => this.panel, title: () => words.facts,
      ready: () => Boolean(this.found), endpoint: page.address });
    this.element = h("section", { class: "facts", "data-section": "facts" }, h("div", { class: "line above" },
      h("h2", {}, words.facts), this.exportMenu.element), this.panel);
  }

  /** The table: a row for each symmetry. */
  rows() {
    const { words } = this;
    this.cells = ROWS.map((name) => ({ name, measured: h("td", { "data-value": `fact-${name}` }),
      limit: h("td", {}), holds: h("td", {}) }));
    const head = [words.fact, words.measured, words.limit, words.result].map((text) => h("th", { scope: "col" }, text));
    return h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {},
      ...this.cells.map(({ name, measured, limit, holds }) => h("tr", { class: name },
        h("th", { scope: "row" }, words[`fact_${name}`]), measured, limit, holds))));
  }

  /** Measures once for each analysis. */
  async measure() {
    const url = this.page.address();
    if (url === this.url) return;
    this.end();
    this.url = url;
    this.found = null;
    this.failed = false;
    this.aborter = new AbortController();
    const progress = (/** @type {Reached} */ { done, total }) => {
      this.text.textContent = total ? fill(this.words.measuring, { done, total }) : this.words.computing;
    };
    progress({ done: 0, total: 0 });
    for (const { measured, limit, holds } of this.cells) {
      for (const cell of [measured, limit, holds]) cell.textContent = "";
    }
    try {
      const { header } = await this.page.view.host.get(url, { progress, signal: this.aborter.signal });
      if (url === this.url) this.show(header);
    } catch (error) {
      this.failing(url, /** @type {Failure} */ (error));
    }
  }

  /** @param {string} url  that was asked for @param {Failure} error */
  failing(url, error) {
    if (error.name === "AbortError" || url !== this.url) return;
    this.failed = true;
    if (error.sentence) this.text.textContent = error.sentence;
    else this.page.fail(error);
  }

  /** What failed is measured again at the next paint; without this each paint would ask. */
  retry() {
    if (this.failed) this.url = "";
    this.failed = false;
  }

  /** @param {Measured} found */
  show(found) {
    const { words } = this;
    this.found = found;
    this.text.textContent = fill(words.facts_text, { limit: difference(found.limit), seed: found.seed });
    for (const { name, measured, limit, holds } of this.cells) {
      measured.textContent = difference(found[name]);
      if (name === "moved") continue;
      limit.textContent = difference(found.limit);
      const within = found[name] <= found.limit;
      holds.textContent = within ? `✓ ${words.holds}` : `✗ ${words.fails}`;
      holds.className = within ? "" : "fails";
    }
    this.page.view.wake();
  }

  /** Nobody waits any longer. */
  end() {
    this.aborter?.abort();
  }
}
