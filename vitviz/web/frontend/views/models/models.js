// Every name that timm knows: picked pairs, then the list, searched in the browser. A row tells its
// facts and opens the model, which is then shown on every page with the photo on screen.

import { fill, h, segments } from "../../lib/dom.js";
import { containKeys, keepingFocus } from "../../lib/keys.js";
import { Request } from "../../view/request.js";
import { View } from "../../view/view.js";
import { Fitting } from "./fitting.js";
import { isOfTheHub, matching, unpacked } from "./names.js";
import { notesOf, ownOf } from "./own.js";
import { pairsOf } from "./pairs.js";
import { press } from "./pressed.js";
import { COLUMNS, rowOf } from "./row.js";

/** @typedef {import("../../view/host.js").Data} Data */
/** @typedef {import("./names.js").Row} Row */
/** @typedef {import("./row.js").Standing} Standing */
/** @typedef {"published"|"random"} Weights */

const PART = 60; // rows that are drawn, and more at a press

export default class Models extends View {
  /** @type {Row[]} */ rows = [];
  /** @type {Set<string>} */ here = new Set();
  /** @type {Set<string>} */ loaded = new Set();
  shown = PART;
  listed = ""; // the address of the list that is here
  drawn = "";
  request = new Request(this);
  standings = new Request(this);
  fitting = new Fitting(this, (name, kind) => this.openAs(name, kind));
  note = h("p", { class: "text" });
  notes = h("div", { class: "opened-notes" });
  own = h("div", {});
  pairs = h("div", { class: "pairs" });
  /** @type {HTMLInputElement} */
  find = h("input", { type: "search", class: "find", placeholder: this.words.find, "aria-label": this.words.find,
    "data-tip": this.words.find_tip, spellcheck: "false", autocomplete: "off", maxlength: "60",
    oninput: () => this.search() });
  only = segments(this.words.show, /** @type {[string, string][]} */ ([["", this.words.all],
    ["vit", this.words.vit], ["cnn", this.words.cnn], ["here", this.words.here]]),
  (only) => { this.shown = PART; this.commit({ only }); this.draw(); });
  count = h("p", { class: "text count", role: "status" });
  list = h("ul", { class: "names" });
  more = h("button", { type: "button", class: "chip", hidden: true, onclick: () => this.showMore() });

  mount() {
    const { words } = this;
    this.root.replaceChildren(h("section", { class: "models", "aria-label": words.title },
      h("header", { class: "panel-head" }, h("h2", {}, words.title), h("p", { class: "text" }, words.lead)), this.note, this.notes,
      h("section", { "data-section": "pairs" }, h("h3", {}, words.pairs), h("p", { class: "text" }, words.pairs_text), this.pairs),
      h("section", { "data-section": "names" }, this.own, h("h3", {}, words.names),
        h("div", { class: "searching" }, this.find, this.only.element), this.count, this.request.element,
        columns(words), this.list, this.more)));
    containKeys(this.root);
    super.mount();
  }

  /** @param {Data} data */
  update(data) {
    super.update(data);
    const { words } = this;
    if (!this.find.matches(":focus")) this.find.value = this.state.values.find;
    this.note.textContent = data.allowed === "bundled" ? words.bundled_only
      : data.allowed === "cached" ? words.cached_only : data.offline ? words.offline : "";
    if (data.urls.list !== this.listed || this.request.lost) this.request.get(data.urls.list, (bundle) => this.arrived(bundle.header));
    this.listed = data.urls.list;
    this.standings.get(data.urls.here, ({ header }) => {
      this.here = new Set(header.here);
      this.loaded = new Set(header.loaded);
      this.drawOwn(header.own);
      this.draw();
    });
    this.notes.replaceChildren(...notesOf(data.notes, words, this.openAs));
    this.draw();
  }

  /** @param {{columns: Record<string, any[]>}} header */
  arrived(header) {
    this.rows = unpacked(header);
    this.draw();
  }

  /** @param {import("./own.js").Own[]} found  in the operator's folder */
  drawOwn(found) {
    const { words, formats, data: { shown, bundled } } = this;
    const fits = (/** @type {import("./own.js").Own} */ model) => this.fitting.of(model);
    const how = { words, formats, shown, fits, open: this.openAs };
    this.own.replaceChildren(...ownOf(words.bundled, bundled, how), ...ownOf(words.own, found, how));
  }

  search() {
    this.shown = PART;
    this.commit({ find: this.find.value.replace(/[^ -~]/g, "") });
    this.draw();
  }

  showMore() {
    this.shown += PART;
    this.draw();
    const first = this.list.children[this.shown - PART]?.querySelector("button");
    if (first instanceof HTMLElement) first.focus();
  }

  draw() {
    if (!this.rows.length) return;
    const { words, formats, state: { values } } = this;
    this.only.set(values.only);
    const found = matching(this.rows, values, this.here);
    const opens = found.filter((row) => !row.why && this.canOpen(row)).length;
    this.count.textContent = found.length
      ? fill(words.count, { count: formats.whole(found.length), opens: formats.whole(opens) }) : words.none;
    const rows = found.slice(0, this.shown);
    keepingFocus(this.root, () => this.list.replaceChildren(...this.fromHub(values.find), ...rows.map((row) => this.row(row))));
    const left = Math.min(PART, found.length - rows.length);
    this.more.hidden = left <= 0;
    this.more.textContent = fill(words.more, { count: left });
    this.pairs.replaceChildren(...pairsOf(this.data.pairs, this.rows, this));
    this.root.dataset.painted = String(found.length);
  }

