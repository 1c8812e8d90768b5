// The explorer's switches, each beside what it changes.

import { fill, h, segments, term, together } from "../../lib/dom.js";
import { EVEN_SHARES } from "../../paint/colour.js";
import { headName, queryName } from "../../view/names.js";
import { Slider } from "../../widgets/slider.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../lib/types.js").Formats} Formats */
/** @typedef {import("../../lib/types.js").Words} Words */
/** @typedef {import("../../view/scene.js").Scene} Scene */
/** @typedef {import("./explorer.js").default} Explorer */
/** @typedef {import("./explorer.js").Local} Local */
/** @typedef {"a"|"b"} Pin */

/** @type {Pin[]} */
export const PINS = ["a", "b"];

export class Controls {
  /** @type {Words} */ words;
  /** @type {Explorer} */ explorer;
  /** @type {Scene|null} */ scene = null;
  /** @type {Bundle|null} */ measures = null; // of the scene
  /** @type {string|null} */ named = null; // the query whose name is written
  text = h("p", { class: "text" });
  pinned = h("div", { class: "pinned text" });
  queryText = h("span", { class: "query-name" });

  /** @param {Words} words @param {Explorer} explorer */
  constructor(words, explorer) {
    this.words = words;
    this.explorer = explorer;
    const commit = (/** @type {string} */ name) => (/** @type {string} */ value) =>
      explorer.commit({ [name]: value });
    this.queries = h("div", { class: "queries", role: "group", "aria-label": words.query });
    this.direction = segments(words.direction, [
      ["row", words.looks_at, words.looks_at_tip],
      ["column", words.looked_at, words.looked_at_tip]], commit("by"), { labelled: true });
    this.scale = segments(words.scale, [
      ["fixed", words.scale_fixed, words.scale_fixed_tip],
      ["now", words.scale_now, words.scale_now_tip],
      ["head", words.scale_head, words.scale_head_tip]], commit("scale"), { labelled: true });
    this.order = segments(words.order, [
      ["layer", words.order_layer], ["reach", words.order_reach, words.order_reach_tip],
      ["entropy", words.order_entropy, words.order_entropy_tip]], commit("order"), { labelled: true });
    this.sequenceTitle = h("h3", {}, term(words.sequence_title, words.sequence_tip, "sequence"));
    this.show = segments(words.show, [["live", words.show_live], ["a", "A"], ["b", "B"],
      ["diff", "A − B"]], commit("show"));
    this.pins = h("div", { class: "pins" }, this.show.element, this.pinButton("a"), this.pinButton("b"));
    this.opacity = new Slider({ label: words.opacity, caption: words.opacity,
      move: (opacity) => explorer.change({ opacity }) });
    /** @type {HTMLInputElement} */
    this.smooth = h("input", { type: "checkbox",
      onchange: () => explorer.change({ smooth: this.smooth.checked }) });
    this.overlay = h("div", { class: "overlay" }, this.opacity.element,
      h("label", { "data-tip": words.smooth_tip }, this.smooth, words.smooth));
  }

  /** @param {Pin} name */
  pinButton(name) {
    const { words } = this;
    return h("button", { type: "button", class: "quiet", "data-tip": words.pin_tip,
      "data-pin": name, onclick: () => this.pin(name) }, fill(words.pin, { name: name.toUpperCase() }));
  }

  /** @param {Pin} name */
  pin(name) {
    const { committed } = this.explorer;
    const other = name === "a" ? "b" : "a";
    this.explorer.commit({ [name]: `${committed.query}@${committed.head}`, show: committed[other] ? "diff" : "live" });
  }

