// Why this class? Six methods on one wall and one scale, for the class that is picked or for the
// difference of two. A class asks the server once; all else that can be set repaints what is here.

import { Agreement } from "../../charts/rank_correlation.js";
import { fill, h, segments, term } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { Request } from "../../view/request.js";
import { roving } from "../../lib/keys.js";
import { Large } from "./large.js";
import { BLIND, Maps, METHODS, TOP } from "../../math/densities.js";
import { photoScene } from "../../view/photo_scene.js";
import { View } from "../../view/view.js";
import { ClassPicker } from "../../widgets/class_picker.js";
import { ExportMenu } from "../../widgets/export.js";

export default class Explain extends View {
  /** Where the pointer is on the photo, in its pixels. @type {[number, number] | null} */
  pointed = null;
  /** @type {Maps | null} */
  maps = null;
  local = { opacity: 0.7, smooth: false };
  key = "";
  url = "";
  began = 0;
  scene = null;
  request = new Request(this);

  mount() {
    const { words } = this;
    const point = (place) => { this.pointed = place; this.wake(); };
    this.picker = new ClassPicker(words, { target: (index) => this.explain(index),
      against: (index) => this.commit({ against: index === null ? "" : String(index) }) });
    this.wall = new Gallery({ gallery_label: words.wall_label },
      { point, pick: (method) => this.commit({ method }) });
    this.large = new Large(words, { point, set: (change) => this.commit(change),
      change: (local) => { Object.assign(this.local, local); this.wake(); } });
    this.agreement = new Agreement(words);
    this.scale = segments(words.scale, [["fixed", words.scale_fixed, words.scale_fixed_tip],
      ["now", words.scale_now, words.scale_now_tip]], (scale) => this.commit({ scale }),
    { labelled: true });
    this.said = h("span", {});
    this.panel = h("div", { class: "wall" }, this.wall.element, this.wall.legend.element,
      h("p", { class: "said" }, term(words.unit, words.unit_tip), this.said));
    this.root.replaceChildren(this.picker.element,
      h("div", { class: "state" }, this.request.element),
      h("div", { class: "explain" },
        h("section", { class: "left", "aria-label": words.wall_label },
          h("div", { class: "line top" }, h("h3", {}, words.wall_title),
            this.take("wall", () => this.panel, () => this.about(words.wall_name), () => "")),
          this.scale.element, this.panel),
        h("section", { class: "right", "aria-label": words.large_label }, this.large.element,
          this.take("map", () => this.large.panel, () => this.titled(), (code) => code.large)),
        h("section", { class: "below" }, this.agreement.element,
          this.take("agreement", () => this.agreement.element, () => words.rank,
            (code) => code.table))));
    this.clock = setInterval(() => this.tick(), 1000);
    super.mount();
  }

  take(name, panel, title, further) {
    return new ExportMenu(this.words, { url: this.host.url, name: `vitviz-${name}`, panel, title,
      npz: () => this.maps && `${this.address()}&as=npz`,
      code: () => this.code(further(this.data.code)) }).element;
  }

  code(further) {
    const { code } = this.data;
    const { start, cam, method } = this.state.values;
    const { target, against } = this.chosen();
    const layers = this.maps?.counts ?? {};
    return fill([code.begin, "", against === null ? code.one : code.two, further].join("\n"), {
      target, against, method, start: Math.min(start, (layers.relevance ?? 1) - 1),
      cam: cam === "" ? "None" : Math.min(Number(cam), (layers.gradcam ?? 1) - 1) });
  }

  destroy() {
    clearInterval(this.clock);
    this.request.end();
    super.destroy();
  }

  update(data) {
    super.update(data);
    if (data.trace.key !== this.key) {
      this.key = data.trace.key;
      this.maps = null;
      this.scene = photoScene(this);
      this.wall.setScene(this.scene, this.scene.tables);
      this.large.setScene(this.scene, this.scene.tables);
    }
    this.refresh();
  }

  /** The picked classes; a link may name one that this model does not have. */
  chosen() {
    const { classes } = this.data;
    const { target, against } = this.state.values;
    const known = (text) => text !== "" && Number(text) < classes.labels.length;
    const first = known(target) ? Number(target) : classes.top[0];
    const second = known(against) && Number(against) !== first ? Number(against) : null;
    return { target: first, against: second };
  }

  explain(index) {
    const target = index === this.data.classes.top[0] ? "" : String(index);
    this.commit(this.chosen().against === index ? { target, against: "" } : { target });
  }

  commit(change) {
    super.commit(change);
    this.refresh();
  }

  address() {
    const { target, against } = this.chosen();
    return `${this.data.urls.analysis}/explain?target=${target}&against=${against ?? ""}`;
  }

