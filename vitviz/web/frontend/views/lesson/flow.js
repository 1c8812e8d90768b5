// The visitor's photo on its way through the model, as one continuous picture: each stage by itself,
// or all of them played through.

import { h } from "../../lib/dom.js";
import { largerBy, sharpen } from "../../paint/canvas.js";
import { photoScene } from "../../view/photo_scene.js";
import { Request } from "../../view/request.js";
import { View } from "../../view/view.js";
import { heightOf, layoutOf } from "./flow_layout.js";
import { DWELL, LAST, moved, STAGES, sumAt } from "./flow_motion.js";
import { FlowNumbers } from "./flow_numbers.js";
import { sheetOf } from "./flow_parts.js";
import { paintFlow } from "./flow_picture.js";
import { Stages } from "./flow_stages.js";
import { buttonOf, captionOf, legendOf } from "./flow_words.js";

/** @typedef {import("../../view/host.js").Data & import("./flow_words.js").FlowFacts} FlowData */
/** @typedef {import("./flow_layout.js").Layout} Layout */
/** @typedef {{from: number, to: number, elapsed: number, dwell: number, still: boolean}} Way */

const ENOUGH = 0.3; // of the picture in sight: then it moves
const FRAME = 64; // milliseconds that one frame counts at most: a hidden tab has none for long

/** The stages at which the page asked for all to be played, and it was. @type {Set<string>} */
const played = new Set();

function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** @extends {View<FlowData>} */
export default class Flow extends View {
  canvas = h("canvas", { "aria-hidden": "true" });
  caption = h("p", { class: "flow-caption", "aria-live": "polite" });
  request = new Request(this);
  stages = new Stages(this.words, { go: (stage) => this.go(stage), play: () => this.toggle() });
  position = 0; // where the picture is now
  /** @type {Way | null} */ way = null;
  /** All is played once the way is over. */
  then = false;
  /** @type {FlowNumbers | null} */ numbers = null;
  /** @type {import("../../view/photo_scene.js").PhotoScene | null} */ photo = null;
  /** @type {Layout | null} */ layout = null;
  /** @type {OffscreenCanvas | null} */ sheet = null;
  laid = ""; // what layout and sheet were made for
  asked = ""; // the stage that the page asked for
  seen = false;
  tick = 0;
  last = 0; // milliseconds of the last frame of the way

