// The numbers beside the pictures: what is shown, in words, and what it amounts to.

import { h, term } from "../lib/dom.js";
import { Live } from "./live.js";
import { readings, sentence } from "./readings.js";

/** @typedef {import("./readings.js").Formats} Formats */
/** @typedef {import("./readings.js").Layout} Layout */
/** @typedef {import("./readings.js").ShownMap} ShownMap */
/** @typedef {import("../lib/types.js").Words} Words */

const SAY_AFTER = 500; // milliseconds: a pointer that moves on would only interrupt what is read out

/** The glossary's term behind each number. @type {Record<string, string>} */
const TERMS = { weight: "attention_weight", largest: "attention_weight", to_prefix: "token",
  entropy: "entropy", reach: "reach", received: "attention_weight" };

/** One number with its name. The slots stay where they are, so that nothing jumps. */
class Slot {
  name = h("dt");
  value = h("dd");
  element = h("div", {}, this.name, this.value);
  #id = "";

  /**
   * @param {string} id
   * @param {string|null} text
   * @param {Words} words
   */
  show(id, text, words) {
    if (this.#id !== id) this.name.replaceChildren(term(words[id], words[`${id}_tip`], TERMS[id]));
    this.#id = id;
    this.value.dataset.value = id;
    this.value.textContent = text;
    this.element.toggleAttribute("data-empty", text === null); // it keeps its place
  }
}

export class Readout {
  /** @type {Words} */
  #words;
  #slots = Array.from({ length: 4 }, () => new Slot());
  #timer = 0;
  element = h("dl", { class: "readout" }, ...this.#slots.map((slot) => slot.element));
  live = new Live();

  /** @param {Words} words */
  constructor(words) {
    this.#words = words;
  }

  /**
   * @param {Layout} scene
   * @param {ShownMap} map
   * @param {number|null} pointed  the patch under the pointer
   * @param {Formats} formats
   */
  paint(scene, map, pointed, formats) {
    readings(scene, map, pointed, formats, this.#words)
      .forEach(({ id, text }, i) => this.#slots[i].show(id, text, this.#words));
  }

  /**
   * Says the same in a sentence, once the pointer or the keys have come to rest.
   * @param {Layout} scene
   * @param {ShownMap} map
   * @param {string} title
   * @param {Formats} formats
   */
  announce(scene, { weights, signed }, title, formats) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (weights && !signed) this.live.say(sentence(scene, weights, title, formats, this.#words));
    }, SAY_AFTER);
  }
}
