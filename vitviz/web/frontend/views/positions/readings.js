// The numbers of one patch's position: its norm, the patch most like it, the cosine under the pointer.

import { fill, h, term } from "../../lib/dom.js";
import { minus } from "../../lib/formats.js";
import { Live } from "../../widgets/live.js";

const REST = 500; // milliseconds of rest before the numbers are also said

/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../math/position_table.js").PositionTable} PositionTable */

/** A number from -1 to 1 with a true minus sign. @type {import("../../lib/types.js").Write} */
export const decimal = (value) => minus(value.toFixed(2));

export class Readings {
  /** @type {Words} */ words;
  /** @type {{value: HTMLElement, element: HTMLElement}[]} */ values;
  /** @type {HTMLElement} */ element;
  live = new Live();
  timer = 0;

  /** @param {Words} words */
  constructor(words) {
    this.words = words;
    this.values = ["place", "norm", "nearest", "here"].map((name) => {
      const tip = words[`${name}_tip`];
      const value = h("dd", { "data-value": name });
      return { value, element: h("div", {}, h("dt", {}, tip ? term(words[name], tip, name === "norm" ? name : "cosine") : words[name]), value) };
    });
    /** There is no norm where positions are no table. */
    this.norm = this.values[1].element;
    this.element = h("dl", { class: "numbers" }, ...this.values.map(({ element }) => element));
  }

  /**
   * @param {PositionTable} positions
   * @param {number} patch  the one that is shown
   * @param {number|null} other  the one that is pointed at
   * @param {Formats} formats
   */
  paint(positions, patch, other, { plain }) {
    const { words } = this;
    const near = positions.nearest(patch);
    const tile = positions.tile(patch);
    this.norm.hidden = !positions.norms;
    const [norm, nearest] = [positions.norms ? plain(positions.norms[patch]) : "–",
      { ...positions.name(near), value: decimal(tile[near]) }];
    const texts = [fill(words.place_value, positions.name(patch)), norm,
      fill(words.nearest_value, nearest), other === null ? "–"
        : fill(words.tile_value, { ...positions.name(other), value: decimal(tile[other]) })];
    texts.forEach((text, i) => { this.values[i].value.textContent = text; });
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.live.say(fill(words.text, { ...positions.name(patch), norm,
        to_row: nearest.row, to_col: nearest.col, value: nearest.value }));
    }, REST);
  }

  /** Nothing is said any more. */
  end() {
    clearTimeout(this.timer);
  }
}
