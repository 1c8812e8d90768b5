// What each layer would predict: the head's probabilities at every depth, of the token it reads
// and of each patch alone. One bundle holds all of it, so no pointer or class asks the server.

import { FollowedView } from "../../view/panel_view.js";
import { Combobox } from "../../widgets/combobox.js";
import { fill, h, segments, term } from "../../lib/dom.js";
import { Flow } from "../../charts/flow.js";
import { depthOf, panelFoot, panelHead } from "../../view/panel.js";
import { Saying } from "../../math/logit_lens.js";
import { ExportMenu } from "../../widgets/export.js";

const CHIPS = 5;

export default class Lens extends FollowedView {
  endpoint = "lens";

  mount() {
    const { words, followed } = this;
    this.flow = new Flow(words, { depth: (depth) => this.followed.commit({ depth: String(depth) }),
      target: (index) => this.followed.commit({ target: String(index) }) });
    this.scale = segments(words.scale, [["fixed", words.scale_fixed, words.scale_fixed_tip],
      ["head", words.scale_own, words.scale_own_tip]], (scale) => this.followed.commit({ scale }), { labelled: true });
    this.chips = h("div", { class: "chips", role: "group", "aria-label": words.target });
    this.search = new Combobox(words, { name: "target", label: words.target,
      pick: (id) => this.followed.commit({ target: id }) });
    this.classes = h("div", { class: "classes", "data-figure": "no" },
      term(words.target, words.target_tip), this.chips, this.search.element);
    this.flowTitle = h("h3", {});
    this.title = h("h3", {});
    this.said = h("p", { class: "said" });
    this.five = h("dl", { class: "five" });
    this.fiveTitle = h("p", { class: "label" });
    this.exportMenu = new ExportMenu(words, { url: this.host.url, name: "vitviz-layers", panel: () => this.panel,
      title: () => words.title, npz: () => `${this.data.urls.analysis}/lens?as=npz`,
      code: () => fill(this.data.code.lens, { depth: this.depth ?? 0, target: this.target ?? 0 }) });
    this.live = h("p", { class: "hidden-text", "aria-live": "polite", "data-live": "" });
    this.panel = h("div", { class: "inside lens" },
      h("div", { class: "part" }, followed.line.element, this.flowTitle, this.flow.element,
        this.fiveTitle, this.five),
      h("div", { class: "part" }, this.classes, this.title, followed.large.element,
        followed.large.legend.element, this.said),
      h("div", { class: "part whole" }, h("h3", {}, words.gallery_title),
        h("div", { "data-figure": "no" }, this.scale.element), followed.small.element));
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      panelHead(words, this.exportMenu), this.random, this.request.element, this.panel, panelFoot(words), this.live));
    super.mount();
  }

  arrived(bundle) {
    this.saying = bundle && new Saying(bundle);
    if (bundle) this.offer();
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
      onclick: (event) => this.followed.commit({ target: event.currentTarget.dataset.target }) }, text);
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

  paint() {
    const { scene, saying, words, state } = this;
    this.followed.line.set(this.followed.query);
    this.scale.set(state.values.scale === "head" ? "head" : "fixed");
    const count = saying ? saying.depths : scene.facts.length + 1;
    const names = Array.from({ length: count }, (_, k) =>
      (k ? fill(words.depth_layer, { layer: k }) : words.depth_embedding));
    this.depth = depthOf(state.values.depth, count);
    this.target = saying && this.chosen(saying);
    const label = saying ? this.data.labels[this.target] : "…";
    if (saying) this.mark();
    const token = this.followed.name;
    this.flowTitle.textContent = fill(words.flow_title, { token });
    this.title.textContent = fill(words.large_title, { label, depth: names[this.depth] });
    this.maps(names, count);
    if (!saying) return;
    const values = saying.of(this.followed.query);
    this.flow.paint({ values, depths: count, classes: saying.classes, labels: this.data.labels,
      depth: this.depth, target: this.target, token, names, formats: this.formats });
    this.describe(values, token, names);
    this.painted();
  }

  chosen(saying) {
    const { target } = this.state.values;
    return target !== "" && Number(target) < saying.classes ? Number(target)
      : saying.best(saying.said, saying.depths - 1, 1)[0];
  }

  maps(names, count) {
    const { scene, saying, words, state, formats: { percent } } = this;
    const own = state.values.scale === "head";
    const cells = Array.from({ length: count }, (_, depth) => {
      const values = saying?.map(depth, this.target) ?? null;
      const most = values ? values.reduce((a, b) => Math.max(a, b), 0) : 1;
      return { id: String(depth), grid: scene.grid, title: names[depth], values, most,
        limit: own ? most : 1, note: values ? fill(words.up_to, { percent: percent(most) }) : "" };
    });
    const view = { limit: 1, chosen: "", pointed: null, opacity: 0.8, colours: this.colours,
      query: this.followed.outlined, say: percent };
    const { limit } = cells[this.depth];
    this.followed.large.paint([{ ...cells[this.depth], id: "large" }],
      { ...view, marks: [[0, "0"], [1, percent(limit)]] });
    this.followed.small.paint(cells, { ...view, chosen: String(this.depth), pointed: this.followed.point });
    this.said.textContent = own ? words.scale_own_tip : words.scale_fixed_tip;
  }

  describe(values, token, names) {
    const { words, saying, data, formats: { percent } } = this;
    const best = saying.best(values, this.depth, 5);
    this.fiveTitle.textContent = fill(words.five_title, { token, depth: names[this.depth] });
    this.five.replaceChildren(...best.map((index) => h("div", {}, h("dt", {}, data.labels[index]),
      h("dd", {}, percent(values[this.depth * saying.classes + index])))));
    if (this.followed.hovered !== null) return;
    this.live.textContent = `${this.fiveTitle.textContent} ${best.map((index) =>
      `${data.labels[index]} ${percent(values[this.depth * saying.classes + index])}`).join(", ")}.`;
  }
}
