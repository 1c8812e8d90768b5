// The position embedding as one can look at it: a tile for each patch, one tile large, principal
// components and norms. A place under the pointer is marked in all of them, without a request.

import { picture } from "../../net/picture.js";
import { Components } from "../../maps/components.js";
import { fill, formats, h, inWords, segments, term } from "../../lib/dom.js";
import { Gallery } from "../../maps/gallery.js";
import { patchAt } from "../../math/geometry.js";
import { Asked, Kept } from "../../view/address_state.js";
import { beside } from "../../lib/keys.js";
import { Offsets } from "../../maps/offsets.js";
import { tablesOf } from "../../paint/paint.js";
import { PhotoPane } from "../../maps/photo.js";
import { Places } from "../../math/position_table.js";
import { decimal, Readings } from "./readings.js";
import { sourceOf } from "../../view/scene.js";
import { Stage } from "../../view/stage.js";
import { ExportMenu } from "../../widgets/export.js";
import { Tiles } from "../../maps/tiles.js";

export const create = (root, send) => inWords(root, send, Positions);

class Positions {
  constructor(root, send, data) {
    Object.assign(this, { root, words: data.words, places: null });
    this.store = new Kept(send, data);
    this.kept = this.store.values;
    this.asked = new Asked(data.words, this.store);
    this.hover = { patch: null, other: null };
    this.stage = new Stage(root, () => this.paint());
    this.build();
  }

  build() {
    const { words } = this;
    const hover = (patch) => this.look({ patch: Number(patch), other: null });
    const leave = () => this.look({ patch: null, other: null });
    const commit = (patch) => this.commit(Number(patch));
    const key = (event) => this.key(event);
    this.photo = new PhotoPane(words, { hover, commit, leave, key });
    this.tiles = new Tiles(words, { hover: (found) => this.look(found), leave, key,
      commit: ({ patch, other }) => { this.commit(patch); this.look({ patch: null, other }); } });
    const over = (point) => this.look({ patch: this.patchAt(point), other: null });
    const pick = () => this.hover.patch !== null && this.commit(this.hover.patch);
    this.tile = new Gallery(words, {
      point: (point) => this.look({ other: this.patchAt(point) }) });
    this.parts = new Components(words, { hover, commit, leave, over, pick, wake: () => this.stage.wake() });
    this.relative = new Offsets(words, { wake: () => this.stage.wake() });
    this.readings = new Readings(words);
    this.table = segments(words.table, ["used", "learned"].map((name) =>
      [name, words[`table_${name}`], words[`table_${name}_tip`]]), (table) => this.choose({ table }),
    { labelled: true });
    this.lay();
  }

  lay() {
    const { words } = this;
    this.said = h("p", { class: "said" });
    this.notes = h("p", { class: "said", hidden: true });
    this.exportMenu = new ExportMenu(words, { name: "vitviz-positions", panel: () => this.body,
      title: () => `${words.embedding}. ${this.said.textContent}`,
      npz: () => this.address("position_arrays", "&as=npz"),
      code: () => this.data.code[this.kept.table] });
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
      this.notes, this.asked.element, this.invite, this.body, this.relative.element, this.readings.live);
  }

  update(data) {
    const moved = data.trace.key !== this.data?.trace.key;
    this.data = data;
    this.stage.follow();
    this.formats = formats(data.language);
    const { query } = this.kept;
    this.store.take(data);
    if (query !== this.kept.query) this.at = null;
    if (moved) this.enter();
    this.table.set(this.kept.table);
    this.ask();
    this.stage.wake();
  }

  enter() {
    const { data } = this;
    const { photo } = data;
    this.tables = tablesOf(data.tables);
    this.places = null;
    this.at = null;
    this.root.dataset.painted = "";
    this.scene = { data, image: null, grid: data.trace.grid,
      source: (box) => sourceOf(this.scene.image, photo.size, box) };
    this.photo.setScene(this.scene);
    const plain = { photo: { size: photo.size, box: photo.box }, image: null };
    for (const pane of [this.tile, this.parts, this.relative]) pane.setScene(plain, this.tables);
    const { scene } = this;
    picture(photo.url).then((image) => { scene.image = image; this.stage.wake(); }, () => {});
  }

  address(what, more = "") {
    return `${this.data.urls.look}/${what}?table=${this.kept.table}${more}`;
  }

  ask() {
    this.asked.newest(this.address("position_table"), this.data, (answer) => this.show(answer), 0);
  }

  show(answer) {
    const before = this.places;
    const places = new Places(answer);
    if (before && this.at !== null) this.at = places.from(this.at, before.grid);
    this.hover = { patch: null, other: null };
    this.places = places;
    this.scene.grid = places.grid;
    this.photo.setScene(this.scene);
    for (const part of this.tiled) part.hidden = !places.similar;
    for (const part of [this.table.element, this.invite]) part.hidden = !places.scores;
    if (places.similar) this.tiles.setScene(places, this.tables);
    this.parts.setPositions(places);
    this.describe();
    this.stage.wake();
  }

  /** What the model has, in words. */
  describe() {
    const { words, places } = this;
    const { header } = places;
    const [rows, cols] = places.grid;
    const facts = { rows, cols, dim: header.dim, learned_rows: header.learned?.[0],
      learned_cols: header.learned?.[1] };
    const same = String(header.learned) === String(places.grid);
    const table = this.kept.table === "learned" ? words.learned_said
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
    const query = /^\d+$/.test(this.kept.query) && Number(this.kept.query) < rows * cols
      ? Number(this.kept.query) : Math.floor(rows / 2) * cols + Math.floor(cols / 2);
    this.at ??= places.from(query, data.trace.grid);
    return this.at;
  }

  patchAt(point) {
    return point && this.places ? patchAt(point, this.data.photo.box, this.places.grid) : null;
  }

  look(change) {
    if (Object.entries(change).every(([name, value]) => this.hover[name] === value)) return;
    Object.assign(this.hover, change);
    this.stage.wake();
  }

  commit(patch) {
    this.at = patch;
    this.choose({ query: String(this.places.to(patch, this.data.trace.grid)) });
  }

  choose(change) {
    this.store.set(change);
    this.table.set(this.kept.table);
    this.ask();
    this.stage.wake();
  }

  key(event) {
    if (!this.places) return;
    const patch = beside(event.key, this.home, [this.places.rows, this.places.cols]);
    if (patch === null) return;
    this.hover = { patch: null, other: null };
    this.commit(patch);
    event.preventDefault();
    event.stopPropagation();
  }

  paint() {
    const { places, stage } = this;
    if (!this.scene) return;
    const { colours } = stage;
    const patch = places && (this.hover.patch ?? this.home);
    const other = this.hover.other;
    this.photo.paint({ query: places ? String(patch) : "p0", pointed: other, pins: [], colours });
    if (!places) return;
    if (places.similar) this.paintTiles(patch, other, colours);
    this.parts.paint({ patch, colours, formats: this.formats });
    if (places.offsets) this.relative.paint({ positions: places, formats: this.formats, colours });
    this.root.dataset.painted = `${this.data.trace.key}/${this.kept.table}`;
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
    this.asked.end();
    this.store.end();
    this.readings.end();
    this.stage.end();
  }
}
