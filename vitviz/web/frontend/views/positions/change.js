// A change of the position embedding, and what it does: a slider that is dragged asks the server
// directly, the newest setting wins, and what was let go is kept in the address.

import { ChangeControls } from "./change_controls.js";
import { fill, h } from "../../lib/dom.js";
import { Symmetries } from "./symmetries.js";
import { Gallery } from "../../maps/gallery.js";
import { patchAt } from "../../math/geometry.js";
import { jumbled } from "../../maps/shuffled_photo.js";
import { Latest, sentence } from "../../view/request.js";
import { Outcome } from "../../charts/outcome.js";
import { most } from "../../paint/paint.js";
import { coloursOf } from "../../paint/colour.js";
import { rangesOf } from "../../math/position_table.js";
import { photoScene } from "../../view/photo_scene.js";
import { View } from "../../view/view.js";
import { ExportMenu } from "../../widgets/export.js";

const SAY_AFTER = 500; // milliseconds of rest before the effect is also said

export default class PositionChange extends View {
  /** Where the pointer is on the photo, in its pixels. @type {[number, number] | null} */
  pointed = null;
  /** @type {import("../../view/host.js").Bundle | null} */
  answer = null;
  /** The address of the answer on screen. */
  shown = "";
  saying = 0;
  retried = "";
  scene = null;
  effects = new Latest((address) => this.fetch(address));

  /** The fields of the view state. */
  get kept() {
    return this.state.values;
  }

