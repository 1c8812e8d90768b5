// What is done to the picture: the perturbations, and what each of them needs to know.

import { h, segments } from "../../lib/dom.js";
import { decimals } from "../../lib/formats.js";
import { Slider } from "../../widgets/slider.js";
import { blockOn, strengthText } from "./settings.js";

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/host.js").Fields} Fields */
/** @typedef {import("./settings.js").Alter} Alter */
/** @typedef {import("./settings.js").ViewState} ViewState */

/**
 * @typedef {object} Holder
 * @property {(change: Fields) => void} hold  what is under a finger
 * @property {(change: Fields) => void} set
 */

/** @typedef {"right"|"down"|"share"|"side"|"sigma"|"noise"|"grey"|"angle"|"edges"} Strength */

/** Of each slider its perturbation and its scale. @type {Record<Strength, {of: Alter, min?: number, max: number, step?: number}>} */
const SLIDERS = {
  right: { of: "shift", min: -112, max: 112, step: 1 },
  down: { of: "shift", min: -112, max: 112, step: 1 },
  share: { of: "drop", max: 1 },
  side: { of: "occlude", max: 1 },
  sigma: { of: "blur", max: 16, step: 0.5 },
  noise: { of: "noise", max: 1 },
  grey: { of: "grey", max: 1 },
  angle: { of: "rotate", min: -180, max: 180, step: 5 },
  edges: { of: "edges", max: 1 },
};
const FIRST = ["random", "vit_most", "vit_least", "cnn_most", "cnn_least"];
const SEEDS = 10_000;

export class PerturbControls {
  /** @type {Words} */ words;
  /** @type {Holder} */ view;
  /** @type {Formats} */ formats;
  /** Whether a block of this size was laid out. */ laid = "";
  seedValue = h("output", { "aria-live": "off" }); // what it does is said
  note = h("p", { class: "text" });
  /** @type {ReturnType<typeof segments<number>>|null} */ block = null;
  blockPlace = h("div", {});

  /** @param {Words} words @param {string[]} kinds @param {Formats} formats @param {Holder} view */
  constructor(words, kinds, formats, view) {
    this.words = words;
    this.view = view;
    this.formats = formats;
    this.kinds = segments(words.alter, kinds.map((kind) =>
      /** @type {[string, string, string]} */ ([kind, words[`alter_${kind}`], words[`alter_${kind}_tip`]])),
    (alter) => view.set({ alter }));
    this.sliders = /** @type {[Strength, Slider][]} */ (Object.keys(SLIDERS).map((name) =>
      [name, this.slider(/** @type {Strength} */ (name))]));
    this.beyond = this.choice("beyond", ["wrap", "photo"]);
    this.first = this.choice("first", FIRST);
    this.fill = this.choice("fill", ["mean", "blur", "token"]);
    this.seed = h("div", { class: "labelled" }, h("span", { class: "label" }, words.seed),
      this.seedValue, h("button", { type: "button", class: "chip",
        onclick: () => view.set({ seed: Math.floor(Math.random() * SEEDS) }) }, words.seed_new));
    this.element = h("div", { class: "needs" }, this.note, ...this.sliders.map(([, { element }]) => element),
      this.blockPlace, this.beyond.element, this.first.element, this.fill.element, this.seed);
  }

  /** @param {Strength} name */
  slider(name) {
    const { words, view, formats } = this;
    const { of, ...scale } = SLIDERS[name];
    const exact = of === "blur" ? { ...formats, plain: decimals("en", 1) } : formats;
    return new Slider({ label: words[name], kind: "labelled", ...scale,
      caption: h("span", { class: "label" }, words[name]),
      write: (value) => strengthText(of, value, words, exact),
      move: (value) => view.hold({ [name]: value }), commit: (value) => view.set({ [name]: value }) });
  }

  /** @param {string} name  a field @param {string[]} values */
  choice(name, values) {
    const { words } = this;
    const tip = (/** @type {string} */ value) => words[`${name}_${value}_tip`]
      ?? words[`${name}_${value.split("_")[0]}_tip`];
    return segments(words[name], values.map((value) =>
      /** @type {[string, string, string]} */ ([value, words[`${name}_${value}`], tip(value)])),
    (value) => this.view.set({ [name]: value }), { labelled: true });
  }

  /** The blocks of this picture. @param {number[]} blocks @returns {void} */
  setBlocks(blocks) {
    if (String(blocks) === this.laid) return;
    this.laid = String(blocks);
    const { words } = this;
    this.block = segments(words.block, blocks.map((side) =>
      /** @type {[number, string]} */ ([side, strengthText("shuffle", side, words, this.formats)])),
    (block) => this.view.set({ block }), { labelled: true });
    this.blockPlace.replaceChildren(this.block.element);
  }

  /** @param {ViewState} values @param {number[]} blocks @param {[number, number]} size  height, width */
  set(values, blocks, [height, width]) {
    const { alter, first, fill } = values;
    this.setBlocks(blocks);
    this.kinds.set(alter);
    this.note.textContent = alter === "drop" && fill === "token" ? this.words.fill_token_note
      : this.words[`alter_${alter}_tip`];
    for (const [name, slider] of this.sliders) {
      slider.element.hidden = SLIDERS[name].of !== alter;
      const half = name === "right" ? width / 2 : name === "down" ? height / 2 : 0;
      const most = Math.max(Math.floor(half), Math.abs(values[name])); // a link may ask for more
      if (half) slider.input.min = String(-most);
      slider.set(values[name], half ? most : undefined);
    }
    this.blockPlace.hidden = alter !== "shuffle";
    this.block?.set(blockOn(values.block, blocks));
    this.beyond.element.hidden = alter !== "shift";
    this.beyond.set(values.beyond);
    for (const choice of [this.first, this.fill]) choice.element.hidden = alter !== "drop";
    this.first.set(first);
    this.fill.set(fill);
    this.seed.hidden = !(alter === "shuffle" || alter === "noise" || (alter === "drop" && first === "random"));
    this.seedValue.textContent = String(values.seed);
  }
}
