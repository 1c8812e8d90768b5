// Through the blocks of a model with several grids, for any patch: how long the token is that covers
// it, and which tokens it is alike, each block on its own grid.

import { Added } from "../../charts/added.js";
import { fill, h } from "../../lib/dom.js";
import { StageStream } from "../../math/stage_stream.js";
import { placeAmong } from "../../view/panel.js";
import { StreamView } from "./stream_view.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../maps/gallery_cell.js").Cell} Cell */
/** @typedef {import("../../view/scene.js").Scene} Scene */

export default class Stages extends StreamView {
  endpoint = "stages";
  /** @type {StageStream|null} */ stream = null;
  added = new Added(this.words, ["block"]);
  absent = h("p", { class: "text" });
  through = "block by block";

  charts() {
    return [this.added.element, this.absent];
  }

  get here() {
    return this.stream !== null;
  }

  get shown() {
    return `${super.shown}&depth=${this.state.values.depth}`;
  }

  mount() {
    this.root.dataset.section = "depth";
    super.mount();
  }

  /** @param {Bundle|null} bundle */
  arrived(bundle) {
    this.stream = bundle && new StageStream(bundle);
  }

  paint() {
    const { scene, stream, words, state, followed } = this;
    this.panel.hidden = !stream; // how many maps there are only the answer says
    if (!scene || !stream) return;
    const patch = followed.outlined;
    followed.line.set(followed.query);
    this.maps.set(state.values.maps);
    const at = placeAmong(state.values.depth, stream.blocks.map((_, k) => k + 1));
    const cells = stream.blocks.map((_, k) => this.cell(stream, k, stream.covering(k, patch, scene.grid)));
    const view = { ...this.scale(), pointed: null, opacity: 0.85, colours: this.colours };
    this.title.textContent = fill(words[`large_${state.values.maps}`],
      { token: followed.name, depth: cells[at].title });
    const { name, grid: [rows, cols] } = stream.blocks[at];
    followed.large.paint([{ ...cells[at], id: "large", note: `${name}, ${rows} × ${cols}` }], view);
    followed.small.paint(cells, { ...view, chosen: cells[at].id, pointed: followed.point, marks: undefined });
    this.add(stream, patch, scene);
    this.describe(stream, at, patch, scene);
    this.painted(scene);
  }

  /** What each block adds, and where nothing can be compared.
   * @param {StageStream} stream @param {number} patch @param {Scene} scene */
  add(stream, patch, { grid }) {
    const layers = stream.added(patch, grid);
    const none = layers.flatMap(({ block }, k) => (Number.isFinite(block) ? [] : [k + 1]));
    this.added.element.hidden = none.length === layers.length;
    const all = this.added.element.hidden ? this.words.added_nowhere : "";
    this.absent.textContent = all || (none.length ? fill(this.words.added_absent, { blocks: none.join(", ") }) : "");
    if (all) return;
    this.added.paint({ layers, most: stream.most, token: this.followed.name, formats: this.formats });
  }

  /** The map of one block. @param {StageStream} stream @param {number} k
   * @param {number} query  the token that covers the patch @returns {Cell} */
  cell(stream, k, query) {
    const { grid, relative } = stream.blocks[k];
    const norm = this.state.values.maps === "norm";
    return { id: String(k + 1), grid, signed: true, query,
      title: fill(this.words.depth_block, { layer: k + 1 }), note: this.note(stream, k),
      values: norm ? relative : stream.cosines(k, query), marks: norm ? stream.marks(k) : [] };
  }

  /** A block's grid where it is another than the one before has, and how many tokens stand out.
   * @param {StageStream} stream @param {number} k */
  note(stream, k) {
    const { words, state } = this;
    const [rows, cols] = stream.blocks[k].grid;
    const other = String(stream.blocks[k - 1]?.grid) !== String([rows, cols]);
    const count = state.values.maps === "norm" ? stream.marks(k).length : 0;
    return [other && `${rows} × ${cols}`, count && fill(words.marked, { count })]
      .filter(Boolean).join(", ");
  }

  /** The numbers of the token that covers the patch.
   * @param {StageStream} stream @param {number} at @param {number} patch @param {Scene} scene */
  describe(stream, at, patch, { grid }) {
    const { norms, relative } = stream.blocks[at];
    const token = stream.covering(at, patch, grid);
    const out = stream.outlying(patch, grid).map((k) => k + 1).join(", ");
    this.tell(norms[token], relative[token], out && fill(this.words.depth_block, { layer: out }));
  }
}
