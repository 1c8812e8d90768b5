// A change of the position embedding, and what it does: a slider that is dragged asks the server
// directly, the newest setting wins, and what was let go stands in the address.

import { Outcome } from "../../charts/outcome.js";
import { fill, h, together } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { jumbled } from "../../maps/shuffled_photo.js";
import { patchAt } from "../../math/geometry.js";
import { rangesOf } from "../../math/position_table.js";
import { largest, largestSize, sum } from "../../math/ranking.js";
import { coloursOf } from "../../paint/colour.js";
import { photoScene } from "../../view/photo_scene.js";
import { Effects } from "../../view/request.js";
import { View } from "../../view/view.js";
import { ExportMenu } from "../../widgets/export.js";
import { Live } from "../../widgets/live.js";
import { ChangeControls } from "./change_controls.js";
import { parametersOf, possible, titleOf } from "./settings.js";
import { Symmetries } from "./symmetries.js";

/** @typedef {import("../../charts/outcome.js").Outcomes} Outcomes */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../maps/gallery.js").Cell} Cell */
/** @typedef {import("../../view/host.js").Data} Data */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/** @typedef {import("./change_controls.js").Change} Change */
/** @typedef {import("./settings.js").Settings} Settings */

/**
 * @typedef {object} Header  of an answer
 * @property {Grid} grid
 * @property {Outcomes|null} vit
 * @property {Outcomes|null} cnn  null where the change does not concern it
 */
/** @typedef {import("../../lib/types.js").Bundle<Header>} Answer */

/** @type {["before", "after"]} */
const WHEN = ["before", "after"];
const SAY_AFTER = 500; // milliseconds of rest before the effect is also said

export default class PositionChange extends View {
  /** Where the pointer is on the photo, in its pixels. @type {Point|null} */ pointed = null;
  /** @type {Answer|null} */ answer = null;
  /** @type {PhotoScene|null} */ scene = null;
  /** The photo in the order it is given. @type {OffscreenCanvas|null} */ mixed = null;
  /** The embedding before and after as colours. @type {Uint32Array[]|null} */ embedding = null;
  /** The address of the answer on screen. */
  shown = "";
  saying = 0;
  effects = new Effects(this, (answer, url) => this.show(answer, url));
  controls = new ChangeControls(this.words, this.host.constants.changes, { hold: (change) => this.hold(change),
    set: (change) => this.let(change), wake: () => this.wake() });
  gallery = new Gallery(this.words, { point: (point) => { this.pointed = point; this.wake(); } });
  vit = new Outcome(this.words, "vit");
  cnn = new Outcome(this.words, "cnn");
  untrained = h("p", { class: "text", hidden: true }, this.words.untrained);
  control = h("p", { class: "text" });
  live = new Live();
  body = h("div", { class: "effect" },
    h("div", { class: "maps" }, this.gallery.element, this.gallery.legend.element),
    h("div", { class: "outcomes" }, h("h3", {}, this.words.top), this.vit.element, this.cnn.element,
      this.control));
  exportMenu = new ExportMenu(this.words, { view: this, name: () => `positions ${this.settings.change}`,
    panel: () => this.body, title: () => titleOf(this.settings, this.words), endpoint: () => this.address(),
    ready: () => this.shown === this.address() });
  symmetries = new Symmetries(this.words, { view: this, fail: (error) => this.effects.failures.tell(error),
    address: () => `${this.data.urls.analysis}/position_facts` });

  /** The fields of the view state; an address may ask for a change that this grid does not allow. @returns {Settings} */
  get settings() {
    const { data: { trace }, state: { values } } = this;
    return possible(values.change, trace.grid) ? values : { ...values, change: "none" };
  }

  mount() {
    const { words } = this;
    this.cnn.element.hidden = true;
    this.root.replaceChildren(
      h("div", { class: "line above" }, this.controls.kinds.element, this.exportMenu.element),
      this.effects.status,
      h("div", { class: "change" }, h("div", { class: "settings" }, this.controls.element,
        this.effects.waiting, h("div", { class: "caution" }, h("h3", {}, words.caution),
          h("p", { class: "text" }, words.caution_text), this.untrained)), this.body),
      this.symmetries.element, this.live.element);
    super.mount();
  }

