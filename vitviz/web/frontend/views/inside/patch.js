// From patch to vector: the numbers of a patch, every learned filter, and what they answer. All of
// it is computed here from one bundle, so a moving pointer never leaves the browser.

import { PanelView } from "../../view/panel_view.js";
import { fill, h, segments } from "../../lib/dom.js";
import { Embedding } from "../../math/patch_embedding.js";
import { FilterAnswer } from "../../maps/filter_answer.js";
import { FilterPictures, FilterWall } from "../../maps/filters.js";
import { tablesOf } from "../../paint/paint.js";
import { middleOf, panelFoot, panelHead, stepped } from "../../view/panel.js";
import { PhotoPane } from "../../maps/photo.js";
import { PatchPixels } from "../../maps/pixels.js";
import { Scene } from "../../view/scene.js";
import { ExportMenu } from "../../widgets/export.js";
import { FlatPatch, VectorBars } from "../../charts/vector.js";

export default class Patch extends PanelView {
  hovered = { patch: null, filter: null, channel: null, pixel: null };
  formats = { ...this.formats, ...signs(this.host.language) };
  local = { channel: 0, own: false, order: "answer" };

  mount() {
    const { words } = this;
    const filter = { hover: (f) => this.look({ filter: f }), commit: (f) => this.commit({ filter: String(f) }) };
    this.photo = new PhotoPane(words, { hover: (q) => this.look({ patch: Number(q) }),
      leave: () => this.look({ patch: null }), commit: (q) => this.commit({ query: q }),
      key: (event) => this.key(event) });
    this.pixels = new PatchPixels(words, { point: (pixel) => this.look({ pixel }),
      channel: (c, kept) => (kept ? this.change({ channel: c }) : this.look({ channel: c })) });
    this.flat = new FlatPatch(words.flat_label);
    this.bars = new VectorBars(words.bars_label, filter);
    this.wall = new FilterWall(words, filter);
    this.answer = new FilterAnswer(words, { ...filter, patch: (q) => this.commit({ query: String(q) }),
      wake: () => this.wake() });
    this.order = segments(words.order, [["answer", words.order_answer, words.order_answer_tip],
      ["number", words.order_number]], (order) => this.change({ order }), { labelled: true });
    this.scale = segments(words.scale, [["one", words.scale_one, words.scale_one_tip],
      ["own", words.scale_own, words.scale_own_tip]], (scale) => this.change({ own: scale === "own" }),
    { labelled: true });
    this.exportMenu = new ExportMenu(words, { url: this.host.url, name: "vitviz-patch", panel: () => this.panel,
      title: () => words.title, npz: () => `${this.data.urls.analysis}/embedding?as=npz`,
      code: () => fill(this.data.code.patch, { patch: this.patch, filter: this.filter ?? 0 }) });
    this.where = h("h3", {});
    this.value = h("p", { class: "said", "data-value": "pixel" });
    this.numbersSaid = h("p", { class: "said" });
    this.vectorSaid = h("p", { class: "said" });
    this.wallSaid = h("p", { class: "said" });
    this.live = h("p", { class: "hidden-text", "aria-live": "polite", "data-live": "" });
    this.panel = h("div", { class: "inside patch" }, ...this.parts());
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      panelHead(words, this.exportMenu), this.random, this.request.element, this.panel,
      panelFoot(words), this.live));
    super.mount();
  }

  parts() {
    const { words } = this;
    return [
      h("div", { class: "part" }, this.where, this.photo.element),
      h("div", { class: "part" }, h("h3", {}, words.numbers_title), this.pixels.tiles),
      h("div", { class: "part" }, this.value, this.pixels.table),
      h("div", { class: "part whole" }, this.numbersSaid, this.flat.element,
        this.vectorSaid, this.bars.element),
      h("div", { class: "part wide" }, h("h3", {}, words.filters_title),
        h("div", { class: "line", "data-figure": "no" }, this.order.element, this.scale.element),
        this.wall.element, this.wallSaid),
      h("div", { class: "part" }, this.answer.element),
    ];
  }

  enter() {
    const { data } = this;
    const scene = new Scene(data, this.host);
    this.tables = tablesOf(this.host.constants.tables);
    Object.assign(this, { scene, embedding: null });
    this.photo.setScene(scene);
    this.answer.setScene(scene, this.tables);
    scene.loadPhoto(() => this.wake());
    this.request.get(`${data.urls.analysis}/embedding`, (bundle) => {
      this.embedding = new Embedding(bundle);
      this.pictures = null;
      this.wake();
    });
  }

  look(change) {
    if (Object.entries(change).every(([name, value]) => this.hovered[name] === value)) return;
    Object.assign(this.hovered, change);
    this.wake();
  }

  change(local) {
    if ("own" in local) this.pictures = null;
    Object.assign(this.local, local);
    this.wake();
  }

  commit(change) {
    this.hovered.patch = null;
    super.commit(change);
  }

  key(event) {
    const query = stepped(event, String(this.patch), this.scene);
    if (query === null || query.startsWith("p")) return;
    this.commit({ query });
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
  }

  /** The patch that is shown; the class token is none of the photo's, so then it is the middle one. */
  get patch() {
    const { query } = this.state.values;
    const known = !query.startsWith("p") && this.scene.hasQuery(query);
    return this.hovered.patch ?? (known ? Number(query) : middleOf(this.scene.grid));
  }

  paint() {
    const { scene, embedding, colours, tables } = this;
    if (!scene) return;
    const { patch } = this;
    this.photo.paint({ query: String(patch), pointed: null, pins: [], colours });
    this.where.textContent = fill(this.words.patch, { number: patch + 1, ...scene.place(patch) });
    this.order.set(this.local.order);
    this.scale.set(this.local.own ? "own" : "one");
    if (!embedding) return;
    this.pictures ??= new FilterPictures(embedding, this.local.own);
    const { answers, vector } = embedding.project(patch);
    const ranked = embedding.ranked(answers);
    const [most, least] = [ranked[0], ranked.at(-1)];
    const strongest = answers[most] >= -answers[least] ? most : least;
    const wished = this.state.values.filter;
    this.filter = this.hovered.filter ?? (wished && Number(wished) < embedding.dim ? Number(wished) : strongest);
    const channel = this.hovered.channel ?? this.local.channel;
    const view = { embedding, patch, channel, committed: this.local.channel, pointed: this.hovered.pixel,
      table: tables.diverging, colours, answers, vector, ranked, chosen: this.filter, pictures: this.pictures,
      formats: this.formats, format: this.formats.tenth, limit: embedding.header.answer_limit };
    this.pixels.paint(view);
    const { numbers } = embedding;
    this.flat.paint({ values: embedding.patches.subarray(patch * numbers, (patch + 1) * numbers),
      limit: embedding.reach, table: tables.diverging, colours,
      marked: this.hovered.pixel === null ? null : channel * embedding.area + this.hovered.pixel });
    this.bars.paint({ values: vector, limit: embedding.header.vector_most, chosen: this.filter, colours });
    this.wall.paint({ ...view, order: this.local.order === "answer" ? ranked : [...vector.keys()] });
    this.answer.paint(view);
    this.say(view);
    this.root.dataset.painted = scene.key;
    this.root.dataset.frames = String(Number(this.root.dataset.frames ?? 0) + 1);
  }

  say({ embedding, patch, channel, answers, ranked }) {
    const { words, formats: { hundredth, plain, whole } } = this;
    const { header, numbers, area, dim, rows, cols, levels } = embedding;
    const facts = { numbers, rows, cols, dim, count: whole(dim), limit: plain(header.filter_limit),
      most: hundredth(header.vector_most), reach: hundredth(embedding.reach) };
    const name = [words.red, words.green, words.blue][channel];
    const at = this.hovered.pixel;
    const start = patch * numbers + channel * area + at;
    this.value.textContent = at === null ? fill(words.channel_said, { name })
      : fill(words.pixel_said, { name, row: Math.floor(at / cols) + 1, col: (at % cols) + 1,
        level: levels[start], mean: header.mean[channel], std: header.std[channel],
        value: hundredth(embedding.patches[start]) });
    this.numbersSaid.textContent = fill(words.flat_said, facts);
    this.vectorSaid.textContent = fill(words.vector_said, facts);
    this.wallSaid.textContent = this.local.own ? words.wall_said_own : fill(words.wall_said_one, facts);
    if (this.hovered.patch !== null) return;
    const named = (f) => fill(words.filter_answer, { number: f + 1, value: hundredth(answers[f]) });
    this.live.textContent = fill(words.live, { patch: this.where.textContent,
      most: ranked.slice(0, 3).map(named).join(", "), least: ranked.slice(-3).reverse().map(named).join(", ") });
  }
}

/** Signed numbers with one and with two decimals. */
function signs(language) {
  const format = (digits) => {
    const made = new Intl.NumberFormat(language, { minimumFractionDigits: digits,
      maximumFractionDigits: digits, signDisplay: "negative" });
    return (value) => made.format(value).replace("-", "−");
  };
  return { tenth: format(1), hundredth: format(2) };
}
