// What each layer would predict: the head's probabilities at every depth, of the token it reads
// and of each patch alone. One bundle holds all of it, so no pointer or class asks the server.

import { Combobox } from "./combobox.js";
import { fill, formats, h, inWords, segments, term } from "./dom.js";
import { Flow } from "./flow.js";
import { Gallery, indexAt } from "./gallery.js";
import { Asked, Kept } from "./kept.js";
import { tablesOf } from "./paint.js";
import { depthOf, panelFoot, panelHead, QueryLine, randomNote, stepped } from "./panel.js";
import { queryName } from "./readout.js";
import { Saying } from "./saying.js";
import { Scene } from "./scene.js";
import { Stage } from "./stage.js";
import { TakeAway } from "./takeaway.js";

const CHIPS = 5;

export const create = (root, send) => inWords(root, send, Lens);

class Lens {
  constructor(root, send, data) {
    Object.assign(this, { root, words: data.words });
    this.kept = new Kept(send, data);
    this.asked = new Asked(data.words, this.kept);
    this.peek = { query: null, place: null };
    this.build();
    this.stage = new Stage(root, () => this.paint());
  }

  build() {
    const { words } = this;
    this.queries = new QueryLine(words, { peek: (query) => this.look({ query }),
      keep: (query) => this.keep({ query }) });
    this.flow = new Flow(words, { depth: (depth) => this.keep({ depth: String(depth) }),
      target: (index) => this.keep({ target: String(index) }) });
    this.large = new Gallery({ gallery_label: words.large_label }, { pick: () => this.keepPeeked(),
      point: (place) => this.look({ query: this.queryAt(place) }) });
    this.small = new Gallery(words, { point: (place) => this.look({ place }),
      pick: (id) => this.keep({ depth: id }) });
    this.large.element.addEventListener("keydown", (event) => this.key(event), { capture: true });
    this.scale = segments(words.scale, [["fixed", words.scale_fixed, words.scale_fixed_tip],
      ["head", words.scale_own, words.scale_own_tip]], (scale) => this.keep({ scale }), { labelled: true });
    this.chips = h("div", { class: "chips", role: "group", "aria-label": words.target });
    this.search = new Combobox(words, { name: "target", label: words.target,
      pick: (id) => this.keep({ target: id }) });
    this.classes = h("div", { class: "classes", "data-figure": "no" },
      term(words.target, words.target_tip), this.chips, this.search.element);
    this.flowTitle = h("h3", {});
    this.title = h("h3", {});
    this.said = h("p", { class: "said" });
    this.five = h("dl", { class: "five" });
    this.fiveTitle = h("p", { class: "label" });
    this.take = new TakeAway(words, { name: "vitviz-layers", panel: () => this.panel,
      title: () => words.title, npz: () => `${this.data.urls.look}/lens?as=npz`,
      code: () => fill(this.data.code.lens, { depth: this.depth ?? 0, target: this.target ?? 0 }) });
    this.random = randomNote(words);
    this.live = h("p", { class: "hidden-text", "aria-live": "polite", "data-live": "" });
    this.panel = h("div", { class: "inside lens" },
      h("div", { class: "part" }, this.queries.element, this.flowTitle, this.flow.element,
        this.fiveTitle, this.five),
      h("div", { class: "part" }, this.classes, this.title, this.large.element,
        this.large.legend.element, this.said),
      h("div", { class: "part whole" }, h("h3", {}, words.gallery_title),
        h("div", { "data-figure": "no" }, this.scale.element), this.small.element));
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      panelHead(words, this.take), this.random, this.asked.element, this.panel, panelFoot(words), this.live));
  }

  update(data) {
    this.data = data;
    this.formats = formats(data.language);
    this.stage.follow();
    this.kept.take(data);
    this.random.hidden = !data.random;
    if (this.asked.stale(data.trace.key)) this.enter(data);
    this.stage.wake();
  }

  enter(data) {
    const scene = new Scene(data);
    Object.assign(this, { scene, saying: null });
    this.peek = { query: null, place: null };
    const view = { photo: data.photo, tables: tablesOf(data.tables), get image() { return scene.image; } };
    this.large.setScene(view);
    this.small.setScene(view);
    this.queries.setScene(scene);
    scene.loadPhoto(() => this.stage.wake());
    this.asked.get(`${data.urls.look}/lens`, { key: scene.key, language: data.language }, (bundle) => {
      this.saying = new Saying(bundle);
      this.offer();
      this.stage.wake();
    });
  }

  /** Chips of the classes that the model finds likeliest in the end, and all others to search. */
  offer() {
    const { saying, words, data: { labels, other }, formats: { percent } } = this;
    const last = saying.depths - 1;
    const share = (index) => percent(saying.said[last * saying.classes + index]);
    const ranked = saying.best(saying.said, last, saying.classes);
    this.extra = this.chip("", "");
    this.chips.replaceChildren(...ranked.slice(0, CHIPS).map((index) =>
      this.chip(index, labels[index])), this.extra);
    this.search.set(ranked.map((index) => ({ id: String(index), label: labels[index],
      other: other[index], note: share(index) })), fill(words.search, { count: labels.length }));
  }

  chip(index, text) {
    return h("button", { type: "button", class: "chip", "data-target": index,
      onclick: (event) => this.keep({ target: event.currentTarget.dataset.target }) }, text);
  }

  /** Marks the chip of the class that is shown; one that was searched for has the last chip. */
  mark() {
    const chips = [...this.chips.children];
    const known = chips.slice(0, -1).some((chip) => Number(chip.dataset.target) === this.target);
    this.extra.hidden = known;
    this.extra.dataset.target = known ? "" : String(this.target);
    this.extra.textContent = known ? "" : this.data.labels[this.target];
    chips.forEach((chip) => chip.setAttribute("aria-pressed",
      String(chip.dataset.target === String(this.target))));
  }

  look(change) {
    if (Object.entries(change).every(([name, value]) => this.peek[name] === value)) return;
    Object.assign(this.peek, change);
    this.stage.wake();
  }

  keep(change) {
    if ("query" in change) this.peek.query = null;
    this.kept.set(change);
    this.stage.wake();
  }

  keepPeeked() {
    if (this.peek.query !== null) this.keep({ query: this.peek.query });
  }

  key(event) {
    const query = this.scene && stepped(event, this.query, this.scene);
    if (query === null || query === undefined) return;
    this.keep({ query });
    event.preventDefault();
    event.stopPropagation(); // Streamlit listens for single keys on the document
  }

  queryAt(place) {
    const at = place && indexAt(place, this.scene.data.photo.box, this.scene.grid);
    return at === null ? null : String(at);
  }

  get query() {
    const { query } = this.kept.values;
    return this.peek.query ?? (this.scene.hasQuery(query) ? query : this.scene.queryOf(0));
  }

  paint() {
    const { scene, saying, words, kept } = this;
    if (!scene) return;
    this.queries.set(this.query);
    this.scale.set(kept.values.scale === "head" ? "head" : "fixed");
    const count = saying ? saying.depths : scene.facts.length + 1;
    const names = Array.from({ length: count }, (_, k) =>
      (k ? fill(words.depth_layer, { layer: k }) : words.depth_embedding));
    this.depth = depthOf(kept.values.depth, count);
    this.target = saying && this.chosen(saying);
    const label = saying ? this.data.labels[this.target] : "…";
    if (saying) this.mark();
    const token = queryName(scene, words, this.query);
    this.flowTitle.textContent = fill(words.flow_title, { token });
    this.title.textContent = fill(words.large_title, { label, depth: names[this.depth] });
    this.maps(names, count);
    if (!saying) return;
    const values = saying.of(this.query);
    this.flow.paint({ values, depths: count, classes: saying.classes, labels: this.data.labels,
      depth: this.depth, target: this.target, token, names, formats: this.formats });
    this.describe(values, token, names);
    this.root.dataset.painted = scene.key;
    this.root.dataset.frames = String(Number(this.root.dataset.frames ?? 0) + 1);
  }

  chosen(saying) {
    const { target } = this.kept.values;
    return target !== "" && Number(target) < saying.classes ? Number(target)
      : saying.best(saying.said, saying.depths - 1, 1)[0];
  }

  maps(names, count) {
    const { scene, saying, words, kept, formats: { percent } } = this;
    const own = kept.values.scale === "head";
    const cells = Array.from({ length: count }, (_, depth) => {
      const values = saying?.map(depth, this.target) ?? null;
      const most = values ? values.reduce((a, b) => Math.max(a, b), 0) : 1;
      return { id: String(depth), grid: scene.grid, title: names[depth], values, most,
        limit: own ? most : 1, note: values ? fill(words.up_to, { percent: percent(most) }) : "" };
    });
    const view = { limit: 1, chosen: "", pointed: null, opacity: 0.8, colours: this.stage.colours,
      query: this.query.startsWith("p") ? -1 : Number(this.query), say: percent };
    const { limit } = cells[this.depth];
    this.large.paint([{ ...cells[this.depth], id: "large" }],
      { ...view, marks: [[0, "0"], [1, percent(limit)]] });
    this.small.paint(cells, { ...view, chosen: String(this.depth), pointed: this.peek.place });
    this.said.textContent = own ? words.scale_own_tip : words.scale_fixed_tip;
  }

  describe(values, token, names) {
    const { words, saying, data, formats: { percent } } = this;
    const best = saying.best(values, this.depth, 5);
    this.fiveTitle.textContent = fill(words.five_title, { token, depth: names[this.depth] });
    this.five.replaceChildren(...best.map((index) => h("div", {}, h("dt", {}, data.labels[index]),
      h("dd", {}, percent(values[this.depth * saying.classes + index])))));
    if (this.peek.query !== null) return;
    this.live.textContent = `${this.fiveTitle.textContent} ${best.map((index) =>
      `${data.labels[index]} ${percent(values[this.depth * saying.classes + index])}`).join(", ")}.`;
  }

  destroy() {
    this.stage.end();
    this.kept.end();
    this.asked.end();
  }
}
