// Through depth, for any token: what each layer adds to it, how long it becomes, and which tokens
// it is alike. The cosines are computed here, so a moving pointer never leaves the browser.

import { Added } from "../../charts/added.js";
import { FollowedView } from "../../view/panel_view.js";
import { fill, h, segments, term } from "../../lib/dom.js";
import { depthOf, panelFoot, panelHead } from "../../view/panel.js";
import { Stream } from "../../math/residual_stream.js";
import { ExportMenu } from "../../widgets/export.js";

const NORM_LIMIT = 0.5; // of the median patch's norm, either way

export default class Depth extends FollowedView {
  endpoint = "depth";

  mount() {
    const { words, followed } = this;
    this.maps = segments(words.maps, [["similarity", words.maps_similarity, words.maps_similarity_tip],
      ["norm", words.maps_norm, words.maps_norm_tip]], (maps) => this.followed.commit({ maps }), { labelled: true });
    this.added = new Added(words);
    this.title = h("h3", {});
    this.said = h("p", { class: "said" });
    this.facts = ["norm", "against", "outlying"].map((name) => h("dd", { "data-value": name }));
    this.readout = h("dl", { class: "facts" }, ...["norm", "against", "outlying"].map((name, i) =>
      h("div", {}, h("dt", {}, term(words[name], words[`${name}_tip`])), this.facts[i])));
    this.exportMenu = new ExportMenu(words, { url: this.host.url, name: "vitviz-depth", panel: () => this.panel,
      title: () => `${words.title}: ${this.followed.name}`, npz: () => `${this.data.urls.analysis}/depth?as=npz`,
      code: () => fill(this.data.code.depth, { token: this.scene.tokenOf(this.followed.query) }) });
    this.live = h("p", { class: "hidden-text", "aria-live": "polite", "data-live": "" });
    this.panel = h("div", { class: "inside depth" },
      h("div", { class: "part" }, followed.line.element, this.title, followed.large.element,
        followed.large.legend.element, this.said, this.readout),
      h("div", { class: "part" }, this.added.element,
        h("h3", {}, words.gallery_title), h("div", { "data-figure": "no" }, this.maps.element),
        followed.small.element));
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      panelHead(words, this.exportMenu), this.random, this.request.element, this.panel, panelFoot(words), this.live));
    super.mount();
  }

  update(data) {
    super.update(data);
    const two = new Intl.NumberFormat(this.host.language, { maximumFractionDigits: 2, minimumFractionDigits: 2 });
    this.cosine = (value) => two.format(value).replace("-", "−");
  }

  arrived(bundle) {
    this.stream = bundle && new Stream(bundle);
    this.relative = this.stream?.relative(this.scene.prefix);
  }

  paint() {
    const { scene, stream, words, state } = this;
    const { query } = this.followed;
    const token = scene.tokenOf(query);
    this.followed.line.set(query);
    this.maps.set(state.values.maps);
    const count = stream ? stream.depths : scene.facts.length + 1;
    const depth = depthOf(state.values.depth, count);
    const cells = this.cells(token, count);
    const view = { ...this.scale(), chosen: "", pointed: null, opacity: 0.85,
      query: this.followed.outlined, colours: this.colours };
    this.title.textContent = fill(words[`large_${state.values.maps}`],
      { token: this.followed.name, depth: cells[depth].title });
    this.followed.large.paint([{ ...cells[depth], id: "large" }], view);
    this.followed.small.paint(cells, { ...view, chosen: String(depth), pointed: this.followed.point, marks: undefined });
    if (!stream) return;
    this.added.paint({ layers: stream.added(token, scene.prefix), most: stream.most, token: this.followed.name,
      formats: this.formats });
    this.describe(token, depth);
    this.painted();
  }

  /** One map for each depth. */
  cells(token, count) {
    const { scene: { grid, prefix }, stream, words, state } = this;
    const norm = state.values.maps === "norm";
    const all = stream && (norm ? this.relative : stream.cosines(token));
    return Array.from({ length: count }, (_, depth) => {
      const start = depth * (stream?.tokens ?? 0);
      const marks = stream && norm ? stream.marks(depth, prefix) : [];
      return { id: String(depth), grid, signed: true, marks,
        title: depth ? fill(words.depth_layer, { layer: depth }) : words.depth_embedding,
        note: marks.length ? fill(words.marked, { count: marks.length }) : "",
        values: all ? all.subarray(start + prefix, start + stream.tokens) : null };
    });
  }

  scale() {
    const { words, state, formats: { signed } } = this;
    this.said.textContent = words[`${state.values.maps}_said`];
    if (state.values.maps === "similarity") {
      return { limit: 1, say: this.cosine, marks: [[0, "−1"], [0.5, "0"], [1, "1"]] };
    }
    return { limit: NORM_LIMIT, say: signed, marks: [[0, `≤ ${signed(-NORM_LIMIT)}`],
      [0.5, words.median], [1, `≥ ${signed(NORM_LIMIT)}`]] };
  }

  describe(token, depth) {
    const { words, stream, formats: { plain, signed } } = this;
    const at = depth * stream.tokens + token;
    const out = stream.outlying(token);
    const layers = out.filter(Boolean).join(", ");
    const said = [out[0] === 0 && words.depth_embedding, layers && fill(words.depth_layer, { layer: layers })];
    const values = [plain(stream.norms[at]), signed(this.relative[at]),
      said.filter(Boolean).join(", ") || words.nowhere];
    this.facts.forEach((element, i) => { element.textContent = values[i]; });
    if (this.followed.hovered === null) {
      this.live.textContent = `${this.title.textContent}. ${words.norm} ${values[0]}, ${values[1]}.`;
    }
  }
}