  /** @param {Data} data */
  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    super.update(data);
    if (moved) this.enter();
    this.untrained.hidden = !data.untrained;
    this.symmetries.retry();
    this.settle();
  }

  enter() {
    this.symmetries.end();
    const scene = photoScene(this);
    this.scene = scene;
    this.answer = null;
    this.shown = "";
    this.root.dataset.painted = "";
    this.gallery.setScene(scene, scene.tables);
    this.controls.setScene(scene);
  }

  /** @param {Change} change */
  hold(change) {
    super.hold(change);
    this.settle();
  }

  /** What was let go is told at once. @param {Change} change */
  let(change) {
    this.state.setNow(change);
    this.settle();
  }

  settle() {
    this.controls.set(this.settings);
    this.effects.want(this.address());
    this.wake();
  }

  /** What is asked for. */
  address() {
    const { urls, trace } = this.data;
    return `${urls.analysis}/position_change?${parametersOf(this.settings, trace.grid)}`;
  }

  /** @param {Answer} answer @param {string} url  that was asked for */
  show(answer, url) {
    const { header, arrays } = answer;
    const { language } = this.host;
    this.answer = answer;
    this.shown = url;
    this.vit.paint(header.vit, language, this.formats);
    this.cnn.paint(header.cnn, language, this.formats);
    this.control.textContent = header.cnn ? this.words.cnn_given : this.words.cnn_same;
    this.mixed = null;
    const before = arrays.colours_before;
    const ranges = before ? rangesOf(before.values, before.shape[1]) : [];
    this.embedding = before ? WHEN.map((when) =>
      coloursOf(arrays[`colours_${when}`].values, before.shape[1], ranges)) : null;
    clearTimeout(this.saying);
    this.saying = window.setTimeout(() => this.speak(header), SAY_AFTER);
    this.wake();
  }

  /** The effect in a sentence. @param {Header} header */
  speak(header) {
    const { language } = this.host;
    this.live.say(together(...[this.vit, this.cnn].map((part) => {
      const outcome = header[part.model];
      return outcome && part.sentence(outcome, language, this.formats);
    })));
  }

  paint() {
    const { scene, answer, colours, pointed } = this;
    if (!scene) return;
    const at = pointed ? patchAt(pointed, scene.photo.box, scene.grid) : null;
    this.controls.paint(this.settings, at, colours);
    if (!answer) return this.gallery.paint(this.empty(scene.grid), { limit: 1, pointed, opacity: 1, colours });
    const { percent } = this.formats;
    const { arrays, header: { grid } } = answer;
    const maps = WHEN.map((when) => ({ when, values: arrays[`map_${when}`].values }));
    const signed = maps.some(({ values }) => values.some((/** @type {number} */ value) => value < 0));
    const limit = Math.max(...maps.map(({ values }) => (signed ? largestSize : largest)(values)));
    const say = signed ? this.formats.signed : percent;
    this.gallery.paint([...this.given(answer, scene, at), ...maps.map(({ when, values }) => (
      { id: `map_${when}`, title: this.named("map", when), values,
        tip: fill(this.words.map_tip, { reads: this.data.reads }),
        grid, signed, backdrop: when === "after" ? this.mixed : null,
        note: fill(this.words.map_note, { share: say(sum(values)) }) }))],
    { limit, pointed, opacity: 0.7, colours, say, marks: signed
      ? [[0, say(-limit)], [0.5, "0"], [1, say(limit)]] : [[0, "0"], [1, say(limit)]] });
    this.root.dataset.painted = this.shown;
    this.symmetries.measure();
  }

  /** The maps that are still being computed. @param {Grid} grid @returns {Cell[]} */
  empty(grid) {
    const first = this.settings.change === "photo" ? "given" : "added";
    return [first, "map"].flatMap((what) => WHEN.map((when) =>
      ({ id: `${what}_${when}`, title: this.named(what, when), values: null, grid,
        empty: this.words.computing })));
  }

  /** A map's title. @param {string} what @param {"before"|"after"} when */
  named(what, when) {
    return fill(this.words[what], { when: this.words[when], reads: this.data.reads });
  }

  /** The first row: the embedding as colours, or the photo as it is given.
   * @param {Answer} answer @param {PhotoScene} scene @param {number|null} at  the patch pointed at
   * @returns {Cell[]} */
  given({ arrays: { order }, header: { grid } }, scene, at) {
    if (!order) {
      return WHEN.map((when, i) => ({ id: `added_${when}`, values: null, grid,
        title: this.named("added", when), tip: this.words.added_tip, rgb: this.embedding?.[i] }));
    }
    if (scene.image) this.mixed ??= jumbled(scene.image, scene.photo, grid, order.values);
    const came = at === null ? [] : [order.values[at]];
    return [
      { id: "given_before", title: this.named("given", "before"), values: null, grid, marks: came },
      { id: "given_after", title: this.named("given", "after"), values: null, grid,
        backdrop: this.mixed }];
  }

  destroy() {
    this.symmetries.end();
    clearTimeout(this.saying);
    super.destroy();
  }
}
