// Do it to the picture: the same altered picture for both models, and what they say of it. A slider
// that is dragged asks the server directly, the newest setting wins, and what was let go stands in
// the address.

import { h, fill, listed, together } from "../../lib/dom.js";
import { steered } from "../../lib/steered.js";
import { Gallery } from "../../maps/gallery.js";
import { ARROWS } from "../../math/geometry.js";
import { nearScreen } from "../../view/near_screen.js";
import { panelFoot } from "../../view/panel.js";
import { photoScene } from "../../view/photo_scene.js";
import { Effects } from "../../view/request.js";
import { View } from "../../view/view.js";
import { ExportMenu } from "../../widgets/export.js";
import { ScaleNote } from "../../widgets/scale_note.js";
import { Answers, factsOf } from "./answers.js";
import { drawnFrom } from "./decoded.js";
import { PerturbControls } from "./perturb_controls.js";
import { Presets } from "./presets.js";
import { RangePanel } from "./range_panel.js";
import { blockOn, furtherText, onPicture, parametersOf, sentence, titleOf } from "./settings.js";

/** @typedef {import("../../lib/types.js").Bundle<import("./answers.js").Header>} Answer */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../view/host.js").Fields} Fields */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/** @typedef {import("./types.js").PerturbData} PerturbData */

const STEP = 2; // percent of the picture that an arrow key moves the square

/** @extends {View<PerturbData>} */
export default class Perturb extends View {
  /** @type {PhotoScene|null} */ scene = null;
  /** @type {Answer|null} */ answer = null;
  /** As altered, and as it was. @type {OffscreenCanvas|null} */ picture = null;
  /** @type {OffscreenCanvas|null} */ plain = null;
  /** The square's place under a pointer, in percent. @type {{cx: number, cy: number}|null} */ over = null;
  /** The address of the answer on screen. */ shown = "";
  effects = new Effects(this, (answer, url) => this.show(answer, url));
  presets = new Presets(this.words, (fields) => this.let(fields));
  answers = new Answers(this.words, (target) => this.let({ target }));
  gallery = new Gallery(this.words, { point: (point) => this.point(point), keyed: true,
    press: (point) => this.place(point) });
  range = new RangePanel(this);
  caveat = h("p", { class: "caveat", hidden: true });
  scale = new ScaleNote((change) => this.state.setNow(change));
  differs = h("p", { class: "text differs", hidden: true });
  body = h("div", { class: "effect" }, this.gallery.element, this.answers.element);
  exportMenu = new ExportMenu(this.words, { view: this, name: () => `altered ${this.state.values.alter}`,
    panel: () => this.body, title: () => this.title(), endpoint: () => this.exact(),
    about: () => sentence(furtherText(this.state.values, this.words, true)),
    ready: () => this.shown === this.address() });
  /** @type {PerturbControls|null} */ controls = null;

  mount() {
    const { words } = this;
    this.settings = h("div", { class: "settings" });
    this.kinds = h("div", { class: "kinds" });
    this.gallery.element.addEventListener("keydown", (event) => this.key(event));
    this.root.replaceChildren(h("section", { class: "perturb" },
      h("header", { class: "panel-head" }, h("h2", {}, words.title), this.exportMenu.element,
        h("p", { class: "text" }, words.lead)),
      this.presets.row, h("div", { class: "preset-text" }, this.presets.question, this.presets.answer),
      this.kinds, this.effects.status, h("div", { class: "perturb-grid" }, this.settings, this.body),
      this.caveat, this.scale.element, this.differs, panelFoot(words)), this.range.element);
    nearScreen(this.range.element, this.signal, () => this.range.enter());
    super.mount();
  }

