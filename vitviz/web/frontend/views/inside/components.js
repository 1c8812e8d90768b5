// Feature components and similarity: in what the patch tokens of a depth differ, as colour, and which
// patches of both photos are like the one that is pointed at. One answer brings all tokens of the
// depth, so a moving pointer never leaves the browser.

import { fill, h, segments, term, together } from "../../lib/dom.js";
import { middleOf, neighbour, placeOf, samePlace } from "../../math/geometry.js";
import { mostSimilar, PatchSimilarity } from "../../math/patch_similarity.js";
import { coloursOf } from "../../paint/colour.js";
import { panelFoot, panelHead, placeAmong, randomNote } from "../../view/panel.js";
import { photoScene } from "../../view/photo_scene.js";
import { ExportMenu } from "../../widgets/export.js";
import { Live } from "../../widgets/live.js";
import { Slider } from "../../widgets/slider.js";
import { offered, owns, Recall } from "../frame/own_photos.js";
import { AskedView } from "../versus/asked_view.js";
import { cosineScale } from "./cosine_scale.js";
import { PhotoMaps } from "./photo_maps.js";
import { beside, SecondPhoto } from "./second_photo.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../maps/types.js").GalleryScene} GalleryScene */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/** @typedef {import("./second_photo.js").Offered} Offered */
/** @typedef {import("../../view/host.js").Data & {photos: Offered[], first: string, lost: string,
 *   random: boolean, finest: import("../../lib/types.js").Grid, blocks?: number[]}} Data  `lost`: why the second
 *   photo is not here; `finest`: the grid whose patch the page's query is, which may be finer than that of the
 *   tokens; `blocks`: the numbers of those that have tokens, in a model with several grids */
/** @typedef {{depth: number, depths: number, shares: number[], ranges: [number, number][],
 *   normed: boolean, second: {size: [number, number], box: [number, number, number, number]}|null}} Told */

/** @type {("first"|"second")[]} */
const ON = ["first", "second"];
const REST = 150; // milliseconds that the slider rests before its depth is asked for

/** @extends {AskedView<Data>} */
export default class FeatureComponents extends AskedView {
  /** @type {PhotoScene|null} */ scene = null;
  /** @type {GalleryScene|null} */ other = null; // the second photo
  key = "";
  /** @type {Told|null} */ told = null;
  /** @type {PatchSimilarity|null} */ tokens = null;
  /** A colour for each patch of each photo. @type {Uint32Array[]} */ rgb = [];
  /** @type {{on: number, patch: number}|null} */ hovered = null;
  recalls = new Recall(this.host);
  timer = 0;
  random = randomNote(this.words);
  lost = h("p", { class: "caveat", role: "status" });
  slider = new Slider({ label: this.words.depth, caption: term(this.words.depth, this.words.depth_tip),
    kind: "setting", step: 1, write: (value) => this.depthName(this.depths[value]), move: (value) => this.depth(value) });
  scale = segments(this.words.scale, [["fixed", this.words.scale_fixed, this.words.scale_fixed_tip],
    ["head", this.words.scale_own, this.words.scale_own_tip]],
  (scale) => this.commit({ scale }), { labelled: true });
  second = new SecondPhoto(this.words, (second) => this.choose(second));
  photos = ON.map((_, on) => new PhotoMaps(this.words, { read: () => this.wake(),
    hover: (patch) => this.hover(on, patch), commit: (patch) => this.keep(on, patch),
    key: (event) => this.press(on, event) }));
  text = h("p", { class: "text" });
  caveat = h("p", { class: "text" }, this.words.caveat);
  values = ["variance", "first", "second"].map((name) => h("dd", { "data-value": name }));
  names = ON.map(() => h("dt", {}));
  readings = h("dl", { class: "facts" }, h("div", {},
    h("dt", {}, term(this.words.variance, this.words.variance_tip, "explained_variance")), this.values[0]),
  ...ON.map((_, on) => h("div", {}, this.names[on], this.values[on + 1])));
  live = new Live();
  panel = h("div", { class: "components" }, ...this.photos.map(({ element }) => element),
    h("div", { class: "below" }, h("div", { class: "said" }, this.text, this.caveat),
      h("div", { class: "said" }, this.photos[0].maps.similarity.legend.element, this.readings)));
  exportMenu = new ExportMenu(this.words, { view: this, panel: () => this.panel,
    title: () => this.words.title, ready: () => this.came !== "",
    name: () => `components depth${this.told?.depth ?? ""} patch${this.query.patch + 1}`,
    endpoint: () => `${this.address()}&query=${this.onFinest(this.query.patch)}&on=${ON[this.query.on]}` });

