// Which class is explained, and which it is contrasted with.

import { Combobox } from "./combobox.js";
import { fill, h, term } from "../lib/dom.js";
import { ScaleNote } from "./scale_note.js";

/** @typedef {import("./matching.js").Option} Option */
/** @typedef {import("../lib/types.js").Words} Words */

/**
 * @typedef {object} Classes  of a model, with what it says of the photo
 * @property {string[]} labels  in the visitor's language
 * @property {string[]} other  in the other language
 * @property {ArrayLike<number>} shares  probabilities, one a label
 * @property {number[]} top  the likeliest, the likeliest first
 * @property {string} caveat  why not to believe that, "" where nothing speaks against it
 * @property {import("./scale_note.js").Scale|null} [scale]  that the CNN looks at more pixels than it learned at
 * @property {string} about  what the two models are
 */

/** @typedef {{target: number, against: number|null}} Chosen */
/** @typedef {Pick<import("../lib/types.js").Formats, "percent"|"whole">} Formats */
/**
 * @typedef {object} PickerActions
 * @property {(index: number) => void} target
 * @property {(change: {cnn_size: number}) => void} [resize]  the CNN's picture
 * @property {(index: number|null) => void} [against]  without it there is no second class to pick
 */

export class ClassPicker {
  /** @type {Words} */
  #words;
  /** @type {PickerActions} */
  #actions;
  #first;
  #second = h("div", { class: "chips" });
  #target;
  #against;
  #caveat = h("p", { class: "caveat", hidden: true });
  #scale = new ScaleNote((change) => this.#actions.resize?.(change));
  #about = h("p", { class: "text" });
  /** @type {HTMLElement} */
  element;

  /**
   * @param {Words} words
   * @param {PickerActions} actions
   */
  constructor(words, actions) {
    this.#words = words;
    this.#actions = actions;
    this.#first = h("div", { class: "chips", role: "group", "aria-label": words.target });
    this.#target = new Combobox(words, { name: "target", label: words.target,
      pick: (id) => actions.target(Number(id)) });
    this.#against = new Combobox(words, { name: "against", label: words.against,
      pick: (id) => actions.against?.(Number(id)) });
    this.element = h("div", { class: "picker" },
      h("div", { class: "pick" }, term(words.target, words.target_tip, "logit"), this.#first,
        this.#target.element, this.#caveat, this.#scale.element, this.#about),
      Boolean(actions.against) && h("div", { class: "pick" },
        term(words.against, words.against_tip), this.#second, this.#against.element));
  }

  /**
   * @param {Classes} classes
   * @param {Chosen} chosen
   * @param {Formats} formats
   */
  set(classes, chosen, formats) {
    const { labels, top } = classes;
    const { target, against } = chosen;
    this.#first.replaceChildren(...withChosen(top, target).map((index) =>
      this.#firstChip(classes, index, index === target, formats)));
    this.#caveat.textContent = classes.caveat;
    this.#caveat.hidden = !classes.caveat;
    this.#scale.set(classes.scale);
    this.#about.textContent = classes.about;
    this.#target.set(byShare(classes, null, formats), fill(this.#words.search, { count: formats.whole(labels.length) }));
    if (!this.#actions.against) return;
    this.#second.replaceChildren(...(against === null ? [] : [this.#secondChip(classes, against, formats)]));
    this.#against.set(byShare(classes, target, formats), this.#words.against_none);
  }

  /**
   * @param {Classes} classes
   * @param {number} index
   * @param {boolean} pressed
   * @param {Formats} formats
   * @returns {HTMLElement}
   */
  #firstChip({ labels, shares }, index, pressed, formats) {
    return h("button", { type: "button", class: "chip", "data-class": String(index),
      "aria-pressed": String(pressed), onclick: () => this.#take(index) }, `${labels[index]} `,
    h("span", { class: "text" }, formats.percent(shares[index])));
  }

  /**
   * @param {Classes} classes
   * @param {number} index
   * @param {Formats} formats
   * @returns {HTMLElement}
   */
  #secondChip({ labels, shares }, index, formats) {
    return h("button", { type: "button", class: "chip", "aria-pressed": "true", "data-taken": String(index),
      "aria-label": fill(this.#words.take_out, { label: labels[index] }),
      onclick: () => this.#actions.against?.(null) }, `${labels[index]} `,
    h("span", { class: "text" }, formats.percent(shares[index])), " ×");
  }

  /** The chip that was pressed is a new one now and keeps the focus. @param {number} index */
  #take(index) {
    this.#actions.target(index);
    /** @type {HTMLElement|null} */
    (this.#first.querySelector(`[data-class="${index}"]`))?.focus();
  }
}

/**
 * The classes that have a chip: the likeliest, and the chosen one after them where it is none.
 * @param {number[]} top
 * @param {number} chosen
 * @returns {number[]}
 */
export function withChosen(top, chosen) {
  return top.includes(chosen) ? top : [...top, chosen];
}

/**
 * Every class to choose from, the likeliest first.
 * @param {Classes} classes
 * @param {number|null} without  one that is no choice
 * @param {Formats} formats
 * @returns {Option[]}
 */
export function byShare({ labels, other, shares }, without, formats) {
  return labels.map((_, index) => index).filter((index) => index !== without)
    .sort((a, b) => shares[b] - shares[a])
    .map((index) => ({ id: String(index), label: labels[index], other: other[index],
      note: formats.percent(shares[index]) }));
}
