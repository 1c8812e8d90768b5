// What both models say: each one's likeliest labels, and both over the labels that they share.

import { bars, key } from "../../charts/bars.js";
import { fill, h } from "../../lib/dom.js";
import { View } from "../../view/view.js";
import { ExportMenu } from "../../widgets/export.js";
import { ScaleNote } from "../../widgets/scale_note.js";

/** @typedef {import("../../charts/bars.js").Model} Model */
/** @typedef {import("../../charts/bars.js").Row} Row */

/**
 * @typedef {object} Own  a model's own labels
 * @property {Model} model
 * @property {"everyday"|"imagenet"|"own"} kind  which labels they are
 * @property {number} count  of all of them
 * @property {Row[]} rows  the likeliest, each with one share
 */

/**
 * @typedef {object} PredictionsData
 * @property {{key: string}} trace
 * @property {{analysis: string}} urls
 * @property {import("../../view/host.js").Caption} caption
 * @property {{text: string, quiet: boolean}[]} notes
 * @property {import("../../widgets/scale_note.js").Scale|null} scale
 * @property {Own[]} own
 * @property {{rows: Row[], known: number|null, vit_known: number|null, count: number}|null} shared
 *   the CNN's and the ViT's probability that it is one of the `count` shared labels, null where
 *   neither has others
 * @property {Record<string, never>} state  none of it
 */

/** @extends {View<PredictionsData>} */
export default class Predictions extends View {
  panel = h("div", { class: "predictions" });
  scale = new ScaleNote((change) => this.state.setNow(change));

  mount() {
    const { words } = this;
    this.root.replaceChildren(h("div", { class: "corner" }, new ExportMenu(words, { view: this,
      name: () => "predictions", title: () => words.predictions, panel: () => this.panel,
      endpoint: () => `${this.data.urls.analysis}/predictions` }).element), this.panel);
    super.mount();
  }

  /** @param {PredictionsData} data */
  update(data) {
    super.update(data);
    this.scale.set(data.scale);
    this.panel.replaceChildren(
      ...data.notes.map(({ text, quiet }) => h("p", { class: quiet ? "text" : "caveat" }, text)), this.scale.element,
      h("div", { class: "own" }, ...data.own.map((one) => this.own(one))),
      data.shared ? this.shared(data.shared) : "");
    this.root.dataset.painted = data.trace.key;
  }

  /** @param {Own} own */
  own({ model, kind, count, rows }) {
    const { words } = this;
    const name = words[model];
    return h("section", { "aria-label": name }, h("h3", {}, name),
      bars(rows, [{ model, name }], this.writing()),
      h("p", { class: "text" }, fill(words[`labels_${kind}`], { count: this.formats.whole(count) })));
  }

  /** @param {NonNullable<PredictionsData["shared"]>} shared */
  shared({ rows, known, vit_known, count }) {
    const { words, formats: { percent, whole } } = this;
    const series = (/** @type {Model[]} */ (["vit", "cnn"])).map((model) =>
      ({ model, name: words[model] }));
    const text = known === null ? fill(words.shared_same, { count: whole(count) })
      : fill(words.shared_text, { vit: percent(vit_known ?? 1), cnn: percent(known), count: whole(count) });
    return h("section", { "aria-label": words.shared }, h("h3", {}, words.shared), key(series),
      bars(rows, series, this.writing()),
      h("p", { class: "text" }, text));
  }

  writing() {
    return { write: this.formats.percent, none: this.words.cannot_say };
  }
}
