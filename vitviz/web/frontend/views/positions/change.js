// A change of the position embedding, and what it does: a slider that is dragged asks the server
// directly, the newest setting wins, and what was let go is kept in the address.

import { picture } from "../../net/picture.js";
import { get } from "../../net/get.js";
import { ChangeControls } from "./change_controls.js";
import { fill, formats, h, inWords } from "../../lib/dom.js";
import { Facts } from "./symmetries.js";
import { Gallery } from "../../maps/gallery.js";
import { patchAt } from "../../math/geometry.js";
import { jumbled } from "../../maps/shuffled_photo.js";
import { InTurn, Kept } from "../../view/address_state.js";
import { Outcome } from "../../charts/outcome.js";
import { most, tablesOf } from "../../paint/paint.js";
import { coloursOf } from "../../paint/colour.js";
import { rangesOf } from "../../math/position_table.js";
import { sourceOf } from "../../view/scene.js";
import { Stage } from "../../view/stage.js";
import { ExportMenu } from "../../widgets/export.js";

const SAY_AFTER = 500; // milliseconds of rest before the effect is also said

export const create = (root, send) => inWords(root, send, ChangeView);

class ChangeView {
  constructor(root, send, data) {
    Object.assign(this, { root, words: data.words, pointed: null, answer: null });
    this.store = new Kept(send, data);
    this.kept = this.store.values;
    this.effects = new InTurn((url) => this.fetch(url));
    this.stage = new Stage(root, () => this.paint());
    this.build();
  }

  build() {
    const { words } = this;
    this.controls = new ChangeControls(words, {
      set: (change, commit) => this.set(change, commit), wake: () => this.stage.wake() });
    this.gallery = new Gallery(words, {
      point: (place) => { this.pointed = place; this.stage.wake(); } });
    this.vit = new Outcome(words, "vit");
    this.cnn = new Outcome(words, "cnn");
    this.cnn.element.hidden = true;
    this.waiting = h("p", { class: "said waiting" });
    this.untrained = h("p", { class: "said", hidden: true }, words.untrained);
    this.control = h("p", { class: "said" });
    this.status = h("div", { class: "status", role: "status" });
    this.live = h("div", { class: "hidden-text", "aria-live": "polite", "data-live": true });
    this.exportMenu = new ExportMenu(words, { name: "vitviz-position-change", panel: () => this.body,
      title: () => this.title(), npz: () => `${this.address()}&as=npz`, code: () => this.code() });
    this.body = h("div", { class: "effect" },
      h("div", { class: "maps" }, this.gallery.element, this.gallery.legend.element),
      h("div", { class: "outcomes" }, h("h3", {}, words.top), this.vit.element, this.cnn.element,
        this.control));
    this.facts = new Facts(words, { fail: (error) => this.fail(error),
      address: () => `${this.data.urls.look}/position_facts`, code: () => this.data.code.facts });
    this.root.replaceChildren(
      h("div", { class: "line above" }, this.controls.kinds.element, this.exportMenu.element),
      this.status,
      h("div", { class: "change" }, h("div", { class: "settings" }, this.controls.element,
        this.waiting, h("div", { class: "caution" }, h("h4", {}, words.caution),
          h("p", { class: "said" }, words.caution_said), this.untrained)), this.body),
      this.facts.element, this.live);
  }

  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    this.data = data;
    this.stage.follow();
    this.formats = formats(data.language);
    this.store.take(data);
    if (moved) this.enter();
    this.untrained.hidden = !data.untrained;
    this.controls.set(this.kept);
    this.facts.retry();
    this.effects.want(this.address());
    this.stage.wake();
  }

  enter() {
    const { data } = this;
    const { photo } = data;
    this.facts.end();
    const scene = { data, photo, grid: data.trace.grid, tables: tablesOf(data.tables), image: null,
      source: (box) => sourceOf(scene.image, photo.size, box) };
    Object.assign(this, { scene, answer: null });
    this.root.dataset.painted = "";
    this.gallery.setScene(scene, scene.tables);
    this.controls.setScene(scene);
    picture(photo.url).then((image) => { scene.image = image; this.stage.wake(); }, () => {});
  }

  /** Shows at once; `commit` also writes it into the address. */
  set(change, commit) {
    Object.assign(this.kept, change);
    if (commit) this.store.setNow(change);
    this.controls.set(this.kept);
    this.effects.want(this.address());
    this.stage.wake();
  }

  /** Only what this change depends on: others may already have asked for the same. */
  address() {
    const { change, amount, seed, patch } = this.kept;
    const [rows, cols] = this.scene.grid;
    const more = { scale: `&amount=${amount}`, shuffle: `&seed=${seed}`, photo: `&seed=${seed}`,
      all: `&patch=${Math.min(patch, rows * cols - 1)}` };
    return `${this.data.urls.look}/position_change?change=${change}${more[change] ?? ""}`;
  }

  async fetch(url) {
    const waiting = setTimeout(() => { this.waiting.textContent = this.words.computing; }, 300);
    try {
      const answer = await get(url, { language: this.data.language });
      if (url.startsWith(this.data.urls.look)) this.show(answer, url);
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
    this.status.textContent = error.said ?? (error.gone ? this.words.gone : this.words.unreachable);
    const { key } = this.data.trace;
    if (!error.gone || this.retried === key) return;
    this.retried = key;
    this.store.missing();
  }

  show(answer, url) {
    const { header, arrays } = answer;
    const { language } = this.data;
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
    this.stage.wake();
  }

  speak() {
    const { header } = this.answer;
    const { language } = this.data;
    this.live.textContent = [this.vit, this.cnn].filter(({ model }) => header[model])
      .map((part) => part.sentence(header[part.model], language, this.formats)).join(" ");
  }

  paint() {
    const { scene, answer, stage: { colours }, pointed } = this;
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
    this.facts.measure(this.data.language);
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
    this.store.end();
    this.facts.end();
    clearTimeout(this.saying);
    this.stage.end();
  }
}