  /** @param {PerturbData} data */
  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    super.update(data);
    if (!this.controls) this.control(data);
    this.presets.offer(data.presets.map((one) => onPicture(one, data.trace.patch, data.size)));
    if (moved) this.enter();
    if (moved) this.answers.offer(data.labels, data.other, this.formats);
    this.caveat.textContent = data.caveat;
    this.caveat.hidden = !data.caveat;
    this.scale.set(data.scale);
    this.differs.textContent = data.differs;
    this.differs.hidden = !data.differs;
    this.settle();
    this.range.update();
  }

  /** @param {PerturbData} data  with the perturbations that there are */
  control(data) {
    this.controls = new PerturbControls(this.words, data.alterations, this.formats,
      { hold: (change) => this.hold(change), set: (change) => this.let(change) });
    this.kinds?.replaceChildren(this.controls.kinds.element);
    this.settings?.replaceChildren(this.controls.element, this.effects.waiting);
  }

  enter() {
    this.scene = photoScene(this);
    this.answer = null;
    this.picture = null;
    this.plain = null;
    this.shown = "";
    this.unaltered();
    this.root.dataset.painted = "";
    this.gallery.setScene(this.scene, this.scene.tables);
  }

  /** The picture with nothing done to it: at the models' size, or the altered one would look coarser. */
  async unaltered() {
    const url = `${this.data.urls.analysis}/versus_picture?alter=grey&grey=0&target=${this.data.target}`;
    try {
      const { arrays } = await this.host.get(url);
      const plain = await drawnFrom(arrays.picture.values);
      if (this.effects.concerns(url)) this.plain = plain;
      this.wake();
    } catch {
      // The photo itself stands there; the request for the altered picture says what is the matter.
    }
  }

  /** @param {Fields} change */
  hold(change) {
    super.hold(change);
    this.settle();
  }

  /** What was let go is told at once. @param {Fields} change */
  let(change) {
    this.over = null;
    this.state.setNow(change);
    this.settle();
    this.range.settle();
  }

  settle() {
    const { blocks, size } = this.data;
    this.controls?.set(this.state.values, blocks, size);
    this.presets.set(this.state.values);
    this.effects.want(this.address());
    this.wake();
  }

  /** Which picture is asked for, under the pointer too. */
  parameters() {
    return parametersOf({ ...this.state.values, ...this.over }, this.data.of_picture, this.data.target);
  }

  address() {
    return `${this.data.urls.analysis}/versus_picture?${this.parameters()}`;
  }

  /** The same with every level and all logits. */
  exact() {
    return `${this.data.urls.analysis}/versus_arrays?${this.parameters()}`;
  }

  title() {
    return titleOf(this.state.values, this.data.blocks, this.words, this.formats);
  }

  /** @param {Answer} answer @param {string} url  that was asked for */
  async show(answer, url) {
    const picture = await drawnFrom(answer.arrays.picture.values);
    if (!this.effects.concerns(url)) return;
    const { header } = answer;
    this.answer = answer;
    this.picture = picture;
    this.shown = url;
    this.answers.paint(header, this.host.language, this.formats);
    this.wake();
  }

  /** The square follows a pointer. @param {Point|null} point  of the photo */
  point(point) {
    if (this.state.values.alter !== "occlude") return;
    this.over = point && this.percent(point);
    this.settle();
  }

  /** @param {Point} point  of the photo, where the square is left */
  place(point) {
    if (this.state.values.alter === "occlude") this.let(this.percent(point));
  }

  /** @param {Point} point  of the photo @returns {{cx: number, cy: number}} */
  percent([x, y]) {
    const [x0, y0, x1, y1] = this.data.photo.box;
    return { cx: Math.round((100 * (x - x0)) / (x1 - x0)), cy: Math.round((100 * (y - y0)) / (y1 - y0)) };
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { alter, cx, cy } = this.state.values;
    if (alter !== "occlude" || !Object.hasOwn(ARROWS, event.key)) return;
    const [down, right] = ARROWS[event.key];
    const within = (/** @type {number} */ at) => Math.min(100, Math.max(0, at));
    this.let({ cx: within(cx + STEP * right), cy: within(cy + STEP * down) });
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
  }

  /** Where the square lies that the keys move. */
  at() {
    const { alter, cx, cy } = this.state.values;
    return alter === "occlude" ? listed(...[cx, cy].map((at) => this.formats.percent(at / 100))) : "";
  }

  paint() {
    const { scene, words, colours, answer, data } = this;
    if (!scene) return;
    this.gallery.paint([
      { id: "before", title: words.before, values: null, grid: scene.grid, backdrop: this.plain },
      { id: "after", title: words.after, tip: words.after_tip, values: null, grid: scene.grid,
        backdrop: this.picture, note: answer ? this.note(answer) : "", empty: answer ? "" : words.computing },
    ], { limit: 1, pointed: null, opacity: 1, colours });
    for (const pane of this.gallery.element.querySelectorAll(".pane")) steered(pane, 0, this.at() || words.after);
    this.range.paint();
    const fits = answer && this.shown === this.address();
    const facts = fits ? factsOf(answer.header, this.host.language, this.formats) : null;
    const { block, right } = this.state.values;
    const used = { block: String(blockOn(block, data.blocks)), right: String(right) };
    this.presets.say(facts && { ...facts, ...used }, data.shared);
    if (answer) this.root.dataset.painted = this.shown;
  }

  /** How many patches are gone, how much is no photo. @param {Answer} answer */
  note({ header: { dropped, patches, beyond } }) {
    if (beyond) return fill(this.words.beyond_note, { share: this.formats.percent(beyond) });
    if (dropped === undefined) return "";
    const { words, data } = this;
    return together(fill(words.dropped_note, { count: dropped, total: patches }),
      data.trace.convolved ? `· ${words.dropped_wide}` : "");
  }

  destroy() {
    this.range.end();
    super.destroy();
  }
}
