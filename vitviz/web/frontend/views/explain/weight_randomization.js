// The model forgets from its classifier down: a map that stays as it was does not show what was learned.

import { fill, h, term } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { Request } from "../../view/request.js";
import { address } from "../../widgets/long_run.js";
import { panelFoot, panelHead } from "../../view/panel.js";
import { ExportMenu } from "../../widgets/export.js";

const TOP = 6; // times a map's mean, where the common scale ends

export class WeightRandomization {
  pointed = null;
  /** @type {import("../../view/host.js").Bundle | null} */
  found = null;
  /** The stage under the finger. @type {number | null} */
  dragged = null;
  entered = false;

  /** @param {import("../../view/view.js").View} view */
  constructor(view) {
    const { words } = view;
    const own = { ...words, title: words.forget_title, lead: words.forget_lead, is: words.forget_is, is_not: words.forget_is_not };
    Object.assign(this, { view, words });
    this.request = new Request(view);
    this.input = h("input", { type: "range", min: "0", step: "1", "aria-label": words.forget_slider,
      oninput: () => this.drag(), onchange: () => this.set(), onkeydown: (event) => event.stopPropagation() });
    this.value = h("output", {});
    this.gallery = new Gallery({ gallery_label: words.forget_gallery }, {
      point: (place) => { this.pointed = place; view.wake(); }, pick: (id) => view.commit({ method: id.split(" ")[0] }) });
    this.said = h("p", { class: "said" });
    this.exportMenu = new ExportMenu(words, { url: view.host.url, name: "vitviz-forget", panel: () => this.panel,
      title: () => `${words.forget_slider}: ${this.stage()}`, npz: () => `${this.url()}&as=npz`,
      code: () => fill(this.data.code.forget, { forget: Math.min(view.state.values.forget, this.data.stages) }) });
    this.panel = h("div", { class: "forget" },
      this.gallery.element, this.gallery.legend.element, this.said);
    this.element = h("section", { class: "panel", "aria-label": words.forget_title }, panelHead(own, this.exportMenu),
      h("label", { class: "slider-line", "data-figure": "no" }, term(words.forget_slider, words.forget_tip), this.input, this.value),
      this.request.element, this.panel, panelFoot(own));
  }

  enter() {
    this.entered = true;
    this.ask();
  }

  update(moved) {
    const { data, formats } = this.view;
    Object.assign(this, { data, formats });
    this.input.max = String(data.stages);
    if (moved) {
      this.found = null;
      this.gallery.setScene(this.view.scene, this.view.scene.tables);
    }
    this.ask();
  }

  /** While it is dragged the slider only says how much: an answer takes the server a second. */
  drag() {
    this.dragged = Number(this.input.value);
    this.view.wake();
  }

  set() {
    this.dragged = null;
    this.view.commit({ forget: Number(this.input.value) });
    this.ask();
  }

  url() {
    const { start, cam, forget } = this.view.state.values;
    return address(this.data, "forget", { target: this.data.target, start, cam, forget });
  }

  /** The newest setting is asked for; of keys pressed fast those between are left out. */
  ask() {
    if (!this.entered || !this.data) return;
    this.request.newest(this.url(), (found) => { this.found = found; this.view.wake(); },
      this.found ? 120 : 0);
  }

  /** What has been forgotten, in words. */
  stage(forget = this.view.state.values.forget) {
    const { words, data } = this;
    if (forget === 0) return words.forget_none;
    if (forget >= data.stages) return words.forget_all;
    const named = [words.forget_head, words.forget_block][forget - 1] ?? words.forget_blocks;
    return fill(named, { count: forget - 1 });
  }

  paint(colours) {
    if (!this.data) return;
    const forget = this.dragged ?? this.view.state.values.forget;
    this.input.value = String(forget);
    this.value.textContent = this.stage(forget);
    const { grid } = this.data.trace;
    const methods = this.found?.header.methods ?? ["attention", "rollout", "gradient_rollout", "relevance", "gradcam"];
    const cells = methods.flatMap((method, i) => ["before", "after"].map((side) => this.cell(method, i, side, grid)));
    this.gallery.paint(cells, { limit: TOP, chosen: "", pointed: this.pointed, opacity: 0.8, colours,
      say: (value) => fill(this.words.times, { times: this.formats.plain(value) }),
      marks: [0, 2, 4, 6].map((value) => [value / TOP, value ? fill(this.words.times, { times: value }) : "0"]) });
    this.say();
  }

  cell(method, index, side, grid) {
    const { words, found } = this;
    const size = grid[0] * grid[1];
    const values = found?.arrays[side].values.subarray(index * size, (index + 1) * size) ?? null;
    const signal = !values || values.some((value) => value !== 0);
    const agreement = found?.header.agreement[index];
    const rank = !found ? "" : agreement === null ? words.no_order : fill(words.rank, { value: this.rank(agreement) });
    const note = side === "before" ? words.before : [words.after, rank].filter(Boolean).join(" · ");
    return { id: `${method} ${side}`, title: words[`method_${method}`], values, grid, note,
      empty: signal ? "" : words.no_signal };
  }

  rank(value) {
    return value.toFixed(2).replace("-", "−");
  }

  say() {
    const { found, words, data, formats } = this;
    if (!found) return void (this.said.textContent = "");
    const { header } = found;
    if (header.depth === 0) return void (this.said.textContent = words.forget_nothing);
    const facts = { label: data.label, probability: formats.percent(header.probability),
      first: data.labels[header.first.index], share: formats.percent(header.first.probability) };
    const known = header.methods.map((method, i) => [header.agreement[i], words[`method_${method}`]])
      .filter(([value]) => value !== null).sort(([a], [b]) => b - a);
    const ends = known.length > 1 ? fill(words.forget_found, {
      most: known[0][1], most_value: this.rank(known[0][0]),
      least: known.at(-1)[1], least_value: this.rank(known.at(-1)[0]) }) : "";
    this.said.textContent = `${ends} ${fill(words.forget_says, facts)}`.trim();
  }

  end() {
    this.request.end();
  }
}
