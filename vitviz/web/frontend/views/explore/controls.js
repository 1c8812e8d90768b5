// The explorer's switches, each beside what it changes.

import { fill, h, segments, term } from "../../lib/dom.js";
import { EVEN_SHARES } from "../../paint/paint.js";
import { headName, queryName } from "../../view/names.js";

export class Controls {
  constructor(words, explorer) {
    Object.assign(this, { words, explorer });
    const commit = (name) => (value) => explorer.commit({ [name]: value });
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
    this.said = h("p", { class: "said" });
    this.sequenceTitle = h("h3", {}, term(words.sequence_title, words.sequence_tip));
    this.buildPins();
    this.buildOverlay();
  }

  buildPins() {
    const { words, explorer } = this;
    this.show = segments(words.show, [["live", words.show_live], ["a", "A"], ["b", "B"],
      ["diff", "A − B"]], (value) => explorer.commit({ show: value }));
    const pin = (name) => h("button", { type: "button", class: "quiet", "data-tip": words.pin_tip,
      "data-pin": name, onclick: () => this.pin(name) }, fill(words.pin, { name: name.toUpperCase() }));
    this.pinned = h("div", { class: "pinned said" });
    this.pins = h("div", { class: "pins" }, this.show.element, pin("a"), pin("b"));
  }

  pin(name) {
    const { kept } = this.explorer;
    const other = name === "a" ? "b" : "a";
    this.explorer.commit({ [name]: `${kept.query}@${kept.head}`, show: kept[other] ? "diff" : "live" });
  }

  buildOverlay() {
    const { words, explorer } = this;
    this.opacity = h("input", { type: "range", min: "0", max: "1", step: "0.05",
      oninput: (event) => explorer.change({ opacity: Number(event.target.value) }) });
    this.smooth = h("input", { type: "checkbox",
      onchange: (event) => explorer.change({ smooth: event.target.checked }) });
    this.overlay = h("div", { class: "overlay" },
      h("label", {}, words.opacity, this.opacity),
      h("label", { "data-tip": words.smooth_tip }, this.smooth, words.smooth));
  }

  setScene(scene) {
    const { words, explorer } = this;
    const chips = scene.data.prefix.map(({ name }, i) => {
      const chip = h("button", { type: "button", class: "chip", "data-query": `p${i}`,
        onclick: () => explorer.commit({ query: `p${i}` }) }, name);
      chip.addEventListener("pointerenter", (event) =>
        event.pointerType !== "touch" && explorer.look({ query: `p${i}` }));
      chip.addEventListener("pointerleave", () => explorer.look({ query: null }));
      return chip;
    });
    this.queryText = h("span", { class: "query-name" });
    this.queries.replaceChildren(term(words.query, words.query_tip), ...chips, this.queryText);
    Object.assign(this, { scene, named: null });
    explorer.wall.setOrder(null);
  }

  set(kept, local) {
    this.direction.set(kept.by);
    this.scale.set(kept.scale);
    this.order.set(kept.order);
    this.show.set(kept.show);
    for (const button of this.show.buttons) {
      const value = button.dataset.value;
      button.disabled = value === "diff" ? !(kept.a && kept.b) : value !== "live" && !kept[value];
    }
    this.opacity.value = String(local.opacity);
    this.smooth.checked = local.smooth;
    if (!this.scene) return;
    this.setQuery(kept.query);
    this.pinned.replaceChildren(...["a", "b"].filter((pin) => kept[pin]).map((pin) =>
      this.pinLine(pin, kept[pin])));
  }

  /** The query whose maps are shown, kept or only pointed at. */
  setQuery(query) {
    if (query === this.named) return; // asked at every repaint
    this.named = query;
    const { words, scene } = this;
    this.queries.querySelectorAll(".chip").forEach((chip) =>
      chip.setAttribute("aria-pressed", String(chip.dataset.query === query)));
    this.queryText.textContent = query.startsWith("p") ? "" : queryName(scene, words, query);
  }

  /** A pin in words, with a button that takes it out. */
  pinLine(pin, value) {
    const { words, scene, explorer } = this;
    const [query, head] = value.split("@");
    const name = pin.toUpperCase();
    return h("p", {}, `${name}: ${headName(words, head)}, ${queryName(scene, words, query, true)}`,
      h("button", { type: "button", "aria-label": fill(words.unpin, { name }),
        "data-unpin": pin, onclick: () => explorer.commit({ [pin]: "" }) }, "×"));
  }

  /** Orders the wall by a number per head, asked from Python once per photo. */
  async sort(by) {
    const { explorer, scene } = this;
    if (by === "layer") return this.reorder(null);
    try {
      scene.measures ??= await explorer.host.get(`${scene.data.urls.analysis}/measures`);
    } catch (error) {
      return explorer.fail(error);
    }
    if (scene !== this.scene || by !== explorer.kept.order) return undefined;
    const { values, shape: [, heads] } = scene.measures.arrays[by];
    const value = (name) => {
      const [layer, head] = name.split(".").map(Number);
      return values[layer * heads + head];
    };
    const names = scene.names().filter((name) => !name.endsWith("mean"));
    return this.reorder(names.sort((a, b) => value(a) - value(b)));
  }

  reorder(names) {
    this.explorer.wall.setOrder(names);
    this.explorer.wake();
  }

  /** The sentence that says what the colours mean. */
  say(kind, limit, scene, formats) {
    const { words, explorer } = this;
    const scale = fill(words[`said_${kind}`], { top: formats.percent(limit),
      times: EVEN_SHARES, even: formats.percent(1 / scene.tokens) });
    const order = explorer.wall.sorted ? `${words[`order_${explorer.kept.order}_tip`]} ` : "";
    this.said.textContent = order + scale;
  }
}
