// Through depth, for any token: what each layer adds to it, how long it becomes, and which tokens
// it is alike.

import { Added } from "../../charts/added.js";
import { fill } from "../../lib/dom.js";
import { ResidualStream } from "../../math/residual_stream.js";
import { depthOf } from "../../view/panel.js";
import { depthMaps, depthNames, depthsText } from "./depths.js";
import { StreamView } from "./stream_view.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../view/scene.js").Scene} Scene */

export default class Depth extends StreamView {
  endpoint = "depth";
  /** @type {ResidualStream|null} */ stream = null;
  /** @type {Float32Array|null} */ relative = null; // depths x tokens
  added = new Added(this.words);
  through = "through-depth";

  charts() {
    return [this.added.element];
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

  /** The token's numbers. @param {ResidualStream} stream @param {number} token @param {number} depth */
  describe(stream, token, depth) {
    const at = depth * stream.tokens + token;
    this.tell(stream.norms[at], this.relative?.[at] ?? 0, depthsText(this.words, stream.outlying(token)));
  }
}
