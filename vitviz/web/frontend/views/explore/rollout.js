// Rollout from what the head reads, over the photo. A moved slider asks the server for one row
// and repaints; letting it go commits the setting in the address.

import { fill, h, named, segments, term, together } from "../../lib/dom.js";
import { Focus } from "../../maps/focus.js";
import { largest, quantile, sum } from "../../math/ranking.js";
import { floats } from "../../math/slices.js";
import { scaleEnd } from "../../paint/colour.js";
import { photoScene } from "../../view/photo_scene.js";
import { Effects } from "../../view/request.js";
import { View } from "../../view/view.js";
import { ExportMenu } from "../../widgets/export.js";
import { Slider } from "../../widgets/slider.js";

/** @typedef {import("../../lib/types.js").TraceFacts} TraceFacts */
/** @typedef {import("../../view/host.js").AnalysisFacts} AnalysisFacts */
/** @typedef {{fusion: string, residual: number, discard: number, scale: "fixed"|"now"|"head"}} Settings  fields of
 * the view state */
/** @typedef {AnalysisFacts & {state: Settings}} RolloutData */
/** @typedef {import("../../view/photo_scene.js").PhotoScene & TraceFacts} RolloutScene */

const CLIP = 0.99;

/** @extends {View<RolloutData>} */
export default class Rollout extends View {
  /** @type {number|null} */ pointed = null;
  /** @type {Float32Array|null} */ weights = null; // of every token
  /** @type {RolloutScene|null} */ scene = null;
  rows = new Effects(this, ({ arrays: { rows } }) => {
    this.weights = floats(rows);
    this.wake();
  });
  focus = new Focus({ focus_label: this.words.label, even: this.words.even }, {
    hover: (patch) => this.point(patch), commit: (patch) => this.point(patch),
    leave: () => this.point(null) });
  fusion = segments(this.words.fusion, ["mean", "max", "min"].map((name) =>
    /** @type {[string, string]} */ ([name, this.words[`fusion_${name}`]])),
  (fusion) => this.let({ fusion }));
  residual = this.slider("residual", 1);
  discard = this.slider("discard", 0.95);
  text = h("p", { class: "text" });
  panel = h("div", {}, this.focus.element, this.focus.scale);
  exportMenu = new ExportMenu(this.words, { view: this, name: () => this.file(),
    about: () => this.settings(), panel: () => this.panel, title: () => this.words.label,
    endpoint: () => `${this.data.urls.analysis}/rollout?${this.query()}` });

  mount() {
    const { words } = this;
    const room = window.matchMedia("(min-width: 1001px)").matches; // there the text fills what is beside it
    this.root.replaceChildren(h("div", { class: "corner" }, this.exportMenu.element),
      h("div", { class: "rollout" }, this.panel,
        h("div", { class: "settings" },
          h("div", { class: "choice" }, term(words.fusion, words.fusion_tip, "head"), this.fusion.element),
          this.residual.element, this.discard.element, this.text, this.rows.waiting, this.rows.status),
        h("details", { open: room }, h("summary", {}, words.definition),
          h("p", {}, words.is), h("p", {}, words.is_not))));
    super.mount();
  }

  /** @param {"residual"|"discard"} name @param {number} max */
  slider(name, max) {
    const { words } = this;
    return new Slider({ label: words[name], caption: term(words[name], words[`${name}_tip`], "rollout"), max,
      write: (value) => value.toFixed(2), move: (value) => this.hold({ [name]: value }),
      commit: (value) => this.let({ [name]: value }) });
  }

  /** @param {RolloutData} data */
  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    super.update(data);
    if (moved) {
      const scene = Object.assign(photoScene(this), data.trace);
      this.scene = scene;
      this.weights = null;
      this.focus.setScene(scene, scene.tables);
    }
    this.refresh();
  }

  /** @param {Record<string, number>} change */
  hold(change) {
    super.hold(change);
    this.refresh();
  }

  /** What was let go is told at once. @param {Record<string, string|number>} change */
  let(change) {
    this.state.setNow(change);
    this.refresh();
  }

  query() {
    const { fusion, residual, discard } = this.state.values;
    return `fusion=${fusion}&residual=${residual}&discard=${discard}`;
  }

  /** What is set, for the name of a file. */
  file() {
    const { fusion, residual, discard } = this.state.values;
    return `rollout ${fusion} residual${residual} discard${discard}`;
  }

  /** What is set, in words. */
  settings() {
    const { words, state: { values } } = this;
    return [named(words.fusion, words[`fusion_${values.fusion}`]), named(words.residual, values.residual),
      named(words.discard, values.discard)].join(" · ");
  }

  address() {
    return `${this.data.urls.analysis}/rollout_rows?queries=pooling&${this.query()}`;
  }

  refresh() {
    const { values } = this.state;
    this.fusion.set(values.fusion);
    this.residual.set(values.residual);
    this.discard.set(values.discard);
    this.rows.want(this.address());
  }

  /** The scale is the one that the page's maps have: the same rollout looks the same in the wall. */
  scale() {
    const { weights, scene } = this;
    if (!weights || !scene) return null;
    const patches = weights.subarray(scene.prefix);
    return { ...ending(this.state.values.scale, patches, scene.tokens), most: largest(patches) };
  }

  /** @param {number|null} patch */
  point(patch) {
    this.pointed = patch;
    this.wake();
  }

  paint() {
    const { scene, weights, focus, colours } = this;
    if (!scene) return;
    const scale = this.scale();
    focus.paint({ map: { weights, signed: false }, query: null, pointed: this.pointed, scale: "fixed",
      wallTop: scale?.top ?? 1, smooth: false, opacity: 0.7, colours, formats: this.formats });
    if (!weights || !scale) return;
    const { percent } = this.formats;
    this.text.textContent = together(
      fill(this.words.share, { percent: percent(sum(weights, 0, scene.prefix)) }),
      scale.count && percent(scale.top) !== percent(scale.most) ? fill(this.words.clipped, { count: scale.count, top: percent(scale.top),
        most: percent(scale.most) }) : "");
    this.root.dataset.painted = this.data.trace.key;
  }
}

/**
 * Where the scale ends, and how many patches are beyond it. The shortest does not end below two even
 * shares: an even map would look like one that is all peak.
 * @param {"fixed"|"now"|"head"} scale @param {Float32Array} patches  their weights
 * @param {number} tokens @returns {{top: number, count: number}}
 */
export function ending(scale, patches, tokens) {
  const own = scale === "now" ? Math.max(quantile(patches, CLIP), 2 / tokens) : largest(patches);
  const top = scaleEnd(scale, tokens, own);
  return { top, count: patches.filter((weight) => weight > top).length };
}
