// What stands beside the first: another ViT, another photo, both, or nothing; and what is at hand.

import { fill, h, segments, term } from "../../lib/dom.js";
import { Combobox } from "../../widgets/combobox.js";
import { offered, owns } from "../frame/own_photos.js";
import { beside, SecondPhoto } from "../inside/second_photo.js";
import { unpacked } from "../models/names.js";
import { ofModel, offersFor } from "./offers.js";

/** @typedef {import("../models/names.js").Row} Row */
/** @typedef {import("../../widgets/matching.js").Option} Option */
/** @typedef {import("./types.js").BesideData} BesideData */
/** @typedef {import("./types.js").BesideState} BesideState */
/** @typedef {import("./types.js").Near} Near */
/** @typedef {Pick<import("../../view/host.js").Host, "get"|"url">} Host */

export class Chooser {
  /** @type {Near[]} */ near = [];
  /** @type {Row[]} */ rows = [];
  asked = false;
  list = ""; // the address of all names
  found = false;
  /** @type {BesideData|null} */ data = null;
  made = "";
  offers = h("div", { class: "line offers", role: "group" });
  size = h("div", { class: "size" });
  swap = h("button", { type: "button", class: "chip", "data-value": "swap" });
  none = h("button", { type: "button", class: "chip", "data-value": "none" });

  /** @param {import("../../lib/types.js").Words} words @param {Host} host
   * @param {(change: Record<string, string|number>) => void} commit @param {() => void} swap */
  constructor(words, host, commit, swap) {
    this.words = words;
    this.host = host;
    this.commit = commit;
    this.models = new Combobox(words, { name: "beside", label: words.model_b, pick: (id) => this.pick(id) });
    this.photos = new SecondPhoto(words, (second) => commit({ second }));
    this.swap.textContent = words.swap;
    this.swap.addEventListener("click", swap);
    this.none.textContent = words.remove;
    this.none.addEventListener("click", () => commit({ ...ofModel("", "published"), second: "" }));
    this.offers.setAttribute("aria-label", words.offers);
    this.models.element.addEventListener("focusin", () => this.ask());
    this.element = h("div", { class: "chooser", "data-figure": "no" }, this.offers,
      h("div", { class: "choose" }, h("div", { class: "model-b" }, term(words.model_b, words.model_b_tip),
        this.models.element), this.size, this.photos.element),
      h("div", { class: "line" }, this.swap, this.none));
  }

  /** Which names are on this machine: for the offers. */
  async find() {
    this.found = true;
    const { header } = await this.host.get("api/models/here", { language: "" }).catch(() => ({ header: {} }));
    this.near = header.vits ?? [];
    this.list = header.list ?? "";
    this.made = "";
    if (this.data) this.set(this.data, null);
  }

  /** All names, once somebody looks for one. */
  async ask() {
    if (this.asked || !this.list || !this.data?.download) return;
    this.asked = true;
    try {
      const { header } = await this.host.get(this.list, { language: "" });
      this.rows = unpacked(header).filter(({ kind, why, published }) => kind === "vit" && !why && published);
      this.fill(this.data);
    } catch {
      this.asked = false; // what is at hand stays, and the next focus asks again
    }
  }

  /** @param {BesideData} data @param {[number, number][]|null} sizes  the second model's, null as they were */
  set(data, sizes) {
    this.data = data;
    const { state } = data;
    const key = JSON.stringify([state.model, state.weights, state.model_b, state.weights_b, data.learning, data.trace.grid]);
    if (key !== this.made) {
      this.made = key;
      this.fill(data);
      this.offer(data);
    }
    const second = data.lost || state.second === data.first ? "" : state.second;
    const own = owns.all.map((one) => offered(one, this.words, this.host.url));
    this.photos.set(beside(own, data.photos, { first: data.first, second }, this.words, this.host.url), second);
    this.swap.hidden = this.none.hidden = !data.two;
    if (sizes) this.sized(state, sizes);
  }

  /** @param {BesideData} data */
  offer({ state, learning, trace, download }) {
    const facts = { learning, rows: trace.grid[0], near: this.near, download };
    this.offers.replaceChildren(h("span", { class: "label" }, this.words.offers),
      ...offersFor(state, facts).map(({ id, words, facts: said, change }) => h("button", { type: "button", class: "chip",
        "data-offer": id, onclick: () => this.commit(change) }, fill(this.words[words], said))));
  }

  /** What the list offers: the first model itself, what is bundled and at hand, then every other name.
   * @param {BesideData} data */
  fill({ state, models, names }) {
    const { words } = this;
    /** @type {Option[]} */
    const options = [{ id: "|", label: words.same_model, other: words.same_model, note: "" },
      ...models.map(({ model, weights, title }) => ({ id: `${weights}|${model}`, label: title, other: title, note: words.bundled })),
      ...this.near.map(({ name }) => ({ id: `published|${name}`, label: name, other: name, note: words.here }))];
    const known = new Set(options.map(({ id }) => id));
    const further = this.rows.map(({ name }) => ({ id: `published|${name}`, label: name, other: name, note: "" }));
    this.models.set([...options, ...further.filter(({ id }) => !known.has(id))],
      state.model_b ? names[1].title : words.same_model);
  }

  /** @param {string} id */
  pick(id) {
    const [weights, model] = id.split("|");
    this.commit(ofModel(model, weights === "random" ? "random" : "published"));
  }

  /** @param {BesideState} state @param {[number, number][]} sizes  of a model of its own */
  sized(state, sizes) {
    const several = state.model_b !== "" && sizes.length > 1;
    this.size.hidden = !several;
    if (!several) return;
    const all = segments(this.words.size_b, sizes.map(([rows, cols]) =>
      /** @type {[number, string]} */ ([rows, `${rows} × ${cols}`])), (rows) => {
      const [, cols] = sizes.find((one) => one[0] === rows) ?? [rows, rows];
      this.commit({ rows_b: rows, cols_b: cols === rows ? 0 : cols, query_b: "" });
    }, { labelled: true });
    all.set(state.rows_b || sizes[0][0]);
    this.size.replaceChildren(all.element);
  }
}
