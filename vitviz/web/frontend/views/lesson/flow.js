// The visitor's photo on its way through the model, as one continuous picture: each stage by itself,
// or all of them played through.

import { h } from "../../lib/dom.js";
import { largerBy, sharpen } from "../../paint/canvas.js";
import { photoScene } from "../../view/photo_scene.js";
import { Request } from "../../view/request.js";
import { View } from "../../view/view.js";
import { say } from "../../widgets/live.js";
import { Journey } from "./flow_journey.js";
import { heightOf, layoutOf } from "./flow_layout.js";
import { STAGES, sumAt } from "./flow_motion.js";
import { FlowNumbers } from "./flow_numbers.js";
import { sheetOf } from "./flow_parts.js";
import { paintFlow } from "./flow_picture.js";
import { Stages } from "./flow_stages.js";
import { buttonOf, captionOf, legendOf } from "./flow_words.js";

/** @typedef {import("../../view/host.js").Data & import("./flow_words.js").FlowFacts} FlowData */
/** @typedef {import("./flow_layout.js").Layout} Layout */
const ENOUGH = 0.3; // of the picture in sight: then it moves

/** The stages at which the page asked for all to be played, and it was. @type {Set<string>} */
const played = new Set();

function still() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** @extends {View<FlowData>} */
export default class Flow extends View {
  canvas = h("canvas", { "aria-hidden": "true" });
  caption = h("p", { class: "flow-caption" });
  request = new Request(this);
  stages = new Stages(this.words, {
    go: (stage) => this.press(() => this.journey.go(stage)), play: () => this.press(() => this.journey.toggle()) });
  journey = new Journey(still);
  /** @type {FlowNumbers | null} */ numbers = null;
  /** @type {import("../../view/photo_scene.js").PhotoScene | null} */ photo = null;
  /** @type {Layout | null} */ layout = null;
  /** @type {OffscreenCanvas | null} */ sheet = null;
  laid = ""; // what layout and sheet were made for
  asked = ""; // the stage that the page asked for
  shown = ""; // the key of the analysis that was answered for, or that has no answer
  seen = false;
  due = false; // what the page asked for has not begun
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
      this.begin();
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
    if (!this.asked) this.journey.position = play ? 0 : Math.max(0, STAGES.indexOf(stage) - 1);
    this.asked = stage;
    this.due = true;
    this.begin();
  }

  /** Another analysis. Without its numbers the picture moves all the same.
   * @param {FlowData} data */
  async enter({ urls, trace: { key } }) {
    this.numbers = null;
    this.laid = "";
    this.photo = photoScene(this);
    await this.request.get(`${urls.analysis}/flow`, (bundle) => {
      this.numbers = new FlowNumbers(bundle);
      this.laid = "";
      this.say();
      this.wake();
    });
    if (key === this.data.trace.key) this.shown = key;
    if (!this.signal.aborted) this.begin();
  }

  /** What the page asked for, once it can be seen: all, or its stage. */
  begin() {
    const { seen, due, shown, journey } = this;
    if (!seen || !due || shown !== this.data.trace.key) return;
    this.due = false;
    const { stage, play } = this.data;
    const all = play && !played.has(stage) && !still();
    if (all) played.add(stage);
    this.leave(() => (all ? journey.replay() : journey.go(STAGES.indexOf(stage))));
  }

  /** What the visitor wants goes before what the page asked for. @param {() => void} start */
  press(start) {
    this.due = false;
    this.leave(start);
  }

  /** Sets out, from where the picture is. @param {() => void} start */
  leave(start) {
    start();
    this.last = 0;
    this.step();
    this.say();
  }

  /** Moves on in the next frame, as long as there is a way to go. */
  step() {
    this.tick ||= requestAnimationFrame((now) => {
      this.tick = 0;
      if (this.journey.pass(this.last ? now - this.last : 0)) this.wake();
      this.last = now;
      this.say();
      if (this.journey.way) this.step();
    });
  }

  /** Says what stage it is, in the buttons and in a sentence. */
  say() {
    if (!this.data) return;
    const { journey, words, formats, numbers } = this;
    const stage = this.due && !this.data.play ? STAGES.indexOf(this.asked) : journey.stage;
    this.stages.set(stage, journey.playing);
    const said = captionOf(STAGES[stage], this.data, words, formats, numbers?.looksOf(0)[0]);
    say(this.caption, said);
  }

  paintNow() {
    if (this.due) this.journey.go(STAGES.indexOf(this.asked));
    this.due = false;
    this.journey.arrive();
    super.paintNow();
  }

  paint() {
    const { data, colours, words, formats, journey: { position, way }, numbers, photo, root } = this;
    const layout = this.arranged();
    const picture = { layout, sheet: this.sheet, numbers, colours, layers: data.layers, reads: data.reads,
      marks: data.prefix.map(({ mark }) => mark), added: data.position === "added",
      table: this.table, none: words.no_classifier,
      legend: legendOf(position, data, words, formats, { shown: numbers?.count ?? 0, depth: sumAt(position, data.layers).depth }),
      answer: data.label && { ...data.label, percent: formats.percent(data.label.share) } };
    paintFlow(sharpen(this.canvas, layout.width, layout.height), picture, position);
    root.dataset.position = String(Math.round(position * 100) / 100);
    if (numbers && photo?.image && !way) root.dataset.painted = data.trace.key;
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
