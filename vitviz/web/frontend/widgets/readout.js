// The numbers beside the pictures: what is shown, in words, and what it amounts to.

import { fill, h, term } from "../lib/dom.js";
import { entropy, largest, reach, sum } from "../math/attention.js";

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
    this.slots = Array.from({ length: 4 }, () => {
      const [name, value] = [h("dt"), h("dd")];
      return { name, value, element: h("div", {}, name, value), id: "" };
    });
    this.element = h("dl", { class: "readout" }, ...this.slots.map((slot) => slot.element));
    this.live = h("div", { class: "hidden-text", "aria-live": "polite", "data-live": true });
    this.timer = 0;
  }

  /** A number in its slot; the slots stay where they are, so that nothing jumps. */
  show(slot, id, text) {
    const { words } = this;
    const place = this.slots[slot];
    if (place.id !== id) place.name.replaceChildren(term(words[id], words[`${id}_tip`]));
    place.id = id;
    place.value.dataset.value = id;
    place.value.textContent = text ?? "–";
  }

  /** @param {{weights, signed, query, by}} map */
  paint(scene, map, pointed, formats) {
    this.paintWeight(scene, map, pointed, formats);
    const { weights, signed, query, by } = map;
    const isRow = Boolean(weights) && !signed && by === "row";
    if (by === "column" && !signed) {
      this.show(1, "received", weights && fill(this.words.received_value,
        { times: formats.plain(sum(weights)) }));
    } else this.show(1, "to_prefix", isRow && scene.prefix
      ? formats.percent(sum(weights, 0, scene.prefix)) : null);
    this.show(2, "entropy", isRow
      ? fill(this.words.entropy_value, { nats: entropy(weights).toFixed(1),
        even: Math.log(scene.tokens).toFixed(1) }) : null);
    this.show(3, "reach", isRow && !query.startsWith("p")
      ? fill(this.words.reach_value, { pixels: formats.whole(
        reach(weights, scene.prefix, scene.grid[1], Number(query), scene.patch)) }) : null);
  }

  /** The weight under the pointer; where none is, the largest and its place. */
  paintWeight(scene, { weights, signed }, pointed, formats) {
    if (!weights) return this.show(0, "weight", null);
    if (pointed !== null) {
      const at = weights[scene.prefix + pointed];
      return this.show(0, signed ? "difference_here" : "weight",
        signed ? formats.signed(at) : this.weight(at, scene.tokens, formats));
    }
    if (signed) return this.show(0, "difference_here", null);
    let best = scene.prefix;
    for (let i = best; i < weights.length; i++) if (weights[i] > weights[best]) best = i;
    return this.show(0, "largest", fill(this.words.said_patch,
      { ...scene.place(best - scene.prefix), percent: formats.percent(weights[best]) }));
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