  /** What is typed may name a model of the hub, which no list has. @param {string} text */
  fromHub(text) {
    if (!isOfTheHub(text) || this.data.allowed !== "any") return [];
    const name = text.trim();
    return [h("li", {}, h("div", { class: "line" },
      this.button("hub", fill(this.words.from_hub, { name }), () => this.open(name)),
      this.button("hub-beside", fill(this.words.from_hub_beside, { name }), () => this.beside(name))))];
  }

  /** @param {Row} row */
  row(row) {
    const open = this.state.values.look === row.name;
    return rowOf(row, { words: this.words, formats: this.formats, open, standing: this.standing(row),
      acts: open ? this.acts(row) : [],
      toggle: () => { this.commit({ look: open ? "" : row.name }); this.draw(); } });
  }

  /** @param {Row} row @returns {Standing} */
  standing(row) {
    if (this.isShown(row.name)) return "shown";
    if (!this.canOpen(row) && !this.canStandBeside(row)) return row.published ? "refused" : "unpublished";
    if (!row.published) return "unpublished";
    if (this.loaded.has(row.name)) return "loaded";
    return this.here.has(row.name) ? "on_disk" : "absent";
  }

  /** Whether a model is on screen with its published weights, as the ViT or beside it. @param {string} name */
  isShown(name) {
    const { shown } = this.data;
    return (name === shown.model && shown.weights === "published")
      || (name === shown.cnn && shown.cnn_weights === "published");
  }

  /** As a ViT. @param {Row} row */
  canOpen(row) {
    return attends(row) && Boolean(row.published);
  }

  /** @param {Row} row */
  canStandBeside(row) {
    return convolves(row) && Boolean(row.published);
  }

  /** @param {Row} row @returns {HTMLElement[]} */
  acts(row) {
    const { words, data: { allowed } } = this;
    const standing = this.standing(row);
    if (standing === "shown") return [this.leading(convolves(row) ? "versus" : "explore")];
    const found = [];
    const here = standing === "loaded" || standing === "on_disk";
    const may = this.may(row.name);
    if (this.canOpen(row) && may) {
      found.push(this.button("open", here ? words.open : words.download, () => this.open(row.name)));
    }
    if (this.canStandBeside(row) && may) {
      found.push(this.button("beside", here ? words.beside : words.beside_download, () => this.beside(row.name)));
    }
    if (convolves(row) && allowed === "any") {
      found.push(this.button("untrained", words.untrained, () => this.beside(row.name, "random"), words.untrained_tip));
    }
    if (attends(row) && allowed === "any") {
      found.push(this.button("untrained", words.untrained, () => this.open(row.name, "random"), words.untrained_tip));
    }
    return found;
  }

  /** Whether a press may open this, which is here or is to be fetched. @param {string} name */
  may(name) {
    const { allowed } = this.data;
    return allowed === "any" || (allowed === "cached" && (this.loaded.has(name) || this.here.has(name)));
  }

  /** A way to a page that shows what is open. @param {"versus"|"explore"} page */
  leading(page) {
    return this.button(page, this.words[page], () => this.host.notify({ page }));
  }

  /** Leads to a row. @param {string} name */
  look(name) {
    this.find.value = name;
    this.shown = PART;
    this.commit({ find: name, only: "", look: name });
    this.draw();
    this.list.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} value @param {string} text @param {() => void} act @param {string} [tip] */
  button(value, text, act, tip) {
    return h("button", { type: "button", class: "chip", "data-value": value, "data-tip": tip, onclick: act }, text);
  }

  /** A model that is known to be a ViT or a CNN. @type {(name: string, kind: string) => void} */
  openAs = (name, kind) => (kind === "cnn" ? this.beside(name) : this.open(name));

  /** Another model begins at its own start: nothing that names a layer, a head or a class stays.
   * @param {string} model @param {Weights} [weights] @param {{cnn: string}} [beside]  a CNN to be opened with it */
  open(model, weights = "published", beside) {
    press(model, weights);
    if (beside) press(beside.cnn, "published");
    this.state.setNow({ model, weights, rows: 0, cols: 0, query: "", head: "", a: "", b: "", show: "live",
      target: "", against: "", cam: "", start: 0, off: "", depth: "", filter: "", vit_depth: "", cnn_depth: "",
      ...(beside ? { ...beside, cnn_weights: "published", cnn_size: 0 } : {}) });
  }

  /** Another CNN beside the ViT, whose own settings stay. @param {string} cnn @param {Weights} [weights] */
  beside(cnn, weights = "published") {
    press(cnn, weights);
    this.state.setNow({ cnn, cnn_weights: weights, cnn_size: 0, cnn_depth: "" });
  }

  destroy() {
    this.request.end();
    this.standings.end();
    this.fitting.end();
    super.destroy();
  }
}

/** Whether it opens as a ViT, as far as anybody has tried. @param {Row} row */
function attends({ kind, why }) {
  return why === "untried" ? kind !== "cnn" : kind === "vit" && !why;
}

/** Whether it opens beside a ViT, likewise. @param {Row} row */
function convolves({ kind, why }) {
  return kind === "cnn" && (!why || why === "untried");
}

/** The names of the columns, for the eye: each row says them to a reader. @param {import("../../lib/types.js").Words} words */
function columns(words) {
  return h("div", { class: "name-row columns", "aria-hidden": "true" },
    ...["name", ...COLUMNS].map((name) => h("span", { class: "cell" }, words[name])));
}
