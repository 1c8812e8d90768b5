// The numbers beside the pictures: what is shown, in words, and what it amounts to.

import { fill, h, term } from "./dom.js";
import { entropy, largest, reach, sum } from "./numbers.js";

/** A query's name in a sentence: "the class token", "patch 120 (row 8, column 8)". */
export function queryName(scene, words, query, short = false) {
  if (query.startsWith("p")) return scene.data.prefix[Number(query.slice(1))].said;
  const { row, col } = scene.place(Number(query));
  return fill(short ? words.patch_short : words.patch, { number: Number(query) + 1, row, col });
}

/** A head's name on the page: "Layer 12, head 3". */
export function headName(words, name) {
  if (name === "rollout") return words.rollout_all;
  const [layer, head] = name.split(".");
  const facts = { layer: Number(layer) + 1, head: Number(head) + 1 };
  return fill(head === "mean" ? words.layer_mean : words.layer_head, facts);
}

export class Readout {
  constructor(words) {
    this.words = words;
    const cell = (id) => {
      const value = h("dd", { "data-value": id });
      return [value, h("div", {}, h("dt", {}, term(words[id], words[`${id}_tip`])), value)];
    };
    this.cells = {};
    const parts = ["weight", "to_prefix", "entropy", "reach", "received"].map((id) => {
      const [value, element] = cell(id);
      this.cells[id] = { value, element };
      return element;
    });
    this.element = h("dl", { class: "readout" }, ...parts);
    this.live = h("div", { class: "hidden-text", "aria-live": "polite", "data-live": true });
    this.timer = 0;
  }

  show(id, text) {
    this.cells[id].element.hidden = text === null;
    if (text !== null) this.cells[id].value.textContent = text;
  }

  /** @param {{weights, signed, query, by}} map */
  paint(scene, map, pointed, formats) {
    const { weights, signed, query, by } = map;
    const known = Boolean(weights);
    const isRow = known && !signed && by === "row";
    const at = pointed === null ? null : weights?.[scene.prefix + pointed];
    this.show("weight", at === null || at === undefined ? "–"
      : signed ? formats.signed(at) : this.weight(at, scene.tokens, formats));
    this.show("to_prefix", isRow && scene.prefix
      ? formats.percent(sum(weights, 0, scene.prefix)) : null);
    this.show("entropy", isRow
      ? fill(this.words.entropy_value, { nats: entropy(weights).toFixed(1),
        even: Math.log(scene.tokens).toFixed(1) }) : null);
    this.show("reach", isRow && !query.startsWith("p")
      ? fill(this.words.reach_value, { pixels: formats.whole(
        reach(weights, scene.prefix, scene.grid[1], Number(query), scene.patch)) }) : null);
    this.show("received", known && !signed && by === "column"
      ? fill(this.words.received_value, { times: formats.plain(sum(weights)) }) : null);
  }

  weight(value, tokens, formats) {
    return fill(this.words.weight_value,
      { percent: formats.percent(value), times: formats.plain(value * tokens) });
  }

  /** Says the same in a sentence, once the pointer or the keys have come to rest. */
  announce(scene, map, title, formats) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (!map.weights || map.signed) return;
      const best = largest(map.weights, 3, scene.prefix).map((token) => {
        const { row, col } = scene.place(token - scene.prefix);
        return fill(this.words.said_patch,
          { row, col, percent: formats.percent(map.weights[token]) });
      });
      this.live.textContent = fill(this.words.said, { title, best: best.join("; ") });
    }, 500);
  }
}
