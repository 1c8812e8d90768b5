// From patch to vector: the numbers of a patch, every learned filter, and what they answer. All of
// it is computed here from one bundle, so a moving pointer never leaves the browser.

import { FlatPatch, VectorBars } from "../../charts/vector.js";
import { fill, h, segments } from "../../lib/dom.js";
import { steered } from "../../lib/steered.js";
import { FilterAnswer } from "../../maps/filter_answer.js";
import { FilterPictures, FilterWall } from "../../maps/filters.js";
import { PhotoPane } from "../../maps/photo.js";
import { PatchPixels } from "../../maps/pixels.js";
import { middleOf, placeOf } from "../../math/geometry.js";
import { PatchEmbedding } from "../../math/patch_embedding.js";
import { part } from "../../math/slices.js";
import { tablesOf } from "../../paint/colour.js";
import { panelFoot, panelHead, stepped } from "../../view/panel.js";
import { PanelView } from "../../view/panel_view.js";
import { Scene } from "../../view/scene.js";
import { ExportMenu } from "../../widgets/export.js";
import { queryFile } from "../../widgets/file_name.js";
import { Live } from "../../widgets/live.js";

/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {{patch: number|null, filter: number|null, channel: number|null, pixel: number|null}} Hovered */
/** @typedef {{channel: number, own: boolean, order: "answer"|"number"}} Local  what no link says */

/**
 * @typedef {object} Shown  what the sentences are about
 * @property {PatchEmbedding} embedding
 * @property {number} patch
 * @property {number} channel
 * @property {Float32Array} answers
 * @property {number[]} ranked  filters, from the largest answer
 */

export default class Patch extends PanelView {
  /** @type {Scene|null} */ scene = null;
  /** @type {PatchEmbedding|null} */ embedding = null;
  /** @type {FilterPictures|null} */ pictures = null;
  /** @type {Hovered} */ hovered = { patch: null, filter: null, channel: null, pixel: null };
  /** @type {Local} */ local = { channel: 0, own: false, order: "answer" };
  tables = tablesOf(this.host.constants.tables);
  filter = 0; // the one that is shown
  onFilter = { hover: (/** @type {number|null} */ filter) => this.hover({ filter }),
    commit: (/** @type {number} */ filter) => this.commit({ filter: String(filter) }) };
  photo = new PhotoPane(this.words, { hover: (query) => this.hover({ patch: Number(query) }),
    leave: () => this.hover({ patch: null }), commit: (query) => this.commit({ query }),
    key: (event) => this.key(event) });
  pixels = new PatchPixels(this.words, { point: (pixel) => this.hover({ pixel }),
    channel: (channel, committed) => (committed && channel !== null ? this.change({ channel })
      : this.hover({ channel })) });
  flat = new FlatPatch(this.words.flat_label);
  bars = new VectorBars(this.words.bars_label, this.onFilter);
  wall = new FilterWall(this.words, this.onFilter);
  answer = new FilterAnswer(this.words, { ...this.onFilter, wake: () => this.wake(),
    patch: (patch) => this.commit({ query: String(patch) }) });
  order = segments(this.words.order, /** @type {["answer"|"number", string, string?][]} */ ([
    ["answer", this.words.order_answer, this.words.order_answer_tip],
    ["number", this.words.order_number]]), (order) => this.change({ order }), { labelled: true });
  scale = segments(this.words.scale, [["one", this.words.scale_one, this.words.scale_one_tip],
    ["own", this.words.scale_own, this.words.scale_own_tip]],
  (scale) => this.change({ own: scale === "own" }), { labelled: true });
  where = h("h3", {});
  value = h("p", { class: "text", "data-value": "pixel" });
  numbersText = h("p", { class: "text" });
  vectorText = h("p", { class: "text" });
  wallText = h("p", { class: "text" });
  live = new Live();
  panel = h("div", { class: "inside patch" });
  exportMenu = new ExportMenu(this.words, { view: this, name: () => `${queryFile(String(this.patch), [])} filter${this.filter}`,
    panel: () => this.panel, title: () => this.words.title,
    endpoint: () => `${this.data.urls.analysis}/embedding?query=${this.patch}&filter=${this.filter}` });

