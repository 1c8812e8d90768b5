// The one life of every view: made in a place, mounted once, updated with each message, painted at
// most once a frame, destroyed in the end. A view in another language is another view.

import { formats } from "../lib/formats.js";
import { tips } from "../lib/tips.js";
import { State } from "./state.js";

const COLOURS = ["background", "surface", "text", "quiet", "line", "vit", "cnn", "query", "pointer",
  "halo", "veil", "grid", "type"];

/** The event on a view's place after each of its paints. */
export const PAINTED = "painted";

/** @typedef {import("./host.js").Host} Host */
/** @typedef {import("./host.js").Fields} Fields */

/** @template {import("./host.js").Data} [Data=import("./host.js").Data]  what it shows */
export class View {
  /** What it shows; set by the first update. @type {Data} */
  data = /** @type {Data} */ (/** @type {unknown} */ (null));
  /** The colours of the theme by name, `font`, and `type`, how much larger than on a laptop it is. @type {Record<string, string>} */
  colours = {};
  frame = 0;
  /** @type {ResizeObserver | null} */
  observer = null;
  leaving = new AbortController();

  /** @param {HTMLElement} root  @param {Host} host */
  constructor(root, host) {
    this.root = root;
    this.host = host;
    this.words = host.words;
    this.formats = formats(host.language);
    this.state = new State(host);
    /** Ends what the view listens to outside of its place. */
    this.signal = this.leaving.signal;
  }

  /** Builds the view's elements; a view adds its own before. */
  mount() {
    this.root.style.minHeight = "";
    tips(this.root, this.signal);
    this.observer = new ResizeObserver(() => this.data && this.resized());
    this.observer.observe(this.root);
  }

  /** Takes what a message says; also called when the theme has changed. @param {Data} data */
  update(data) {
    this.data = data;
    this.state.take(data);
    this.dress();
    this.wake();
  }

  /** Reads the colours of the theme. */
  dress() {
    const style = getComputedStyle(this.root);
    for (const name of COLOURS) this.colours[name] = style.getPropertyValue(`--${name}`).trim();
    this.colours.font = style.fontFamily;
  }

  /** Draws at once, in the colours that hold now. */
  paintNow() {
    this.dress();
    this.#repaint();
  }

  /** Another size, and perhaps of the type too. */
  resized() {
    this.colours.type = getComputedStyle(this.root).getPropertyValue("--type").trim();
    this.wake();
  }

  /** Asks for one paint in the next frame. */
  wake() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.#repaint();
    });
  }

  /** Paints where there is room and something to show, and tells those around it, as an open menu. */
  #repaint() {
    if (!this.root.clientWidth || !this.data) return;
    this.paint();
    this.root.dispatchEvent(new Event(PAINTED));
  }

  /** Draws what can be drawn now. */
  paint() {}

  /** Shows what is under a finger. @param {Fields} change */
  hold(change) {
    this.state.hold(change);
    this.wake();
  }

  /** Sets fields of the view state. @param {Fields} change */
  commit(change) {
    this.state.set(change);
    this.wake();
  }

  /** The analysis is no longer at the server: the page makes it again in the run that this asks for. */
  missing() {
    this.host.notify({ missing: this.data.trace.key });
  }

  destroy() {
    this.observer?.disconnect();
    this.leaving.abort();
    cancelAnimationFrame(this.frame);
    this.state.end();
  }
}
