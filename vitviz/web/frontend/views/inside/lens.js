// What each layer would predict: the head's probabilities at every depth, of the token it reads
// and of each patch alone. One bundle holds all of it, so no pointer or class asks the server.

import { Flow } from "../../charts/flow.js";
import { fill, h, segments, term } from "../../lib/dom.js";
import { LogitLens } from "../../math/logit_lens.js";
import { largest } from "../../math/ranking.js";
import { depthOf, panelFoot, panelHead } from "../../view/panel.js";
import { Combobox } from "../../widgets/combobox.js";
import { ExportMenu } from "../../widgets/export.js";
import { depthNames } from "./depths.js";
import { FollowedView } from "./followed_view.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../view/scene.js").Scene} Scene */

const CHIPS = 5;

export default class Lens extends FollowedView {
  endpoint = "lens";
  depth = 0;
  target = 0; // the class that is shown
  /** @type {LogitLens|null} */ lens = null;
  flow = new Flow(this.words, {
    depth: (depth) => this.followed.commit({ depth: String(depth) }),
    target: (index) => this.followed.commit({ target: String(index) }) });
  scale = segments(this.words.scale, [["fixed", this.words.scale_fixed, this.words.scale_fixed_tip],
    ["head", this.words.scale_own, this.words.scale_own_tip]],
  (scale) => this.followed.commit({ scale }), { labelled: true });
  search = new Combobox(this.words, { name: "target", label: this.words.target,
    pick: (id) => this.followed.commit({ target: id }) });
  chips = h("div", { class: "chips", role: "group", "aria-label": this.words.target });
  extra = this.chip("", ""); // of a class that was searched for
  flowTitle = h("h3", {});
  title = h("h3", {});
  text = h("p", { class: "text" });
  five = h("dl", { class: "five" });
  fiveTitle = h("p", { class: "label" });
  live = h("p", { class: "hidden-text", "aria-live": "polite", "data-live": "" });
  panel = h("div", { class: "inside lens" });
  exportMenu = new ExportMenu(this.words, { view: this, name: () => `logit-lens depth${this.depth} ${this.data.labels[this.target]}`,
    panel: () => this.panel, title: () => this.words.title,
    endpoint: () => `${this.data.urls.analysis}/lens?depth=${this.depth}&target=${this.target}` });

  head = panelHead(this.words, this.exportMenu);

