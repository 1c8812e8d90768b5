// Maps before and after a change of the model, of what the visitor set last: asked for when the
// sub-panel around them comes near the screen and with each setting from then on.

import { Gallery } from "../../maps/gallery.js";
import { Request } from "../../view/request.js";
import { multiples } from "./multiples.js";

/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../maps/gallery.js").Cell} Cell */

const SETTLED = 120; // milliseconds of debounce before a change is asked for, once something is shown

/** @template Header  of the bundle */
export class BeforeAfter {
  /** What came. @type {import("../../lib/types.js").Bundle<Header>|null} */ found = null;
  /** The address of what came. */ came = "";
  /** @type {Point|null} */ pointed = null;
  entered = false;

  /**
   * @param {import("./types.js").Around<import("./types.js").AnalysisData>} view
   * @param {{label: string, url: () => string, pick?: (id: string) => void}} options
   *   `label`: the gallery's; `url`: of what is set now
   */
  constructor(view, { label, url, pick }) {
    this.view = view;
    this.url = url;
    this.request = new Request(view);
    this.gallery = new Gallery({ gallery_label: label }, { pick,
      point: (point) => { this.pointed = point; view.wake(); } });
  }

  enter() {
    this.entered = true;
    this.ask();
  }

  /** @param {boolean} moved  whether it is another analysis */
  update(moved) {
    const { scene } = this.view;
    if (moved) this.forget();
    if (moved && scene) this.gallery.setScene(scene, scene.tables);
    this.ask();
  }

  /** The newest setting is asked for; of those made fast the ones between are left out. */
  ask() {
    if (!this.entered || !this.view.data) return;
    const url = this.url();
    this.request.newest(url, (found) => this.show(found, url), this.found ? SETTLED : 0);
  }

  /** @param {import("../../lib/types.js").Bundle<Header>} found @param {string} url  of it */
  show(found, url) {
    this.found = found;
    this.came = url;
    this.view.wake();
  }

  forget() {
    this.found = null;
    this.came = "";
  }

  /** Whether what is shown is of what is set now, and no other answer on its way. */
  get ready() {
    return this.came !== "" && this.came === this.url();
  }

  /** While what is shown is not of what is set now its numbers leave and its maps are faint.
   * @param {HTMLElement} panel  that shows it @param {boolean} [held]  whether a slider says what is not set yet */
  fade(panel, held = false) {
    panel.classList.toggle("replaced", held || !this.ready);
    panel.setAttribute("aria-busy", String(held || !this.ready));
  }

  /** @param {Cell[]} cells @param {Colours} colours */
  paint(cells, colours) {
    const { words, formats } = this.view;
    this.gallery.paint(cells, { ...multiples(words, formats), pointed: this.pointed, opacity: 0.8, colours });
  }

  end() {
    this.request.end();
  }
}