  mount() {
    this.root.replaceChildren(h("section", { class: "flow", "aria-label": this.words.name },
      this.stages.element, this.canvas, this.caption, this.request.element));
    super.mount();
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      this.seen = true;
      if (this.asked) this.begin();
    }, { threshold: ENOUGH });
    watch.observe(this.canvas);
    this.signal.addEventListener("abort", () => watch.disconnect());
  }

  /** @param {FlowData} data */
  update(data) {
    super.update(data);
    this.stages.name(STAGES.map((stage) => buttonOf(stage, data, this.words)));
    if (this.request.stale(data.trace.key)) this.enter(data);
    if (data.stage !== this.asked) this.ask(data);
    this.say();
  }

  /** The page asks for another stage. @param {FlowData} data */
  ask({ stage, play }) {
    if (!this.asked) this.position = play ? 0 : Math.max(0, STAGES.indexOf(stage) - 1);
    this.asked = stage;
    if (this.seen) this.begin();
  }

  /** Another analysis. @param {FlowData} data */
  enter({ urls }) {
    this.numbers = null;
    this.laid = "";
    this.photo = photoScene(this);
    this.request.get(`${urls.analysis}/flow`, (bundle) => {
      this.numbers = new FlowNumbers(bundle);
      this.laid = "";
      this.say();
      this.wake();
    });
  }

  /** What the page asked for: all of it once, or its stage. */
  begin() {
    const { stage, play } = this.data;
    if (!play || played.has(stage) || still()) return this.go(STAGES.indexOf(stage));
    played.add(stage);
    this.set(LAST, DWELL);
  }

  /** @param {number} stage */
  go(stage) {
    this.then = false;
    this.set(stage, 0);
  }

  /** Plays all from the photo on, to which it goes back first; or stays where it is. */
  toggle() {
    if (this.way) return this.go(this.shown);
    this.go(0);
    this.then = true;
  }

  /** Sets out from where the picture is. @param {number} to @param {number} dwell */
  set(to, dwell) {
    this.way = { from: this.position, to, elapsed: 0, dwell, still: still() };
    this.last = 0;
    this.step();
    this.say();
  }

  /** Moves on in the next frame, as long as there is a way to go. */
  step() {
    this.tick ||= requestAnimationFrame((now) => {
      this.tick = 0;
      if (this.way) this.move(this.way, this.last ? Math.min(FRAME, now - this.last) : 0);
      this.last = now;
      if (this.way) this.step();
    });
  }

  /** @param {Way} way @param {number} passed  milliseconds */
  move(way, passed) {
    way.elapsed += passed;
    const before = this.position;
    const { position, done } = moved(way.from, way.to, way.elapsed, way);
    this.position = position;
    if (done) this.way = null;
    if (done && this.then) {
      this.then = false;
      this.set(LAST, DWELL);
    }
    if (done || position !== before) this.wake();
    this.say();
  }

  /** The stage that is told: the one to which the picture goes. @returns {number} */
  get shown() {
    const { way, position } = this;
    if (!way) return Math.round(position);
    if (!way.dwell) return way.to;
    return Math.ceil(position);
  }

  /** Says what stage it is, in the buttons and in a sentence. */
  say() {
    if (!this.data) return;
    const { shown, words, formats, numbers } = this;
    this.stages.set(shown, Boolean(this.then || this.way?.dwell));
    const said = captionOf(STAGES[shown], this.data, words, formats, numbers?.looksOf(0)[0]);
    if (said !== this.caption.textContent) this.caption.textContent = said;
  }

  paintNow() {
    if (this.way || !this.seen) this.position = this.way?.to ?? STAGES.indexOf(this.asked);
    super.paintNow();
  }

  paint() {
    const { data, colours, words, formats, position, numbers, photo, root } = this;
    const layout = this.arranged();
    const picture = { layout, sheet: this.sheet, numbers, colours, layers: data.layers, reads: data.reads,
      marks: data.prefix.map(({ mark }) => mark), added: data.position === "added",
      table: this.table, none: words.no_classifier,
      legend: legendOf(position, data, words, formats, { shown: numbers?.count ?? 0, depth: sumAt(position, data.layers).depth }),
      answer: data.label && { ...data.label, percent: formats.percent(data.label.share) } };
    paintFlow(sharpen(this.canvas, layout.width, layout.height), picture, position);
    root.dataset.position = String(Math.round(position * 100) / 100);
    if (numbers && photo?.image && !this.way) root.dataset.painted = data.trace.key;
    else delete root.dataset.painted;
  }

  get table() {
    return /** @type {import("../../view/photo_scene.js").PhotoScene} */ (this.photo).tables.diverging;
  }

  /** The layout for the size on screen, and the sheet that tiles are cut from. @returns {Layout} */
  arranged() {
    const { data, numbers, photo, colours } = this;
    const [width, type] = [this.root.clientWidth, largerBy(colours.type)];
    const laid = [width, type, devicePixelRatio, Boolean(photo?.image)].join();
    if (this.layout && laid === this.laid) return this.layout;
    this.laid = laid;
    const { trace: { grid, patch }, prefix, alone } = data;
    const first = Array.from({ length: prefix.length + Math.min(4, grid[0] * grid[1]) }, (_, i) => i);
    const layout = layoutOf({ grid, patch, prefix: prefix.length, read: alone, shown: numbers?.tokens ?? first },
      width, type);
    this.canvas.style.height = `${heightOf(width, type)}px`;
    this.sheet = photo?.image ? sheetOf(photo.image, photo.source(photo.photo.box), layout.whole,
      devicePixelRatio || 1) : null;
    return this.layout = layout;
  }

  destroy() {
    cancelAnimationFrame(this.tick);
    this.request.end();
    super.destroy();
  }
}