  mount() {
    const { words, followed } = this;
    const classes = h("div", { class: "classes", "data-figure": "no" },
      term(words.target, words.target_tip, "logit_lens"), this.chips, this.search.element);
    this.panel.replaceChildren(
      h("div", { class: "part" }, followed.line.element, this.flowTitle, this.flow.element,
        this.fiveTitle, this.five),
      h("div", { class: "part" }, classes, this.title, followed.large.element,
        followed.large.legend.element, this.text),
      h("div", { class: "part whole" }, h("h3", {}, words.gallery_title),
        h("div", { "data-figure": "no" }, this.scale.element), followed.small.element));
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      this.head, this.random, this.request.element, this.panel, panelFoot(words), this.live));
    super.mount();
  }

  enter() {
    const lead = this.head.querySelector(":scope > p");
    if (lead) lead.textContent = fill(this.words.lead, { reads: this.data.reads });
    super.enter();
  }

  /** @param {Bundle|null} bundle */
  arrived(bundle) {
    this.lens = bundle && new LogitLens(bundle);
    if (this.lens) this.offer(this.lens);
  }

  /** Chips of the classes that the model finds likeliest in the end, and all others to search.
   * @param {LogitLens} lens */
  offer(lens) {
    const { words, data: { labels, other }, formats: { percent } } = this;
    const last = lens.depths - 1;
    const share = (/** @type {number} */ index) => percent(lens.probabilities[last * lens.classes + index]);
    const ranked = lens.best(lens.probabilities, last, lens.classes);
    this.chips.replaceChildren(...ranked.slice(0, CHIPS).map((index) =>
      this.chip(String(index), labels[index])), this.extra);
    this.search.set(ranked.map((index) => ({ id: String(index), label: labels[index],
      other: other[index], note: share(index) })), fill(words.search, { count: labels.length }));
  }

  /** @param {string} index  the class's @param {string} text  none yet: it is not shown @returns {HTMLButtonElement} */
  chip(index, text) {
    /** @type {HTMLButtonElement} */
    const chip = h("button", { type: "button", class: "chip", "data-target": index, hidden: !text,
      onclick: () => this.followed.commit({ target: chip.dataset.target ?? "" }) }, text);
    return chip;
  }

  /** Marks the chip of the class that is shown; one that was searched for has the last chip. */
  mark() {
    const chips = /** @type {HTMLElement[]} */ ([...this.chips.children]);
    const target = String(this.target);
    const known = chips.slice(0, -1).some((chip) => chip.dataset.target === target);
    this.extra.hidden = known;
    this.extra.dataset.target = known ? "" : target;
    this.extra.textContent = known ? "" : this.data.labels[this.target];
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip.dataset.target === target));
  }

  paint() {
    const { scene, lens, words, state, followed } = this;
    if (!scene) return;
    followed.line.set(followed.query);
    this.scale.set(state.values.scale === "head" ? "head" : "fixed");
    const count = lens ? lens.depths : scene.facts.length + 1;
    const names = depthNames(words, count);
    this.depth = depthOf(state.values.depth, count);
    if (lens) {
      this.target = this.chosen(lens);
      this.mark();
    }
    const label = lens ? this.data.labels[this.target] : "…";
    const token = followed.outlined < 0 ? this.data.reads : followed.name;
    this.flowTitle.textContent = fill(words.flow_title, { token });
    this.title.textContent = fill(words.large_title, { label, depth: names[this.depth] });
    this.maps(scene, names);
    if (!lens) return;
    const values = lens.of(followed.query);
    this.flow.paint({ values, depths: count, classes: lens.classes, labels: this.data.labels,
      depth: this.depth, target: this.target, token, names, formats: this.formats });
    this.describe(lens, values, fill(words.five_title, { token, depth: names[this.depth] }));
    this.painted(scene);
  }

  /** The picked class, or the likeliest in the end. @param {LogitLens} lens */
  chosen(lens) {
    const { target } = this.state.values;
    return target !== "" && Number(target) < lens.classes ? Number(target)
      : lens.best(lens.probabilities, lens.depths - 1, 1)[0];
  }

  /** The class's probability in every patch at every depth. @param {Scene} scene
   * @param {string[]} names  of the depths */
  maps(scene, names) {
    const { lens, words, state, followed, formats: { percent } } = this;
    const own = state.values.scale === "head";
    const cells = names.map((title, depth) => {
      const values = lens?.map(depth, this.target) ?? null;
      const most = values ? largest(values) : 1;
      return { id: String(depth), grid: scene.grid, title, values,
        limit: own ? most : 1, note: values ? fill(words.up_to, { percent: percent(most) }) : "" };
    });
    const view = { limit: 1, pointed: null, opacity: 0.8, colours: this.colours,
      query: followed.outlined, say: percent };
    const { limit } = cells[this.depth];
    followed.large.paint([{ ...cells[this.depth], id: "large" }],
      { ...view, marks: [[0, "0"], [1, percent(limit)]] });
    followed.small.paint(cells, { ...view, chosen: String(this.depth), pointed: followed.point });
    this.text.textContent = own ? words.scale_own_tip : words.scale_fixed_tip;
  }

  /** The likeliest five at the chosen depth. @param {LogitLens} lens
   * @param {Float32Array} values  depths x classes @param {string} title */
  describe(lens, values, title) {
    const { labels } = this.data;
    const best = lens.best(values, this.depth, 5).map((index) => ({ label: labels[index],
      share: this.formats.percent(values[this.depth * lens.classes + index]) }));
    this.fiveTitle.textContent = title;
    this.five.replaceChildren(...best.map(({ label, share }) =>
      h("div", {}, h("dt", {}, label), h("dd", {}, share))));
    if (this.followed.hovered !== null) return;
    this.live.textContent = `${title} ${best.map(({ label, share }) => `${label} ${share}`).join(", ")}.`;
  }
}
