// The explorer's switches, each beside what it changes.

import { fill, h, segments, term, together } from "../../lib/dom.js";
import { EVEN_SHARES } from "../../paint/colour.js";
import { pinsOf } from "../../maps/photo.js";
import { valueOf } from "./measures.js";
import { queryName } from "../../view/names.js";
import { Slider } from "../../widgets/slider.js";
import { evenOf } from "../../maps/wall.js";

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
  /** @type {string|null} */ named = null; // the query whose name is written
  text = h("p", { class: "text" });
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
    /** @type {HTMLInputElement} */
    this.arcs = h("input", { type: "checkbox", onchange: () => explorer.change({ arcs: this.arcs.checked }) });
    this.overlay = h("div", { class: "overlay" }, this.opacity.element,
      h("label", { "data-tip": words.smooth_tip }, this.smooth, words.smooth),
      h("label", { "data-tip": words.arcs_tip }, this.arcs, words.arcs));
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
    this.named = null;
    this.order.element.hidden = signedIn(scene); // both orders are by numbers of shares
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
    this.arcs.checked = local.arcs;
    const { scene } = this;
    if (!scene) return;
    this.setQuery(committed.query, committed.query);
    const letters = new Map(pinsOf(committed).map(([letter, query]) => [query, letter]));
    for (const chip of this.queries.querySelectorAll(".chip")) {
      const letter = letters.get(chip.getAttribute("data-query") ?? "");
      chip.replaceChildren(chip.firstChild ?? "", ...(letter ? [h("b", { class: "letter" }, letter)] : []));
    }
  }

  /** The query whose maps are shown, and the one that was clicked: what is only pointed at is said quietly.
   * @param {string} query @param {string} kept */
  setQuery(query, kept) {
    const named = `${query} ${kept}`;
    if (named === this.named || !this.scene) return; // asked at every repaint
    this.named = named;
    const { words, scene } = this;
    for (const chip of this.queries.querySelectorAll(".chip")) {
      const own = chip.getAttribute("data-query");
      chip.setAttribute("aria-pressed", String(own === kept));
      chip.toggleAttribute("data-pointed", own === query && query !== kept);
    }
    this.queryText.textContent = query.startsWith("p") ? "" : queryName(scene, words, query);
    this.queryText.toggleAttribute("data-kept", query === kept);
  }

  /** Orders the wall by a number of each head. @param {"layer"|"reach"|"entropy"} by */
  async sort(by) {
    const { explorer, scene } = this;
    if (by === "layer" || !scene) return this.reorder(null);
    let bundle;
    try {
      bundle = await explorer.measures.of(scene);
    } catch (error) {
      explorer.order = "layer"; // the next update sorts again
      return explorer.fail(error);
    }
    if (scene !== this.scene || by !== explorer.committed.order) return;
    const value = valueOf(bundle, by);
    const names = scene.names().filter((name) => !name.endsWith("mean"));
    // Heads without the number, as those of a class attention, stand last.
    const place = (/** @type {string} */ name) => (Number.isNaN(value(name)) ? Infinity : value(name));
    this.reorder(names.sort((a, b) => place(a) - place(b) || 0));
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
      times: EVEN_SHARES, even: formats.percent(1 / evenOf(scene)) });
    const order = explorer.wall.sorted && words[`order_${explorer.committed.order}_tip`];
    const { without, facts: { length: all } } = scene;
    const held = without > 0 && fill(words.held, { held: all - without, all });
    this.text.textContent = together(order, scale, signedIn(scene) && words.text_signed, held);
  }
}

/** Whether some weights may be negative. @param {Pick<Scene, "facts">} scene */
export function signedIn({ facts }) {
  return facts.some(({ signed }) => signed);
}
