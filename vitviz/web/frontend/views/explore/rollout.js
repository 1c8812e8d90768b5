// Rollout from what the head reads, over the photo. A moved slider asks the server for one row
// and repaints; letting it go commits the setting in the address.

import { get } from "../../net/get.js";
import { picture } from "../../net/picture.js";
import { fill, followTheme, formats, h, inWords, segments, term, tips } from "../../lib/dom.js";
import { Focus } from "../../maps/focus.js";
import { InTurn, Kept } from "../../view/address_state.js";
import { sum } from "../../math/attention.js";
import { tablesOf } from "../../paint/paint.js";
import { ExportMenu } from "../../widgets/export.js";

const CLIP = 0.98;

export const create = (root, send) => inWords(root, send, Rollout);

class Rollout {
  constructor(root, send, data) {
    Object.assign(this, { root, words: data.words, pointed: null });
    this.kept = new Kept(send, data);
    this.rows = new InTurn((url) => this.fetch(url));
    this.build();
  }

  build() {
    const { words } = this;
    this.focus = new Focus({ focus_label: words.label, even: words.even }, { hover: (patch) => this.point(patch),
      commit: (patch) => this.point(patch), leave: () => this.point(null) });
    this.fusion = segments(words.fusion, ["mean", "max", "min"].map((name) =>
      [name, words[`fusion_${name}`]]), (value) => this.set({ fusion: value }, true));
    this.residual = this.slider("residual", "0", "1");
    this.discard = this.slider("discard", "0", "0.95");
    this.said = h("p", { class: "said" });
    this.status = h("div", { class: "status", role: "status" });
    this.exportMenu = new ExportMenu(words, { name: "vitviz-rollout", panel: () => this.panel,
      title: () => words.label, npz: () => `${this.data.urls.look}/rollout?${this.query()}&as=npz`,
      code: () => `${this.data.code.begin}\n${this.data.code.rollout}` });
    this.panel = h("div", {}, this.focus.element, this.focus.scale);
    this.root.replaceChildren(h("div", { class: "rollout" }, this.panel,
      h("div", { class: "settings" },
        h("div", { class: "choice" }, term(words.fusion, words.fusion_tip), this.fusion.element),
        this.residual.label, this.discard.label, this.said, this.status, this.exportMenu.element,
        h("details", {}, h("summary", {}, words.definition),
          h("p", {}, words.is), h("p", {}, words.is_not)))));
    this.leaving = new AbortController();
    tips(this.root, this.leaving.signal);
    this.observer = new ResizeObserver(() => this.paint());
    this.observer.observe(this.root);
  }

  destroy() {
    this.kept.end();
    this.observer.disconnect();
    this.leaving.abort();
  }

  slider(name, min, max) {
    const value = h("output", {});
    const input = h("input", { type: "range", min, max, step: "0.05",
      "aria-label": this.words[name],
      oninput: () => this.set({ [name]: Number(input.value) }, false),
      onchange: () => this.set({ [name]: Number(input.value) }, true) });
    const label = h("label", {}, term(this.words[name], this.words[`${name}_tip`]),
      h("span", { class: "slider" }, input, value));
    return { input, value, label };
  }

  update(data) {
    followTheme(this.root);
    this.formats = formats(data.language);
    const moved = data.trace.key !== this.data?.trace.key;
    this.data = data;
    this.kept.take(data);
    if (moved) this.enter();
    this.refresh();
  }

  enter() {
    const { data } = this;
    const { grid, prefix, tokens } = data.trace;
    this.scene = { data, grid, prefix, tokens, image: null };
    this.weights = null;
    this.focus.setScene(this.scene, tablesOf(data.tables));
    const { scene } = this;
    picture(data.photo.url).then((image) => {
      scene.image = image;
      this.paint();
    }, (error) => this.fail(error));
  }

  set(change, commit) {
    Object.assign(this.kept.values, change);
    if (commit) this.kept.setNow(change);
    this.refresh();
  }

  query() {
    const { fusion, residual, discard } = this.kept.values;
    return `fusion=${fusion}&residual=${residual}&discard=${discard}`;
  }

  address() {
    return `${this.data.urls.trace}/rollout_rows?queries=readout&${this.query()}`;
  }

  refresh() {
    const { values } = this.kept;
    this.fusion.set(values.fusion);
    for (const name of ["residual", "discard"]) {
      this[name].input.value = String(values[name]);
      this[name].value.textContent = values[name].toFixed(2);
    }
    this.rows.want(this.address());
  }

  async fetch(url) {
    try {
      const { arrays } = await get(url, { language: this.data.language });
      this.status.textContent = "";
      if (url.startsWith(this.data.urls.trace)) this.weights = arrays.rows.values;
      this.paint();
      return true;
    } catch (error) {
      this.fail(error);
      return false; // the next update asks again
    }
  }

  /**
   * The scale ends where 98 % of the patches do: a few that gather attention would hide the rest.
   * It does not end below two even shares: an even map would look like one that is all peak.
   */
  scale() {
    const patches = this.weights.slice(this.scene.prefix).sort();
    const top = Math.max(patches[Math.ceil(CLIP * patches.length) - 1], 2 / this.scene.tokens);
    return { top, most: patches[patches.length - 1], count: patches.filter((w) => w > top).length };
  }

  fail(error) {
    this.status.textContent = error.gone ? this.words.gone : error.said || this.words.unreachable;
    const { key } = this.data.trace;
    if (!error.gone || this.retried === key) return;
    this.retried = key;
    this.kept.missing(); // Python makes it again in the rerun that this asks for
  }

  point(patch) {
    this.pointed = patch;
    this.paint();
  }

  paint() {
    const { scene, weights, focus } = this;
    if (!scene || !this.root.clientWidth) return;
    const style = getComputedStyle(this.root);
    const colours = Object.fromEntries(["pointer", "query", "halo"].map((name) =>
      [name, style.getPropertyValue(`--${name}`).trim()]));
    const scale = weights && this.scale();
    focus.paint({ map: { weights, signed: false }, query: null, pointed: this.pointed, scale: "fixed",
      wallTop: scale?.top, smooth: false, opacity: 0.7, colours, formats: this.formats });
    if (!weights) return;
    const { percent } = this.formats;
    this.said.textContent = [
      fill(this.words.share, { percent: percent(sum(weights, 0, scene.prefix)) }),
      scale.count && percent(scale.top) !== percent(scale.most) ? fill(this.words.clipped, { count: scale.count, top: percent(scale.top),
        most: percent(scale.most) }) : "",
    ].join(" ");
    this.root.dataset.painted = this.data.trace.key;
  }
}
