// What the model says and shows with some heads off, beside what it says with all of them on.

import { fill, h } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { Request } from "../../view/request.js";
import { address } from "../../widgets/long_run.js";
import { ExportMenu } from "../../widgets/export.js";

const TOP = 6; // times a map's mean, where the common scale ends
const SHOWN = 5;

export class SwitchedOff {
  pointed = null;
  /** @type {import("../../view/host.js").Bundle | null} */
  found = null;
  entered = false;

  /** @param {import("../../view/view.js").View} view */
  constructor(view) {
    const { words } = view;
    Object.assign(this, { view, words });
    this.request = new Request(view);
    this.title = h("h3", {});
    this.body = h("tbody", {});
    this.gallery = new Gallery({ gallery_label: words.without_gallery }, {
      point: (place) => { this.pointed = place; view.wake(); } });
    this.exportMenu = new ExportMenu(words, { url: view.host.url, name: "vitviz-without", panel: () => this.panel,
      title: () => words.title, npz: () => `${this.url()}&as=npz`,
      code: () => fill(this.data.code.off, { off: this.python() }) });
    this.panel = h("div", { class: "without" }, this.title,
      h("table", {}, h("thead", {}, h("tr", {}, ...["class", "all_on", "now", "change"].map((name) =>
        h("th", { scope: "col" }, words[`column_${name}`])))), this.body),
      h("h3", {}, words.without_maps), this.gallery.element, this.gallery.legend.element);
    this.element = h("div", {}, h("div", { class: "corner", "data-figure": "no" }, this.exportMenu.element), this.panel, this.request.element);
  }

  enter() {
    this.entered = true;
    this.ask();
  }

  update(moved) {
    const { data, formats, host: { language } } = this.view;
    Object.assign(this, { data, formats });
    const two = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    this.signed = new Intl.NumberFormat(language, { ...two, signDisplay: "exceptZero" });
    this.two = new Intl.NumberFormat(language, two);
    if (moved) {
      this.found = null;
      this.gallery.setScene(this.view.scene, this.view.scene.tables);
    }
    this.ask();
  }

  url() {
    const { start, off } = this.view.state.values;
    return address(this.data, "off", { target: this.data.target, start, off });
  }

  ask() {
    if (!this.entered || !this.data) return;
    this.request.newest(this.url(), (found) => { this.found = found; this.view.wake(); },
      this.found ? 120 : 0);
  }

  /** What is off, as pairs of texts; a link may name what this model does not have. */
  parts() {
    const { heads } = this.data;
    return this.view.state.values.off.split("-").map((part) => part.split("."))
      .filter(([layer, head]) => head === "all" ? Number(layer) < heads.length : Number(head) < heads[layer]);
  }

  /** The same as Python writes it. */
  python() {
    const parts = this.parts();
    const heads = parts.filter(([, head]) => head !== "all").map(([layer, head]) => `(${layer}, ${head})`);
    const layers = parts.filter(([, head]) => head === "all").map(([layer]) => layer);
    return `Off(heads=frozenset([${heads.join(", ")}]), layers=frozenset([${layers.join(", ")}]))`;
  }

  /** What is off, in words. */
  names() {
    const { words } = this;
    const parts = this.parts();
    if (!parts.length) return words.without_nothing;
    if (parts.length > 3) return fill(words.without_many, { count: parts.length });
    const name = ([layer, head]) => fill(head === "all" ? words.layer_name : words.head_name,
      { layer: Number(layer) + 1, head: Number(head) + 1 });
    return fill(words.without_these, { names: parts.map(name).join(words.between) });
  }

  paint(colours) {
    if (!this.data) return;
    const { words, found, formats } = this;
    this.title.textContent = this.names();
    if (found && this.written !== found) this.write(found);
    const { grid } = this.data.trace;
    const size = grid[0] * grid[1];
    const cells = ["before", "after"].map((id, i) => ({ id, title: words[`without_${id}`], grid,
      values: found?.arrays.maps.values.subarray(i * size, (i + 1) * size) ?? null,
      empty: found && !found.header.signal[i] ? words.no_signal : "" }));
    this.gallery.paint(cells, { limit: TOP, chosen: "", pointed: this.pointed, opacity: 0.8, colours,
      say: (value) => fill(words.times, { times: formats.plain(value) }),
      marks: [0, 2, 4, 6].map((value) => [value / TOP, value ? fill(words.times, { times: value }) : "0"]) });
  }

  /** The classes that are among the first five before or after, and the chosen one. */
  write(found) {
    this.written = found;
    const { logits: { values, shape: [, classes] }, probabilities } = found.arrays;
    const best = (side) => Array.from({ length: classes }, (_, i) => i)
      .sort((a, b) => values[side * classes + b] - values[side * classes + a]).slice(0, SHOWN);
    const rows = [...new Set([...best(0), ...best(1), this.data.target])]
      .sort((a, b) => values[b] - values[a]);
    const { percent } = this.formats;
    const cell = (side, index) => h("td", {}, h("span", { class: "share" }, percent(probabilities.values[side * classes + index])),
      h("span", { class: "logit" }, this.two.format(values[side * classes + index]).replace("-", "−")));
    this.body.replaceChildren(...rows.map((index) => h("tr", { class: index === this.data.target ? "target" : "" },
      h("th", { scope: "row" }, this.data.labels[index] ?? String(index)), cell(0, index), cell(1, index),
      h("td", {}, this.signed.format(values[classes + index] - values[index]).replace("-", "−")))));
  }

  end() {
    this.request.end();
  }
}
