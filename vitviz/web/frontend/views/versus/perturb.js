// Do it to the picture: the same altered picture for both models, and what they say of it.

import { h } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { photoScene } from "../../view/photo_scene.js";
import { View } from "../../view/view.js";

/** @typedef {import("../../view/host.js").Data} Data */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */

export default class Perturb extends View {
  /** @type {PhotoScene|null} */ scene = null;
  gallery = new Gallery(this.words, { point: () => {} });

  mount() {
    const { words } = this;
    this.root.replaceChildren(h("section", { class: "perturb" },
      h("header", { class: "panel-head" }, h("h2", {}, words.title), h("p", { class: "text" }, words.lead)),
      this.gallery.element));
    super.mount();
  }

  /** @param {Data} data */
  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    super.update(data);
    if (!moved) return;
    this.scene = photoScene(this);
    this.gallery.setScene(this.scene, this.scene.tables);
  }

  paint() {
    const { scene, words, colours } = this;
    if (!scene) return;
    this.gallery.paint([{ id: "picture", title: words.picture, values: null, grid: scene.grid }],
      { limit: 1, pointed: null, opacity: 1, colours });
    this.root.dataset.painted = scene.data.trace.key;
  }
}
