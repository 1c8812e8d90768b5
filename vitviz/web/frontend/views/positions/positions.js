// The position embedding as one can look at it: a tile for each patch, one tile large, principal
// components and norms. A place under the pointer is marked in all of them, without a request.

import { Components } from "../../maps/components.js";
import { fill, h, segments, term } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { patchAt } from "../../math/geometry.js";
import { Request } from "../../view/request.js";
import { beside } from "../../lib/keys.js";
import { Offsets } from "../../maps/offsets.js";
import { PhotoPane } from "../../maps/photo.js";
import { Places } from "../../math/position_table.js";
import { decimal, Readings } from "./readings.js";
import { photoScene } from "../../view/photo_scene.js";
import { View } from "../../view/view.js";
import { ExportMenu } from "../../widgets/export.js";
import { Tiles } from "../../maps/tiles.js";

export default class Positions extends View {
  /** @type {Places | null} */
  places = null;
  /** The patch that is committed to; null where it is to be found anew. @type {number | null} */
  at = null;
  /** @type {{patch: number | null, other: number | null}} */
  hovered = { patch: null, other: null };
  scene = null;
  request = new Request(this);

  mount() {
    const { words } = this;
    const hover = (patch) => this.look({ patch: Number(patch), other: null });
    const leave = () => this.look({ patch: null, other: null });
    const commit = (patch) => this.choosePatch(Number(patch));
    const key = (event) => this.key(event);
    this.photo = new PhotoPane(words, { hover, commit, leave, key });
    this.tiles = new Tiles(words, { hover: (found) => this.look(found), leave, key,
      commit: ({ patch, other }) => { this.choosePatch(patch); this.look({ patch: null, other }); } });
    const over = (point) => this.look({ patch: this.patchAt(point), other: null });
    const pick = () => this.hovered.patch !== null && this.choosePatch(this.hovered.patch);
    this.tile = new Gallery(words, {
      point: (point) => this.look({ other: this.patchAt(point) }) });
    this.parts = new Components(words, { hover, commit, leave, over, pick, wake: () => this.wake() });
    this.relative = new Offsets(words, { wake: () => this.wake() });
    this.readings = new Readings(words);
    this.table = segments(words.table, ["used", "learned"].map((name) =>
      [name, words[`table_${name}`], words[`table_${name}_tip`]]), (table) => this.choose({ table }),
    { labelled: true });
    this.lay();
    super.mount();
  }

