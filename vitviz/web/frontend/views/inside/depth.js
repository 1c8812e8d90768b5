// Through depth, for any token: what each layer adds to it, how long it becomes, and which tokens
// it is alike. The cosines are computed here, so a moving pointer never leaves the browser.

import { Added } from "../../charts/added.js";
import { fill, h, named, segments, term } from "../../lib/dom.js";
import { ResidualStream } from "../../math/residual_stream.js";
import { depthOf, panelFoot, panelHead } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";
import { queryFile } from "../../widgets/file_name.js";
import { depthMaps, depthNames, depthsText } from "./depths.js";
import { FollowedView } from "./followed_view.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../maps/gallery.js").GalleryView} GalleryView */
/** @typedef {import("../../view/scene.js").Scene} Scene */

const NORM_LIMIT = 0.5; // of the median patch's norm, either way
const READINGS = ["norm", "against", "outlying"];

export default class Depth extends FollowedView {
  endpoint = "depth";
  /** @type {ResidualStream|null} */ stream = null;
  /** @type {Float32Array|null} */ relative = null; // depths x tokens
  maps = segments(this.words.maps, [
    ["similarity", this.words.maps_similarity, this.words.maps_similarity_tip],
    ["norm", this.words.maps_norm, this.words.maps_norm_tip],
  ], (maps) => this.followed.commit({ maps }), { labelled: true });
  added = new Added(this.words);
  title = h("h3", {});
  text = h("p", { class: "text" });
  readings = READINGS.map((name) => h("dd", { "data-value": name }));
  live = h("p", { class: "hidden-text", "aria-live": "polite", "data-live": "" });
  panel = h("div", { class: "inside depth" });
  exportMenu = new ExportMenu(this.words, { view: this, name: () => this.file(),
    panel: () => this.panel, title: () => named(this.words.title, this.followed.name),
    endpoint: () => `${this.data.urls.analysis}/depth?query=${this.followed.query}` });

  /** What is shown, for the name of a file. */
  file() {
    const { data: { trace }, state: { values } } = this;
    return `${values.maps} ${queryFile(this.followed.query, trace.roles)} through-depth`;
  }

  mount() {
    const { words, followed } = this;
    const readout = h("dl", { class: "facts" }, ...READINGS.map((name, i) =>
      h("div", {}, h("dt", {}, term(words[name], words[`${name}_tip`], "norm")), this.readings[i])));
    this.panel.replaceChildren(
      h("div", { class: "part" }, followed.line.element, this.title, followed.large.element,
        followed.large.legend.element, this.text, readout),
      h("div", { class: "part" }, this.added.element,
        h("h3", {}, words.gallery_title), h("div", { "data-figure": "no" }, this.maps.element),
        followed.small.element));
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      panelHead(words, this.exportMenu), this.random, this.request.element, this.panel, panelFoot(words), this.live));
    super.mount();
  }

  /** @param {Bundle|null} bundle */
  arrived(bundle) {
    this.stream = bundle && new ResidualStream(bundle);
    this.relative = this.stream && this.scene && this.stream.relative(this.scene.prefix);
  }

  paint() {
    const { scene, stream, words, state, followed } = this;
    if (!scene) return;
    const token = scene.tokenOf(followed.query);
    followed.line.set(followed.query);
    this.maps.set(state.values.maps);
    const count = stream ? stream.depths : scene.facts.length + 1;
    const depth = depthOf(state.values.depth, count);
    const cells = this.cells(scene, token, depthNames(words, count));
    const view = { ...this.scale(), pointed: null, opacity: 0.85,
      query: followed.outlined, colours: this.colours };
    this.title.textContent = fill(words[`large_${state.values.maps}`],
      { token: followed.name, depth: cells[depth].title });
    followed.large.paint([{ ...cells[depth], id: "large" }], view);
    followed.small.paint(cells, { ...view, chosen: String(depth), pointed: followed.point, marks: undefined });
    if (!stream) return;
    this.added.paint({ layers: stream.added(token, scene.prefix), most: stream.most,
      token: followed.name, formats: this.formats });
    this.describe(stream, token, depth);
    this.painted(scene);
  }

  /** One map for each depth. @param {Scene} scene @param {number} token @param {string[]} names */
  cells(scene, token, names) {
    const { stream, relative, words, state } = this;
    const norm = state.values.maps === "norm";
    const values = stream && (norm ? relative : stream.cosines(token));
    return depthMaps(scene, names, values,
      (depth) => (stream && norm ? stream.marks(depth, scene.prefix) : []),
      (count) => fill(words.marked, { count }));
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

  /** The token's numbers, and the same in a sentence. @param {ResidualStream} stream
   * @param {number} token @param {number} depth */
  describe(stream, token, depth) {
    const { words, formats: { plain, signed } } = this;
    const at = depth * stream.tokens + token;
    const values = [plain(stream.norms[at]), signed(this.relative?.[at] ?? 0),
      depthsText(words, stream.outlying(token)) || words.nowhere];
    this.readings.forEach((element, i) => { element.textContent = values[i]; });
    if (this.followed.hovered === null) {
      this.live.textContent = `${this.title.textContent}. ${words.norm} ${values[0]}, ${values[1]}.`;
    }
  }
}
