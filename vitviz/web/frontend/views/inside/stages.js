// Through the blocks of a model with several grids, for any patch: how long the token is that covers
// it, and which tokens it is alike, each block on its own grid. The cosines are computed here, so a
// moving pointer never leaves the browser.

import { fill, h, named, segments, term } from "../../lib/dom.js";
import { StageStream } from "../../math/stage_stream.js";
import { panelFoot, panelHead, placeAmong } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";
import { queryFile } from "../../widgets/file_name.js";
import { FollowedView } from "./followed_view.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../maps/gallery.js").GalleryView} GalleryView */
/** @typedef {import("../../maps/gallery_cell.js").Cell} Cell */
/** @typedef {import("../../view/scene.js").Scene} Scene */

const NORM_LIMIT = 0.5; // of the block's median, either way
const READINGS = ["norm", "against", "outlying"];

export default class Stages extends FollowedView {
  endpoint = "stages";
  /** @type {StageStream|null} */ stream = null;
  maps = segments(this.words.maps, [
    ["similarity", this.words.maps_similarity, this.words.maps_similarity_tip],
    ["norm", this.words.maps_norm, this.words.maps_norm_tip],
  ], (maps) => this.followed.commit({ maps }), { labelled: true });
  title = h("h3", {});
  text = h("p", { class: "text" });
  readings = READINGS.map((name) => h("dd", { "data-value": name }));
  live = h("p", { class: "hidden-text", "aria-live": "polite", "data-live": "" });
  panel = h("div", { class: "inside depth" });
  exportMenu = new ExportMenu(this.words, { view: this, name: () => this.file(),
    panel: () => this.panel, title: () => named(this.words.title, this.followed.name),
    ready: () => this.stream !== null, endpoint: () =>
      `${this.data.urls.analysis}/stages?query=${this.followed.query}&depth=${this.state.values.depth}` });

  /** What is shown, for the name of a file. */
  file() {
    const { data: { trace }, state: { values } } = this;
    return `${values.maps} ${queryFile(this.followed.query, trace.roles)} block by block`;
  }

  mount() {
    const { words, followed } = this;
    const readout = h("dl", { class: "facts" }, ...READINGS.map((name, i) =>
      h("div", {}, h("dt", {}, term(words[name], words[`${name}_tip`], "norm")), this.readings[i])));
    this.panel.replaceChildren(
      h("div", { class: "part" }, followed.line.element, this.title, followed.large.element,
        followed.large.legend.element, this.text, readout),
      h("div", { class: "part" }, h("h3", {}, words.gallery_title),
        h("div", { "data-figure": "no" }, this.maps.element), followed.small.element));
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      panelHead(words, this.exportMenu), this.random, this.request.element, this.panel, panelFoot(words), this.live));
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
    this.describe(stream, at, patch, scene);
    this.painted(scene);
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

  /** How values are coloured and written, which a sentence also says.
   * @returns {Pick<GalleryView, "limit"|"say"|"marks">} */
  scale() {
    const { words, state, formats: { hundredth, signed } } = this;
    this.text.textContent = words[`${state.values.maps}_text`];
    if (state.values.maps === "similarity") {
      return { limit: 1, say: hundredth, marks: [[0, "−1"], [0.5, "0"], [1, "1"]] };
    }
    return { limit: NORM_LIMIT, say: signed, marks: [[0, `≤ ${signed(-NORM_LIMIT)}`],
      [0.5, words.median], [1, `≥ ${signed(NORM_LIMIT)}`]] };
  }

  /** The numbers of the token that covers the patch, and the same in a sentence.
   * @param {StageStream} stream @param {number} at @param {number} patch @param {Scene} scene */
  describe(stream, at, patch, { grid }) {
    const { words, formats: { plain, signed } } = this;
    const token = stream.covering(at, patch, grid);
    const { norms, relative } = stream.blocks[at];
    const out = stream.outlying(patch, grid).map((k) => k + 1).join(", ");
    const values = [plain(norms[token]), signed(relative[token]),
      out ? fill(words.depth_block, { layer: out }) : words.nowhere];
    this.readings.forEach((element, i) => { element.textContent = values[i]; });
    if (this.followed.hovered === null) {
      this.live.textContent = `${this.title.textContent}. ${words.norm} ${values[0]}, ${values[1]}.`;
    }
  }
}
