// What the panels of the logit lens share: the classes that the head finds likeliest at every depth,
// and the one that is picked.

import { Flow } from "../../charts/flow.js";
import { fill, h, term } from "../../lib/dom.js";
import { LogitLens } from "../../math/logit_lens.js";
import { panelFoot, panelHead, placeAmong } from "../../view/panel.js";
import { PanelView } from "../../view/panel_view.js";
import { Combobox } from "../../widgets/combobox.js";
import { ExportMenu } from "../../widgets/export.js";
import { Live } from "../../widgets/live.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {{values: Float32Array, token: string, names: string[]}} Read  depths x classes, of which
 * token, and what the depths are called */

const CHIPS = 5;

/** Its endpoint says what the head makes of each depth. */
export class LensView extends PanelView {
  /** The name of what it asks for. */
  endpoint = "";
  /** Of each depth its number in the address. @type {number[]} */ numbers = [];
  depth = 0; // which of them
  target = 0; // the class that is shown
  /** @type {LogitLens|null} */ lens = null;
  flow = new Flow(this.words, {
    depth: (depth) => this.commit({ depth: String(this.numbers[depth]) }),
    target: (index) => this.commit({ target: String(index) }) });
  search = new Combobox(this.words, { name: "target", label: this.words.target,
    pick: (id) => this.commit({ target: id }) });
  chips = h("div", { class: "chips", role: "group", "aria-label": this.words.target });
  extra = this.chip("", ""); // of a class that was searched for
  flowTitle = h("h3", {});
  five = h("dl", { class: "five" });
  fiveTitle = h("p", { class: "label" });
  live = new Live();
  panel = h("div", { class: "inside lens" });
  exportMenu = new ExportMenu(this.words, { view: this, name: () => `logit-lens depth${this.numbers[this.depth]} ${this.data.labels[this.target]}`,
    panel: () => this.panel, title: () => this.words.title, ready: () => this.lens !== null,
    endpoint: () => `${this.data.urls.analysis}/${this.endpoint}?depth=${this.numbers[this.depth]}&target=${this.target}` });

  head = panelHead(this.words, this.exportMenu);

  mount() {
    const { words } = this;
    const classes = h("div", { class: "classes", "data-figure": "no" },
      term(words.target, words.target_tip, "logit_lens"), this.chips, this.search.element);
    this.panel.replaceChildren(...this.parts(classes));
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      this.head, this.random, this.request.element, this.panel, panelFoot(words), this.live.element));
    super.mount();
  }

  /** What the panel is made of. @param {HTMLElement} classes  where one is picked @returns {HTMLElement[]} */
  parts(classes) {
    return [classes];
  }

  enter() {
    const lead = this.head.querySelector(":scope > p");
    if (lead) lead.textContent = fill(this.words.lead, { reads: this.data.reads });
    this.arrived(null);
    this.request.get(`${this.data.urls.analysis}/${this.endpoint}`, (bundle) => {
      this.arrived(bundle);
      this.wake();
    });
  }

  /** @param {Bundle|null} bundle */
  arrived(bundle) {
    this.lens = bundle && new LogitLens(bundle);
    if (this.lens) this.offer(this.lens);
  }

  /** Chips of the classes that the model finds likeliest in the end, and all others to search.
   * @param {LogitLens} lens */
  offer(lens) {
    const { words, data: { labels, other }, formats: { percent, whole } } = this;
    const last = lens.depths - 1;
    const share = (/** @type {number} */ index) => percent(lens.probabilities[last * lens.classes + index]);
    const ranked = lens.best(lens.probabilities, last, lens.classes);
    this.chips.replaceChildren(...ranked.slice(0, CHIPS).map((index) =>
      this.chip(String(index), labels[index])), this.extra);
    this.search.set(ranked.map((index) => ({ id: String(index), label: labels[index],
      other: other[index], note: share(index) })), fill(words.search, { count: whole(labels.length) }));
  }

  /** @param {string} index  the class's @param {string} text  none yet: it is not shown @returns {HTMLButtonElement} */
  chip(index, text) {
    /** @type {HTMLButtonElement} */
    const chip = h("button", { type: "button", class: "chip", "data-target": index, hidden: !text,
      onclick: () => this.commit({ target: chip.dataset.target ?? "" }) }, text);
    return chip;
  }

  /** Takes which depth and class are shown, of depths with these numbers. @param {number[]} numbers */
  choose(numbers) {
    const { lens, state: { values } } = this;
    this.numbers = numbers;
    this.depth = placeAmong(values.depth, numbers);
    if (!lens) return;
    this.target = values.target !== "" && Number(values.target) < lens.classes ? Number(values.target)
      : lens.best(lens.probabilities, lens.depths - 1, 1)[0]; // the likeliest in the end
    this.mark();
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

  /** The bands, and the likeliest five at the chosen depth. @param {LogitLens} lens @param {Read} read
   * @param {boolean} [passing]  a pointer that moves on would only interrupt what is read out */
  predicted(lens, { values, token, names }, passing = false) {
    const { words, depth, data: { labels }, formats } = this;
    this.flow.paint({ values, depths: lens.depths, classes: lens.classes, labels, depth,
      target: this.target, token, names, numbers: this.numbers, formats });
    const title = fill(words.five_title, { token, depth: names[depth] });
    const best = lens.best(values, depth, 5).map((index) => ({ label: labels[index],
      share: formats.percent(values[depth * lens.classes + index]) }));
    this.fiveTitle.textContent = title;
    this.five.replaceChildren(...best.map(({ label, share }) =>
      h("div", {}, h("dt", {}, label), h("dd", {}, share))));
    if (passing) return;
    this.live.say(`${title} ${best.map(({ label, share }) => `${label} ${share}`).join(", ")}.`);
  }
}