  mount() {
    const { words } = this;
    this.controls = new ChangeControls(words, {
      hold: (change) => this.hold(change), set: (change) => this.let(change), wake: () => this.wake() });
    this.gallery = new Gallery(words, {
      point: (place) => { this.pointed = place; this.wake(); } });
    this.vit = new Outcome(words, "vit");
    this.cnn = new Outcome(words, "cnn");
    this.cnn.element.hidden = true;
    this.waiting = h("p", { class: "said waiting" });
    this.untrained = h("p", { class: "said", hidden: true }, words.untrained);
    this.control = h("p", { class: "said" });
    this.status = h("div", { class: "status", role: "status" });
    this.live = h("div", { class: "hidden-text", "aria-live": "polite", "data-live": true });
    this.exportMenu = new ExportMenu(words, { url: this.host.url, name: "vitviz-position-change", panel: () => this.body,
      title: () => this.title(), npz: () => `${this.address()}&as=npz`, code: () => this.code() });
    this.body = h("div", { class: "effect" },
      h("div", { class: "maps" }, this.gallery.element, this.gallery.legend.element),
      h("div", { class: "outcomes" }, h("h3", {}, words.top), this.vit.element, this.cnn.element,
        this.control));
    this.facts = new Symmetries(words, { host: this.host, fail: (error) => this.fail(error),
      address: () => `${this.data.urls.analysis}/position_facts`, code: () => this.data.code.facts });
    this.root.replaceChildren(
      h("div", { class: "line above" }, this.controls.kinds.element, this.exportMenu.element),
      this.status,
      h("div", { class: "change" }, h("div", { class: "settings" }, this.controls.element,
        this.waiting, h("div", { class: "caution" }, h("h4", {}, words.caution),
          h("p", { class: "said" }, words.caution_said), this.untrained)), this.body),
      this.facts.element, this.live);
    super.mount();
  }

  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    super.update(data);
    if (moved) this.enter();
    this.untrained.hidden = !data.untrained;
    this.facts.retry();
    this.settle();
  }

  enter() {
    this.facts.end();
    Object.assign(this, { scene: photoScene(this), answer: null });
    this.root.dataset.painted = "";
    this.gallery.setScene(this.scene, this.scene.tables);
    this.controls.setScene(this.scene);
  }

  hold(change) {
    super.hold(change);
    this.settle();
  }

  /** What was let go is told at once. */
  let(change) {
    this.state.setNow(change);
    this.settle();
  }

  settle() {
    this.controls.set(this.kept);
    this.effects.want(this.address());
    this.wake();
  }

  /** Only what this change depends on: others may already have asked for the same. */
  address() {
    const { change, amount, seed, patch } = this.kept;
    const [rows, cols] = this.scene.grid;
    const more = { scale: `&amount=${amount}`, shuffle: `&seed=${seed}`, photo: `&seed=${seed}`,
      all: `&patch=${Math.min(patch, rows * cols - 1)}` };
    return `${this.data.urls.analysis}/position_change?change=${change}${more[change] ?? ""}`;
  }

  async fetch(url) {
    const waiting = setTimeout(() => { this.waiting.textContent = this.words.computing; }, 300);
    try {
      const answer = await this.host.get(url);
      if (url.startsWith(this.data.urls.analysis)) this.show(answer, url);
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    } finally {
      clearTimeout(waiting);
      this.waiting.textContent = "";
    }
  }

  fail(error) {
    this.status.textContent = sentence(error, this.words);
    const { key } = this.data.trace;
    if (!error.gone || this.retried === key) return;
    this.retried = key;
    this.missing();
  }

  show(answer, url) {
    const { header, arrays } = answer;
    const { language } = this.host;
    Object.assign(this, { answer, shown: url });
    this.status.textContent = "";
    this.vit.paint(header.vit, language, this.formats);
    this.cnn.paint(header.cnn, language, this.formats);
    this.control.textContent = header.cnn ? this.words.cnn_given : this.words.cnn_same;
    this.mixed = null;
    const before = arrays.colours_before;
    const ranges = before && rangesOf(before.values, before.shape[1]);
    this.colours = before && ["before", "after"].map((when) =>
      coloursOf(arrays[`colours_${when}`].values, before.shape[1], ranges));
    clearTimeout(this.saying);
    this.saying = setTimeout(() => this.speak(), SAY_AFTER);
    this.wake();
  }

  speak() {
    const { header } = this.answer;
    const { language } = this.host;
    this.live.textContent = [this.vit, this.cnn].filter(({ model }) => header[model])
      .map((part) => part.sentence(header[part.model], language, this.formats)).join(" ");
  }

  paint() {
    const { scene, answer, colours, pointed } = this;
    if (!scene) return;
    const at = pointed ? patchAt(pointed, scene.photo.box, scene.grid) : null;
    this.controls.paint(this.kept, at, colours);
    if (!answer) return this.gallery.paint(this.empty(), { limit: 1, pointed, opacity: 1, colours });
    const { arrays: { map_before, map_after }, header: { grid } } = answer;
    const { percent } = this.formats;
    const limit = Math.max(most(map_before.values), most(map_after.values));
    this.gallery.paint([...this.given(grid, at), ...["before", "after"].map((when) => {
      const { values } = answer.arrays[`map_${when}`];
      const share = values.reduce((sum, value) => sum + value, 0);
      return { id: `map_${when}`, title: this.named("map", when), tip: this.words.map_tip, values,
        grid, backdrop: when === "after" ? this.mixed : null,
        note: fill(this.words.map_note, { share: percent(share) }) };
    })], { limit, chosen: "", pointed, opacity: 0.7, colours, say: percent,
      marks: [[0, "0"], [1, percent(limit)]] });
    this.root.dataset.painted = this.shown;
    this.facts.measure();
  }

  /** The places of what is still being computed. */
  empty() {
    const { scene: { grid }, kept } = this;
    const first = kept.change === "photo" ? "given" : "added";
    return [first, "map"].flatMap((what) => ["before", "after"].map((when) =>
      ({ id: `${what}_${when}`, title: this.named(what, when), values: null, grid,
        empty: this.words.computing })));
  }

  named(what, when) {
    return fill(this.words[what], { when: this.words[when] });
  }

  /** The first row: the embedding as colours, or the photo as it is given. */
  given(grid, at) {
    const { words, scene, answer: { arrays: { order } } } = this;
    if (!order) {
      return ["before", "after"].map((when, i) => ({ id: `added_${when}`, values: null, grid,
        title: this.named("added", when), tip: words.added_tip, rgb: this.colours[i] }));
    }
    if (scene.image) this.mixed ??= jumbled(scene.image, scene.photo, grid, order.values);
    const came = at === null ? [] : [order.values[at]];
    return [
      { id: "given_before", title: this.named("given", "before"), values: null, grid, marks: came },
      { id: "given_after", title: this.named("given", "after"), values: null, grid,
        backdrop: this.mixed }];
  }

  title() {
    const { change } = this.kept;
    const more = { scale: ` ${this.kept.amount.toFixed(2)}`, shuffle: ` (${this.words.seed} ${this.kept.seed})`,
      photo: ` (${this.words.seed} ${this.kept.seed})` };
    return `${this.words.change}: ${this.words[`change_${change}`]}${more[change] ?? ""}`;
  }

  code() {
    const { code } = this.data;
    return fill(this.kept.change === "photo" ? code.photo : code.table, this.kept);
  }

  destroy() {
    this.facts.end();
    clearTimeout(this.saying);
    super.destroy();
  }
}
