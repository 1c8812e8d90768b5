// Three exact facts with what was measured of them on this photo, when the rest is painted.

import { fill, h } from "../../lib/dom.js";
import { raised } from "../../lib/formats.js";
import { ExportMenu } from "../../widgets/export.js";

const PASSES = 8; // of the model; the server says so too
const FACTS = ["swap", "unplaced", "unchanged", "moved"];

/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {{done: number, total?: number}} Reached  of the work */

/**
 * @typedef {object} Page
 * @property {import("../../view/host.js").Host} host
 * @property {() => string} address
 * @property {() => string} code
 * @property {(error: any) => void} fail
 */

export class Symmetries {
  /** @type {Words} */ words;
  /** @type {Page} */ page;
  /** What was measured. @type {Record<string, number>|null} */ found = null;
  /** @type {AbortController|null} */ aborter = null;
  url = "";
  failed = false;
  said = h("p", { class: "said" });

  /** @param {Words} words @param {Page} page */
  constructor(words, page) {
    this.words = words;
    this.page = page;
    this.cells = FACTS.map((name) => ({ name, measured: h("td", { "data-value": `fact-${name}` }),
      limit: h("td", {}), holds: h("td", {}) }));
    const head = [words.fact, words.measured, words.limit, ""].map((text) => h("th", { scope: "col" }, text));
    this.table = h("table", {}, h("thead", {}, h("tr", {}, ...head)), h("tbody", {},
      ...this.cells.map(({ name, measured, limit, holds }) => h("tr", { class: name },
        h("th", { scope: "row" }, words[`fact_${name}`]), measured, limit, holds))));
    this.exportMenu = new ExportMenu(words, { url: page.host.url, name: "vitviz-position-facts", panel: () => this.panel,
      title: () => words.facts, npz: () => (this.found ? `${page.address()}?as=npz` : null),
      code: page.code });
    this.panel = h("div", {}, this.said, this.table);
    this.element = h("section", { class: "facts" }, h("div", { class: "line above" },
      h("h2", {}, words.facts), this.exportMenu.element), this.panel);
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
      this.said.textContent = fill(this.words.measuring, { done, total: total || PASSES });
    };
    progress({ done: 0 });
    for (const { measured, limit, holds } of this.cells) {
      for (const cell of [measured, limit, holds]) cell.textContent = "";
    }
    try {
      const { header } = await this.page.host.get(url, { progress, signal: this.aborter.signal });
      if (url === this.url) this.show(header);
    } catch (error) {
      this.failing(url, error);
    }
  }

  /** @param {string} url  that was asked for @param {any} error */
  failing(url, error) {
    if (error.name === "AbortError" || url !== this.url) return;
    this.failed = true;
    if (error.said) this.said.textContent = error.said;
    else this.page.fail(error);
  }

  /** What failed is measured again at the next paint; without this each paint would ask. */
  retry() {
    if (this.failed) this.url = "";
    this.failed = false;
  }

  /** @param {Record<string, number>} found */
  show(found) {
    const { words } = this;
    this.found = found;
    this.said.textContent = fill(words.facts_said, { limit: power(found.limit), seed: found.seed });
    for (const { name, measured, limit, holds } of this.cells) {
      measured.textContent = power(found[name]);
      if (name === "moved") continue;
      limit.textContent = power(found.limit);
      const kept = found[name] <= found.limit;
      holds.textContent = kept ? `✓ ${words.holds}` : `✗ ${words.fails}`;
      holds.className = kept ? "" : "fails";
    }
  }

  /** Nobody waits any longer. */
  end() {
    this.aborter?.abort();
  }
}

/** 0, 3.8 × 10⁻⁶, 1.87: a difference of logits. @param {number} value */
function power(value) {
  if (value === 0) return "0";
  if (value >= 0.01) return value.toFixed(2);
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const lead = (value / 10 ** exponent).toFixed(1).replace(/\.0$/, "");
  return lead === "1" ? `10${raised(exponent)}` : `${lead} × 10${raised(exponent)}`;
}