  /** @param {Scene} scene */
  setScene(scene) {
    const { words, explorer } = this;
    const chips = scene.data.prefix.map(({ name }, i) => {
      const chip = h("button", { type: "button", class: "chip", "data-query": `p${i}`,
        onclick: () => explorer.commit({ query: `p${i}` }) }, name);
      chip.addEventListener("pointerenter", (event) =>
        event.pointerType !== "touch" && explorer.hover({ query: `p${i}` }));
      chip.addEventListener("pointerleave", () => explorer.hover({ query: null }));
      return chip;
    });
    this.queries.replaceChildren(term(words.query, words.query_tip, "query"), ...chips, this.queryText);
    this.scene = scene;
    this.measures = null;
    this.named = null;
    explorer.wall.setOrder(null);
  }

  /** @param {import("./types.js").ExploreState} committed @param {Local} local */
  set(committed, local) {
    this.direction.set(committed.by);
    this.scale.set(committed.scale);
    this.order.set(committed.order);
    this.show.set(committed.show);
    for (const button of this.show.buttons) {
      const value = /** @type {typeof committed.show} */ (button.dataset.value);
      button.disabled = value === "diff" ? !(committed.a && committed.b) : value !== "live" && !committed[value];
    }
    this.opacity.set(local.opacity);
    this.smooth.checked = local.smooth;
    const { scene } = this;
    if (!scene) return;
    this.setQuery(committed.query);
    this.pinned.replaceChildren(...PINS.filter((pin) => committed[pin]).map((pin) =>
      this.pinLine(scene, pin, committed[pin])));
  }

  /** The query whose maps are shown, committed or only hovered. @param {string} query */
  setQuery(query) {
    if (query === this.named || !this.scene) return; // asked at every repaint
    this.named = query;
    const { words, scene } = this;
    this.queries.querySelectorAll(".chip").forEach((chip) =>
      chip.setAttribute("aria-pressed", String(chip.getAttribute("data-query") === query)));
    this.queryText.textContent = query.startsWith("p") ? "" : queryName(scene, words, query);
  }

  /** A pin in words, with a button that takes it out.
   * @param {Scene} scene @param {Pin} pin @param {string} value */
  pinLine(scene, pin, value) {
    const { words, explorer } = this;
    const [query, head] = value.split("@");
    const name = pin.toUpperCase();
    return h("p", {}, `${name}: ${headName(words, head)}, ${queryName(scene, words, query, true)}`,
      h("button", { type: "button", "aria-label": fill(words.unpin, { name }),
        "data-unpin": pin, onclick: () => explorer.commit({ [pin]: "" }) }, "×"));
  }

  /** Orders the wall by a number per head, asked from Python once per photo. @param {string} by */
  async sort(by) {
    const { explorer, scene } = this;
    if (by === "layer" || !scene) return this.reorder(null);
    try {
      const found = this.measures ?? await explorer.host.get(`${scene.data.urls.analysis}/measures`);
      if (scene === this.scene) this.measures = found;
    } catch (error) {
      explorer.order = "layer"; // the next update sorts again
      return explorer.fail(error);
    }
    if (!this.measures || scene !== this.scene || by !== explorer.committed.order) return;
    const { values, shape: [, heads] } = this.measures.arrays[by];
    const value = (/** @type {string} */ name) => {
      const [layer, head] = name.split(".").map(Number);
      return values[layer * heads + head];
    };
    const names = scene.names().filter((name) => !name.endsWith("mean"));
    this.reorder(names.sort((a, b) => value(a) - value(b)));
  }

  /** @param {string[]|null} names  of heads from first to last; null is layer by layer */
  reorder(names) {
    this.explorer.wall.setOrder(names);
    this.explorer.wake();
  }

  /** The sentence that says what the colours mean.
   * @param {string} kind  of scale @param {number} limit @param {Scene} scene @param {Formats} formats */
  say(kind, limit, scene, formats) {
    const { words, explorer } = this;
    const scale = fill(words[`text_${kind}`], { top: formats.percent(limit),
      times: EVEN_SHARES, even: formats.percent(1 / scene.tokens) });
    const order = explorer.wall.sorted && words[`order_${explorer.committed.order}_tip`];
    this.text.textContent = together(order, scale);
  }
}
