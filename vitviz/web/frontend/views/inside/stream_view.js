// What both views of the residual stream share: for any token how long it becomes and which tokens it
// is alike, in maps of every depth. The cosines are computed here, so a moving pointer never leaves
// the browser.

import { h, named, segments, term } from "../../lib/dom.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";
import { queryFile } from "../../widgets/file_name.js";
import { Live } from "../../widgets/live.js";
import { FollowedView } from "./followed_view.js";

/** @typedef {import("../../maps/gallery.js").GalleryView} GalleryView */

const NORM_LIMIT = 0.5; // of the median patch's norm, either way
const READINGS = ["norm", "against", "outlying"];

/** Its endpoint says of each depth the norms, and of each token its direction. */
export class StreamView extends FollowedView {
  maps = segments(this.words.maps, [
    ["similarity", this.words.maps_similarity, this.words.maps_similarity_tip],
    ["norm", this.words.maps_norm, this.words.maps_norm_tip],
  ], (maps) => this.followed.commit({ maps }), { labelled: true });
  title = h("h3", {});
  text = h("p", { class: "text" });
  readings = READINGS.map((name) => h("dd", { "data-value": name }));
  live = new Live();
  panel = h("div", { class: "inside depth" });
  exportMenu = new ExportMenu(this.words, { view: this, name: () => this.file(),
    panel: () => this.panel, title: () => named(this.words.title, this.followed.name),
    ready: () => this.here, endpoint: () => `${this.data.urls.analysis}/${this.endpoint}?${this.shown}` });

  /** How files call the way through the model. */
  through = "";

  /** Whether there is something to export. */
  get here() {
    return true;
  }

  /** The fields that say what is exported. */
  get shown() {
    return `query=${this.followed.query}`;
  }

  /** What is shown, for the name of a file. */
  file() {
    const { data: { trace }, state: { values } } = this;
    return `${values.maps} ${queryFile(this.followed.query, trace.roles)} ${this.through}`;
  }

  mount() {
    const { words, followed } = this;
    const readout = h("dl", { class: "facts" }, ...READINGS.map((name, i) =>
      h("div", {}, h("dt", {}, term(words[name], words[`${name}_tip`], "norm")), this.readings[i])));
    this.panel.replaceChildren(
      h("div", { class: "part" }, followed.line.element, this.title, followed.large.element,
        followed.large.legend.element, this.text, readout),
      h("div", { class: "part" }, ...this.charts(), h("h3", {}, words.gallery_title),
        h("div", { "data-figure": "no" }, this.maps.element), followed.small.element));
    this.root.replaceChildren(h("section", { "aria-label": words.title },
      panelHead(words, this.exportMenu), this.random, this.request.element, this.panel, panelFoot(words), this.live.element));
    super.mount();
  }

  /** What stands above the gallery. @returns {HTMLElement[]} */
  charts() {
    return [];
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

  /** The numbers of a token, and the same in a sentence.
   * @param {number} norm @param {number} relative  to the median @param {string} out  where it stands out */
  tell(norm, relative, out) {
    const { words, formats: { plain, signed } } = this;
    const values = [plain(norm), signed(relative), out || words.nowhere];
    this.readings.forEach((element, i) => { element.textContent = values[i]; });
    if (this.followed.hovered === null) {
      this.live.say(`${this.title.textContent}. ${words.norm} ${values[0]}, ${values[1]}.`);
    }
  }
}