  mount() {
    const { words } = this;
    this.panel.replaceChildren(...this.parts());
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      panelHead(words, this.exportMenu), this.random, this.request.element, this.panel,
      panelFoot(words), this.live.element));
    super.mount();
  }

  parts() {
    const { words } = this;
    return [
      h("div", { class: "part" }, this.where, this.photo.element),
      h("div", { class: "part" }, h("h3", {}, words.numbers_title), this.pixels.tiles),
      h("div", { class: "part" }, this.value, this.pixels.table),
      h("div", { class: "part whole" }, this.numbersText, this.flat.element,
        this.vectorText, this.bars.element),
      h("div", { class: "part wide" }, h("h3", {}, words.filters_title),
        h("div", { class: "line", "data-figure": "no" }, this.order.element, this.scale.element),
        this.wall.element, this.wallText),
      h("div", { class: "part" }, this.answer.element),
    ];
  }

  enter() {
    const { data } = this;
    const scene = new Scene(data, this.host);
    this.scene = scene;
    this.embedding = null;
    this.photo.setScene(scene);
    this.answer.setScene(scene, this.tables);
    scene.loadPhoto(() => this.wake());
    this.request.get(`${data.urls.analysis}/embedding`, (bundle) => {
      this.embedding = new PatchEmbedding(bundle);
      this.pictures = null;
      this.wake();
    });
  }

  /** @param {Partial<Hovered>} change */
  hover(change) {
    const next = { ...this.hovered, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.hovered)) return;
    this.hovered = next;
    this.wake();
  }

  /** @param {Partial<Local>} local */
  change(local) {
    if ("own" in local) this.pictures = null;
    Object.assign(this.local, local);
    this.wake();
  }

  /** @param {Record<string, string>} change */
  commit(change) {
    this.hovered.patch = null;
    super.commit(change);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const query = this.scene && stepped(event, String(this.patch), this.scene);
    if (query === null || query.startsWith("p")) return;
    this.commit({ query });
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
  }

  /** The patch that is shown: the middle one where the query is no patch. */
  get patch() {
    const { query } = this.state.values;
    if (!this.scene) return 0;
    const known = !query.startsWith("p") && this.scene.hasQuery(query);
    return this.hovered.patch ?? (known ? Number(query) : middleOf(this.scene.grid));
  }

  paint() {
    const { scene, embedding, colours } = this;
    if (!scene) return;
    const { patch } = this;
    this.photo.paint({ query: String(patch), pointed: null, pins: [], colours });
    const where = fill(this.words.patch, { number: patch + 1, ...scene.place(patch) });
    this.where.textContent = where;
    steered(this.photo.element, patch, where);
    this.order.set(this.local.order);
    this.scale.set(this.local.own ? "own" : "one");
    if (!embedding) return;
    this.draw(embedding, colours);
    this.painted(scene);
  }

  /** The patch's numbers, the filters and what they answer to it. @param {PatchEmbedding} embedding
   * @param {Colours} colours */
  draw(embedding, colours) {
    const { patch, formats, local, hovered } = this;
    const table = this.tables.diverging;
    this.pictures ??= new FilterPictures(embedding, local.own);
    const { answers, vector } = embedding.project(patch);
    const ranked = embedding.ranked(answers);
    this.filter = hovered.filter ?? filterOf(this.state.values.filter, answers, ranked);
    const channel = hovered.channel ?? local.channel;
    const view = { embedding, patch, channel, committed: local.channel, pointed: hovered.pixel, table,
      colours, answers, vector, ranked, chosen: this.filter, pictures: this.pictures, formats,
      format: formats.tenth, limit: embedding.header.answer_limit };
    this.pixels.paint(view);
    const shape = [embedding.count, embedding.numbers];
    this.flat.paint({ values: part({ values: embedding.patches, shape }, patch), limit: embedding.reach,
      table, colours, marked: hovered.pixel === null ? null : channel * embedding.area + hovered.pixel });
    this.bars.paint({ values: vector, limit: embedding.header.vector_most, chosen: this.filter, colours });
    this.wall.paint({ ...view, order: local.order === "answer" ? ranked : [...vector.keys()] });
    this.answer.paint(view);
    steered(this.wall.element, this.filter, fill(this.words.filter_answer,
      { number: this.filter + 1, value: formats.hundredth(answers[this.filter]) }));
    this.say(view);
  }

  /** What the numbers are, in sentences. @param {Shown} shown */
  say(shown) {
    const { words, formats: { hundredth, plain, whole } } = this;
    const { embedding, embedding: { header, numbers, dim, rows, cols } } = shown;
    const given = { numbers, rows, cols, dim, count: whole(dim), limit: plain(header.filter_limit),
      most: hundredth(header.vector_most), reach: hundredth(embedding.reach) };
    this.value.textContent = this.pixelText(shown);
    this.numbersText.textContent = fill(words.flat_text, given);
    this.vectorText.textContent = fill(words.vector_text, given);
    this.wallText.textContent = this.local.own ? words.wall_text_own : fill(words.wall_text_one, given);
    if (this.hovered.patch !== null) return;
    const named = (/** @type {number} */ filter) =>
      fill(words.filter_answer, { number: filter + 1, value: hundredth(shown.answers[filter]) });
    this.live.say(fill(words.live, { patch: this.where.textContent,
      most: shown.ranked.slice(0, 3).map(named).join(", "),
      least: shown.ranked.slice(-3).reverse().map(named).join(", ") }));
  }

  /** Where the number of the pixel that is pointed at comes from. @param {Shown} shown */
  pixelText({ embedding, patch, channel }) {
    const { words, hovered: { pixel } } = this;
    const { header, numbers, area, rows, cols, levels, patches } = embedding;
    const name = [words.red, words.green, words.blue][channel];
    if (pixel === null) return fill(words.channel_text, { name });
    const at = patch * numbers + channel * area + pixel;
    return fill(words.pixel_text, { name, ...placeOf(pixel, [rows, cols]), level: levels[at],
      mean: header.mean[channel], std: header.std[channel], value: this.formats.hundredth(patches[at]) });
  }
}

/**
 * The filter to show: the wished one if there is one, else the one that answers most in size.
 * @param {string} wished  its index as text, or ""
 * @param {Float32Array} answers
 * @param {number[]} ranked  filters, from the largest answer
 */
export function filterOf(wished, answers, ranked) {
  if (wished !== "" && Number(wished) < answers.length) return Number(wished);
  const [most, least] = [ranked[0], ranked[ranked.length - 1]];
  return answers[most] >= -answers[least] ? most : least;
}