  refresh() {
    const url = this.address();
    if (url !== this.url || this.request.lost) {
      this.url = url;
      this.began = performance.now();
      this.request.working.ariaLive = "polite";
      this.root.dataset.painted = "";
      this.request.get(url, (bundle) => {
        this.maps = new Maps(bundle);
        this.wake();
      });
    }
    const { classes } = this.data;
    this.picker.set(classes, this.chosen(), this.formats);
    this.scale.set(this.state.values.scale === "now" ? "now" : "fixed");
    this.wake();
  }

  /** How long the server has been at it. */
  tick() {
    const { working } = this.request;
    const seconds = Math.round((performance.now() - this.began) / 1000);
    working.ariaLive = "off"; // each second read out would drown everything else
    if (working.textContent) working.textContent = fill(this.words.computing_for, { seconds });
  }

  /** Names come from the maps that are shown, which may be older than the pick. */
  labels() {
    const { labels } = this.data.classes;
    const { target, against } = this.maps?.header ?? this.chosen();
    return { label: labels[target], other: labels[against] };
  }

  /** The title of the chosen method's map. */
  titled() {
    const { words, state } = this;
    const method = words[state.values.method];
    return BLIND.has(state.values.method) ? fill(words.large_blind, { method }) : this.about(method);
  }

  about(method) {
    const { words } = this;
    const contrast = this.maps ? this.maps.contrast : this.chosen().against !== null;
    const said = contrast ? words.large_difference : words.large_title;
    return fill(said, { method, ...this.labels() });
  }

  cell(method) {
    const { words, maps, scene } = this;
    const cnn = method === "gradcam_cnn";
    const known = maps?.has(method);
    const grid = known ? maps.grid(method) : scene.grid;
    const { values, empty } = maps ? maps.shown(method, this.state.values) : { values: null };
    return { id: method, title: words[method], note: cnn && !known ? "" : this.note(method, grid), grid, values,
      box: cnn && known ? maps.header.cnn_box : undefined, signed: Boolean(maps?.contrast),
      empty: empty ? this.emptiness(empty) : "" };
  }

  /** What a method's map is of. */
  note(method, [rows, cols]) {
    const { words } = this;
    if (BLIND.has(method)) return words.blind;
    const two = this.maps?.contrast ? "_two" : "";
    return method === "gradcam_cnn" ? fill(words[`coarse${two}`], { rows, cols }) : words[`specific${two}`];
  }

  emptiness(empty) {
    const { words } = this;
    const { label, other } = this.labels();
    if (empty === "zero") return words.zero;
    if (empty === "missing") return words.no_label;
    if (!this.maps.contrast) return words.no_signal;
    return fill(words.no_signal_for, { label: empty === "target" ? label : other });
  }

  paint() {
    const { scene, maps, words, state } = this;
    const settings = state.values;
    const limit = settings.scale === "now" && maps ? maps.limit(settings) : TOP;
    const view = { limit, pointed: this.pointed, opacity: 0.7, colours: this.colours,
      chosen: settings.method, marks: this.marks(limit),
      say: (value) => fill(words.value, { times: this.times(value) }) };
    const cells = METHODS.map((method) => this.cell(method));
    this.wall.paint(cells, view);
    const panes = [...this.wall.parts.values()].map((part) => part.pane);
    if (this.roved !== panes[0]) roving(panes, METHODS.indexOf(settings.method));
    [this.roved] = panes;
    this.large.paint(cells[METHODS.indexOf(settings.method)], view, { title: this.titled(),
      settings, counts: maps?.counts, local: this.local, scene });
    this.said.textContent = settings.scale === "now" ? words.said_now : words.said_fixed;
    this.agreement.element.classList.toggle("waiting", !maps);
    if (!maps) return;
    this.agreement.paint(maps, settings, scene.tables.diverging, this.host.language);
    if (this.request.working.textContent) return; // these maps are of the class before
    this.root.dataset.painted = `${this.key}/${maps.header.target}/${maps.header.against}`;
  }

  times(value) {
    const size = this.formats.plain(Math.abs(value));
    if (!this.maps?.contrast || value === 0) return size;
    return `${value < 0 ? "−" : "+"}${size}`;
  }

  marks(limit) {
    const { words, formats: { plain } } = this;
    if (this.maps?.contrast) {
      const { label, other } = this.labels();
      return [[0, `−${plain(limit)} ${fill(words.more_for, { label: other })}`], [0.5, "0"],
        [1, `${fill(words.more_for, { label })} +${plain(limit)}`]];
    }
    const even = limit > 2 && limit < 12 ? [[1 / limit, `1 ${words.even}`]] : [];
    return [[0, "0"], ...even, [1, fill(words.value, { times: plain(limit) })]];
  }
}
