// The model forgets from its classifier down: a map that stays as it was does not show what was learned.

import { fill, h, term } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { part } from "../../math/slices.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { Request } from "../../view/request.js";
import { ExportMenu } from "../../widgets/export.js";
import { address } from "../../widgets/long_run.js";
import { Slider } from "../../widgets/slider.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../maps/gallery.js").Cell} Cell */
/** @typedef {import("../../view/host.js").Data} Data */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/** @typedef {import("../../view/view.js").View & {scene: PhotoScene|null}} PhotoView */

const METHODS = ["attention", "rollout", "gradient_rollout", "relevance", "gradcam"];
const TOP = 6; // times a map's mean, where the common scale ends

export class WeightRandomization {
  /** @type {Point|null} */ pointed = null;
  /** @type {Bundle|null} */ found = null;
  /** The stage under the finger. @type {number|null} */ dragged = null;
  /** @type {Data|null} */ data = null;
  entered = false;
  said = h("p", { class: "said" });

  /** @param {PhotoView} view */
  constructor(view) {
    const { words } = view;
    const own = { ...words, title: words.forget_title, lead: words.forget_lead, is: words.forget_is, is_not: words.forget_is_not };
    this.view = view;
    this.words = words;
    this.request = new Request(view);
    this.slider = new Slider({ label: words.forget_slider, step: 1, kind: "slider-line",
      caption: term(words.forget_slider, words.forget_tip), write: (value) => this.stage(value),
      move: (value) => this.drag(value), commit: (value) => this.set(value) });
    this.slider.input.addEventListener("keydown", (event) => event.stopPropagation());
    this.slider.element.dataset.figure = "no";
    this.gallery = new Gallery({ gallery_label: words.forget_gallery }, {
      point: (point) => { this.pointed = point; view.wake(); },
      pick: (id) => view.commit({ method: id.split(" ")[0] }) });
    this.exportMenu = new ExportMenu(words, { url: view.host.url, name: "vitviz-forget", panel: () => this.panel,
      title: () => `${words.forget_slider}: ${this.stage()}`, npz: () => `${this.url()}&as=npz`,
      code: () => fill(view.data.code.forget, { forget: Math.min(view.state.values.forget, view.data.stages) }) });
    this.panel = h("div", { class: "forget" },
      this.gallery.element, this.gallery.legend.element, this.said);
    this.element = h("section", { class: "panel", "aria-label": words.forget_title }, panelHead(own, this.exportMenu),
      this.slider.element, this.request.element, this.panel, panelFoot(own));
  }

  enter() {
    this.entered = true;
    this.ask();
  }

  /** @param {boolean} moved  whether it is another analysis */
  update(moved) {
    this.data = this.view.data;
    if (moved) {
      this.found = null;
      if (this.view.scene) this.gallery.setScene(this.view.scene, this.view.scene.tables);
    }
    this.ask();
  }

  /** While it is dragged the slider only says how much: an answer takes the server a second.
   * @param {number} forget */
  drag(forget) {
    this.dragged = forget;
    this.view.wake();
  }

  /** @param {number} forget */
  set(forget) {
    this.dragged = null;
    this.view.commit({ forget });
    this.ask();
  }

  url() {
    const { start, cam, forget } = this.view.state.values;
    const { data } = this.view;
    return address(data, "forget", { target: data.target, start, cam, forget });
  }

  /** The newest setting is asked for; of keys pressed fast those between are left out. */
  ask() {
    if (!this.entered || !this.data) return;
    this.request.newest(this.url(), (found) => { this.found = found; this.view.wake(); },
      this.found ? 120 : 0);
  }

  /** What has been forgotten, in words. @param {number} [forget] */
  stage(forget = this.view.state.values.forget ?? 0) {
    const { words, view: { data } } = this;
    if (!forget) return words.forget_none;
    if (forget >= data.stages) return words.forget_all;
    const named = [words.forget_head, words.forget_block][forget - 1] ?? words.forget_blocks;
    return fill(named, { count: forget - 1 });
  }

  /** @param {Colours} colours */
  paint(colours) {
    const { data, words, found, view: { formats, state } } = this;
    if (!data) return;
    this.slider.set(this.dragged ?? state.values.forget, data.stages);
    const { grid } = data.trace;
    /** @type {string[]} */
    const methods = found?.header.methods ?? METHODS;
    const cells = methods.flatMap((method, i) =>
      ["before", "after"].map((side) => this.cell(method, i, side, grid)));
    this.gallery.paint(cells, { limit: TOP, pointed: this.pointed, opacity: 0.8, colours,
      say: (value) => fill(words.times, { times: formats.plain(value) }),
      marks: [0, 2, 4, 6].map((value) => [value / TOP, value ? fill(words.times, { times: value }) : "0"]) });
    this.say(data);
  }

  /** @param {string} method @param {number} index @param {string} side  "before" or "after"
   * @param {Grid} grid @returns {Cell} */
  cell(method, index, side, grid) {
    const { words, found, view: { formats } } = this;
    const values = found && part(found.arrays[side], index);
    const signal = !values || values.some((value) => value !== 0);
    const agreement = found?.header.agreement[index];
    const rank = !found ? "" : agreement === null ? words.no_order
      : fill(words.rank, { value: formats.hundredth(agreement) });
    const note = side === "before" ? words.before : [words.after, rank].filter(Boolean).join(" · ");
    return { id: `${method} ${side}`, title: words[`method_${method}`], values, grid, note,
      empty: signal ? "" : words.no_signal };
  }

  /** What came out, in a sentence. @param {Data} data */
  say(data) {
    this.said.textContent = !this.found ? "" : this.found.header.depth === 0
      ? this.words.forget_nothing : this.sentence(this.found.header, data);
  }

  /** @param {any} header  of what was found @param {Data} data */
  sentence(header, data) {
    const { words, view: { formats: { percent, hundredth } } } = this;
    const facts = { label: data.label, probability: percent(header.probability),
      first: data.labels[header.first.index], share: percent(header.first.probability) };
    /** @type {{method: string, rank: number|null}[]} */
    const all = header.methods.map((/** @type {string} */ method, /** @type {number} */ i) =>
      ({ method: words[`method_${method}`], rank: header.agreement[i] }));
    const known = all.flatMap(({ method, rank }) => (rank === null ? [] : [{ method, rank }]))
      .sort((a, b) => b.rank - a.rank);
    const [most, least] = [known[0], known[known.length - 1]];
    const ends = known.length > 1 ? fill(words.forget_found, {
      most: most.method, most_value: hundredth(most.rank),
      least: least.method, least_value: hundredth(least.rank) }) : "";
    return `${ends} ${fill(words.forget_says, facts)}`.trim();
  }

  end() {
    this.request.end();
  }
}