  lay() {
    const { words } = this;
    this.said = h("p", { class: "said" });
    this.notes = h("p", { class: "said", hidden: true });
    this.exportMenu = new ExportMenu(words, { url: this.host.url, name: "vitviz-positions", panel: () => this.body,
      title: () => `${words.embedding}. ${this.said.textContent}`,
      npz: () => this.address("position_arrays", "&as=npz"),
      code: () => this.data.code[this.state.values.table] });
    const titled = (name, title, tip, ...parts) => h("section", { class: `${name}-pane` },
      h("h3", {}, tip ? term(title, tip) : title), ...parts);
    this.tileTitle = h("h3", {});
    this.tiled = [titled("tiles", words.tiles, words.tiles_tip, this.tiles.element),
      h("section", { class: "tile-pane" }, this.tileTitle, this.tile.element,
        h("div", { class: "legend-line" }, term(words.cosine, words.cosine_tip),
          this.tile.legend.element))];
    this.body = h("div", { class: "positions" },
      h("div", { class: "col" },
        titled("photo", words.photo_title, "", this.photo.element, this.readings.element),
        this.parts.normsPane),
      h("div", { class: "col wide" }, this.tiled[0], this.parts.planePane),
      h("div", { class: "col" }, this.tiled[1], this.parts.colourPane));
    this.invite = h("p", { class: "said" }, window.matchMedia("(pointer: coarse)").matches
      ? words.invite_touch : words.invite);
    this.root.replaceChildren(
      h("div", { class: "line above" }, term(words.embedding, words.embedding_tip), this.table.element,
        this.said, this.exportMenu.element),
      this.notes, this.request.element, this.invite, this.body, this.relative.element, this.readings.live);
  }

  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    const { query } = this.state.values;
    super.update(data);
    if (query !== this.state.values.query) this.at = null;
    if (moved) this.enter();
    this.table.set(this.state.values.table);
    this.ask();
  }

  enter() {
    this.scene = photoScene(this);
    this.tables = this.scene.tables;
    Object.assign(this, { places: null, at: null });
    this.root.dataset.painted = "";
    this.photo.setScene(this.scene);
    const plain = { photo: this.data.photo, image: null };
    for (const pane of [this.tile, this.parts, this.relative]) pane.setScene(plain, this.tables);
  }

  address(what, more = "") {
    return `${this.data.urls.analysis}/${what}?table=${this.state.values.table}${more}`;
  }

  ask() {
    this.request.newest(this.address("position_table"), (answer) => this.show(answer), 0);
  }

  show(answer) {
    const before = this.places;
    const places = new Places(answer);
    if (before && this.at !== null) this.at = places.from(this.at, before.grid);
    this.hovered = { patch: null, other: null };
    this.places = places;
    this.scene.grid = places.grid;
    this.photo.setScene(this.scene);
    for (const part of this.tiled) part.hidden = !places.similar;
    for (const part of [this.table.element, this.invite]) part.hidden = !places.scores;
    if (places.similar) this.tiles.setScene(places, this.tables);
    this.parts.setPositions(places);
    this.describe();
    this.wake();
  }

  /** What the model has, in words. */
  describe() {
    const { words, places } = this;
    const { header } = places;
    const [rows, cols] = places.grid;
    const facts = { rows, cols, dim: header.dim, learned_rows: header.learned?.[0],
      learned_cols: header.learned?.[1] };
    const same = String(header.learned) === String(places.grid);
    const table = this.state.values.table === "learned" ? words.learned_said
      : same ? words.used_same : words.used_said;
    this.said.textContent = places.scores ? fill(table, facts) : "";
    const notes = [this.data.untrained ? words.untrained : "",
      places.has("rotary") ? (places.scores ? words.rotary_also : words.rotary) : "",
      places.offsets ? words.relative : "", places.has("none") ? words.none : ""];
    this.notes.textContent = notes.filter(Boolean).join(" ");
    this.notes.hidden = !this.notes.textContent;
  }

  /** The patch that is kept: the one clicked, that of the address, or the middle. */
  get home() {
    const { places, data } = this;
    const [rows, cols] = data.trace.grid;
    const query = /^\d+$/.test(this.state.values.query) && Number(this.state.values.query) < rows * cols
      ? Number(this.state.values.query) : Math.floor(rows / 2) * cols + Math.floor(cols / 2);
    this.at ??= places.from(query, data.trace.grid);
    return this.at;
  }

  patchAt(point) {
    return point && this.places ? patchAt(point, this.data.photo.box, this.places.grid) : null;
  }

  look(change) {
    if (Object.entries(change).every(([name, value]) => this.hovered[name] === value)) return;
    Object.assign(this.hovered, change);
    this.wake();
  }

  choosePatch(place) {
    this.at = place;
    this.choose({ query: String(this.places.to(place, this.data.trace.grid)) });
  }

  choose(change) {
    this.state.set(change);
    this.table.set(this.state.values.table);
    this.ask();
    this.wake();
  }

  key(event) {
    if (!this.places) return;
    const place = beside(event.key, this.home, [this.places.rows, this.places.cols]);
    if (place === null) return;
    this.hovered = { patch: null, other: null };
    this.choosePatch(place);
    event.preventDefault();
    event.stopPropagation();
  }

  paint() {
    const { places, colours } = this;
    if (!this.scene) return;
    const place = places && (this.hovered.patch ?? this.home);
    const other = this.hovered.other;
    this.photo.paint({ query: places ? String(place) : "p0", pointed: other, pins: [], colours });
    if (!places) return;
    if (places.similar) this.paintTiles(place, other, colours);
    this.parts.paint({ patch: place, colours, formats: this.formats });
    if (places.offsets) this.relative.paint({ positions: places, formats: this.formats, colours });
    this.root.dataset.painted = `${this.data.trace.key}/${this.state.values.table}`;
  }

  paintTiles(patch, other, colours) {
    const { words, places } = this;
    this.tiles.paint({ patch, other, colours });
    const values = places.tile(patch);
    this.tileTitle.textContent = fill(words.tile, places.name(patch));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const least = values.reduce((low, value) => Math.min(low, value), 1);
    this.tile.paint([{ id: "tile", title: "", values, grid: places.grid, signed: true,
      note: fill(words.tile_note, { least: decimal(least), mean: decimal(mean) }) }],
    { limit: 1, chosen: "", pointed: this.pointOf(other), query: patch, opacity: 1, colours,
      say: (value) => fill(words.tile_value, { ...places.name(other), value: decimal(value) }),
      marks: [[0, "−1"], [0.5, "0"], [1, "1"]] });
    this.readings.paint(places, patch, other, this.formats);
  }

  /** A patch's middle as a point of the photo. */
  pointOf(patch) {
    if (patch === null) return null;
    const { rows, cols } = this.places;
    const [x0, y0, x1, y1] = this.data.photo.box;
    return [x0 + ((patch % cols) + 0.5) * (x1 - x0) / cols,
      y0 + (Math.floor(patch / cols) + 0.5) * (y1 - y0) / rows];
  }

  destroy() {
    this.request.end();
    this.readings.end();
    super.destroy();
  }
}