  mount() {
    const { words } = this;
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      panelHead(words, this.exportMenu), this.random, this.lost, this.request.element,
      h("div", { class: "components-line", "data-figure": "no" }, this.slider.element, this.scale.element, this.second.element),
      this.panel, panelFoot(words), this.live.element));
    super.mount();
  }

  /** @param {Data} data */
  update(data) {
    if (data.trace.key !== this.key) this.enter(data);
    super.update(data);
    this.random.hidden = !data.random;
    this.lost.hidden = !data.lost;
    this.lost.textContent = data.lost;
    if (data.lost) this.recall();
  }

  /** Another photo, model or grid. @param {Data} data */
  enter(data) {
    this.data = data;
    this.key = data.trace.key;
    this.hovered = null;
    this.told = null;
    this.tokens = null;
    this.rgb = [];
    this.scene = photoScene(this);
    this.photos[0].setScene(this.scene, this.scene.tables);
  }

  address() {
    const { data: { urls, lost, blocks }, state: { values } } = this;
    const depth = blocks && values.depth !== "" ? blocks[placeAmong(values.depth, blocks)] : values.depth;
    return `${urls.analysis}/components?depth=${depth}&second=${lost ? "" : values.second}`;
  }

  /** What is on screen stays until the next answer is here. @param {Bundle|null} bundle */
  arrived(bundle) {
    if (!bundle) return;
    const told = /** @type {Told} */ (bundle.header);
    this.told = told;
    this.tokens = new PatchSimilarity(bundle);
    this.rgb = this.tokens.scores.map((scores) => coloursOf(scores, told.shares.length, told.ranges));
    this.hovered = null;
    this.names.forEach((name, on) => {
      name.replaceChildren(term(this.bestName(on), this.words.best_tip, "cosine"));
      this.values[on + 1].parentElement?.toggleAttribute("hidden", Boolean(on && !told.second));
    });
    if (told.second) this.enterSecond(told.second, this.state.values.second);
  }

  /** @param {NonNullable<Told["second"]>} photo @param {string} name */
  enterSecond(photo, name) {
    const other = /** @type {GalleryScene} */ ({ photo, image: null });
    this.other = other;
    if (this.scene) this.photos[1].setScene(other, this.scene.tables);
    this.host.picture(`api/photo/${name}.jpg`).then((image) => {
      other.image = image;
      this.wake();
    }, () => {}); // maps stand without their backdrop
  }

  /** The tab may hold the file of a photo that the server has forgotten: it gives it once more. */
  async recall() {
    const name = this.state.values.second;
    const id = await this.recalls.again(name);
    if (id === null || this.signal.aborted || name !== this.state.values.second) return;
    if (id === name) this.missing();
    else this.choose(id);
  }

  /** The numbers of the depths that have tokens. @returns {number[]} */
  get depths() {
    return this.data.blocks ?? Array.from({ length: this.told?.depths ?? 1 }, (_, depth) => depth);
  }

  /** @param {number} value  of the slider */
  depth(value) {
    const depth = String(this.depths[value]);
    this.hold({ depth });
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.commit({ depth });
      this.ask();
    }, REST);
  }

  /** @param {string} second */
  choose(second) {
    this.commit({ second, on: "first" });
    this.ask();
  }

  /** @param {number} on @param {number|null} patch */
  hover(on, patch) {
    const next = patch === null ? null : { on, patch };
    if (next?.patch === this.hovered?.patch && next?.on === this.hovered?.on) return;
    this.hovered = next;
    this.wake();
  }

  /** @param {number} on @param {number} patch */
  keep(on, patch) {
    this.hovered = null;
    this.commit({ query: String(this.onFinest(patch)), on: ON[on] });
  }

  /** The patch that the page's query is where it is this one of the tokens'. @param {number} patch */
  onFinest(patch) {
    return this.scene ? samePlace(patch, this.scene.grid, this.data.finest) : patch;
  }

  /** An arrow key on a photo: from the query there, or from the patch that is most like it.
   * @param {number} on @param {KeyboardEvent} event */
  press(on, event) {
    const { query, scene } = this;
    if (!scene) return;
    const from = query.on === on ? query.patch : this.best(on) ?? middleOf(scene.grid);
    const patch = neighbour(event.key, from, scene.grid);
    if (patch === null) return;
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
    this.keep(on, patch);
  }

  /** What is searched for, and in which photo it is. @returns {{on: number, patch: number}} */
  get query() {
    const { hovered, scene, state: { values } } = this;
    if (hovered) return hovered;
    const [rows, cols] = scene?.grid ?? [1, 1];
    const finest = this.data?.finest ?? [rows, cols]; // whose patch the page's query is
    const known = /^\d+$/.test(values.query) && Number(values.query) < finest[0] * finest[1];
    return { on: this.told?.second && values.on === "second" ? 1 : 0,
      patch: known ? samePlace(Number(values.query), finest, [rows, cols]) : middleOf([rows, cols]) };
  }

  /** The patch of a photo that is most like the query. @param {number} on */
  best(on) {
    const { tokens, query } = this;
    const values = tokens?.cosines(query.on, query.patch)[on];
    return values ? mostSimilar(values, query.on === on ? query.patch : -1) : null;
  }

  /** @param {number} layer  or a block's number */
  depthName(layer) {
    if (this.data.blocks) return fill(this.words.depth_block, { layer });
    return layer ? fill(this.words.depth_layer, { layer }) : this.words.depth_embedding;
  }

  /** What sentences call the query. */
  get queryName() {
    const { words, query: { on, patch }, scene } = this;
    const name = this.patchName(patch);
    return scene && on ? fill(words.of_second, { patch: name }) : name;
  }

  /** @param {number} patch */
  patchName(patch) {
    return fill(this.words.patch, { number: patch + 1, ...placeOf(patch, this.scene?.grid ?? [1, 1]) });
  }

  paint() {
    const { data, scene, told, words, state: { values } } = this;
    if (!scene) return;
    const own = owns.all.map((one) => offered(one, words, this.host.url));
    const second = data.lost || values.second === data.first ? "" : values.second;
    this.second.set(beside(own, data.photos, { first: data.first, second }, words, this.host.url), second);
    this.panel.hidden = !told && Boolean(this.request.status.textContent); // the model has no such tokens
    const { depths } = this;
    this.slider.set(placeAmong(values.depth, depths), depths.length - 1);
    this.panel.toggleAttribute("data-two", Boolean(told?.second));
    this.photos[1].element.hidden = !told?.second;
    this.scale.set(values.scale === "fixed" ? "fixed" : "head");
    this.paintPhotos(scene);
    if (!told) return;
    this.text.textContent = together(told.second ? words.both_text : words.one_text,
      told.normed ? words.normed_text : words.plain_text, values.scale !== "fixed" && words.own_text,
      data.blocks && words.last_grid);
    this.read(told);
    this.root.dataset.painted = this.came;
  }

  /** @param {PhotoScene} scene */
  paintPhotos({ grid }) {
    const { tokens, query, colours, photos, state: { values } } = this;
    const cosines = tokens?.cosines(query.on, query.patch) ?? [];
    const scaled = cosineScale(cosines, query, values.scale !== "fixed", this.formats);
    photos.slice(0, this.told?.second ? 2 : 1).forEach((photo, on) => photo.paint({ ...scaled, grid, colours,
      rgb: this.rgb[on] ?? null, cosines: scaled.values[on] ?? null, best: this.best(on),
      query: query.on === on ? query.patch : -1, titles: this.titles(on) }));
  }

  /** What stands below the maps of a photo. @param {number} on */
  titles(on) {
    const { words, told, formats: { percent } } = this;
    const [first, second, third] = (told?.shares ?? []).map(percent);
    const depth = told ? this.depthName(told.depth) : "…";
    return { photo: { title: told?.second ? words[ON[on]] : words.photo },
      colours: { title: fill(words.colours, { depth }), tip: words.colours_tip,
        note: on || !told ? "" : fill(words.colour_note, { first, second, third }) },
      similarity: { title: fill(words.similarity, { patch: this.queryName }), tip: words.similarity_tip } };
  }

  /** The numbers, and the same for a screen reader. @param {Told} told */
  read(told) {
    const { words, tokens, values, formats: { hundredth, percent } } = this;
    values[0].textContent = percent(told.shares.reduce((sum, share) => sum + share, 0));
    const found = tokens ? tokens.out.map((cosines, on) => {
      const best = this.best(on);
      return best === null ? "–" : fill(words.found, { patch: this.patchName(best), value: hundredth(cosines[best]) });
    }) : [];
    found.forEach((text, on) => { values[on + 1].textContent = text; });
    if (this.hovered) return;
    this.live.say(fill(words.live, { patch: this.queryName,
      best: together(...found.map((best, on) => fill(words.best_said, { where: this.bestName(on), best }))) }));
  }

  /** What the most similar patch of a photo is called. @param {number} on */
  bestName(on) {
    return this.told?.second ? this.words[`best_${ON[on]}`] : this.words.best;
  }

  destroy() {
    clearTimeout(this.timer);
    super.destroy();
  }
}
