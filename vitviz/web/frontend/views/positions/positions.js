// The position embedding as it is: a tile for each patch, one tile large, principal
// components and norms. A patch under the pointer is marked in all of them, without a request.

import { fill, h, segments, term } from "../../lib/dom.js";
import { steered } from "../../lib/steered.js";
import { Components } from "../../maps/components.js";
import { Gallery } from "../../maps/gallery.js";
import { Offsets } from "../../maps/offsets.js";
import { PhotoPane } from "../../maps/photo.js";
import { Tiles } from "../../maps/tiles.js";
import { centreOf, middleOf, neighbour, patchAt } from "../../math/geometry.js";
import { PositionTable } from "../../math/position_table.js";
import { sum } from "../../math/ranking.js";
import { photoScene } from "../../view/photo_scene.js";
import { Request } from "../../view/request.js";
import { View } from "../../view/view.js";
import { ExportMenu } from "../../widgets/export.js";
import { decimal, Readings } from "./readings.js";
import { notesText, tableText } from "./sentences.js";

/** @typedef {import("../../lib/dom.js").Child} Child */
/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../../lib/types.js").Colours} Colours */
/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {import("../../view/host.js").Data} Data */
/** @typedef {import("../../view/photo_scene.js").PhotoScene} PhotoScene */
/** @typedef {{patch: number|null, other: number|null}} Hovered  a patch, and one in its tile */

/** @param {string} name @param {string} title @param {string} tip @param {...Child} parts */
function titled(name, title, tip, ...parts) {
  return h("section", { class: `${name}-pane` }, h("h3", {}, tip ? term(title, tip) : title), ...parts);
}

export default class Positions extends View {
  /** @type {PositionTable|null} */ positions = null;
  /** The address of the table on screen. */ came = "";
  /** The patch that is committed to; null where it is to be found anew. @type {number|null} */ at = null;
  /** @type {Hovered} */ hovered = { patch: null, other: null };
  /** @type {PhotoScene|null} */ scene = null;
  request = new Request(this);
  /** What a patch under a pointer, a finger or a key does. */
  onPatch = {
    hover: (/** @type {string|number} */ patch) => this.hover({ patch: Number(patch), other: null }),
    leave: () => this.hover({ patch: null, other: null }),
    commit: (/** @type {string|number} */ patch) => this.choosePatch(Number(patch)),
    key: (/** @type {KeyboardEvent} */ event) => this.key(event) };
  photo = new PhotoPane(this.words, this.onPatch);
  tiles = new Tiles(this.words, { ...this.onPatch, hover: (found) => this.hover(found),
    commit: ({ patch, other }) => { this.choosePatch(patch); this.hover({ patch: null, other }); } });
  tile = new Gallery(this.words, { point: (point) => this.hover({ other: this.patchAt(point) }) });
  parts = new Components(this.words, { ...this.onPatch, wake: () => this.wake(),
    over: (point) => this.hover({ patch: this.patchAt(point), other: null }),
    pick: () => { if (this.hovered.patch !== null) this.choosePatch(this.hovered.patch); } });
  relative = new Offsets(this.words, { wake: () => this.wake() });
  readings = new Readings(this.words);
  table = segments(this.words.table, ["used", "learned"].map((name) =>
    /** @type {[string, string, string]} */ (
      [name, this.words[`table_${name}`], this.words[`table_${name}_tip`]])),
  (table) => this.choose({ table }), { labelled: true });
  text = h("p", { class: "text" });
  notes = h("p", { class: "text", hidden: true });
  tileTitle = h("h3", {});
  tiled = [
    titled("tiles", this.words.tiles, this.words.tiles_tip, this.tiles.element),
    h("section", { class: "tile-pane" }, this.tileTitle, this.tile.element,
      h("div", { class: "legend-line" }, term(this.words.cosine, this.words.cosine_tip, "cosine"),
        this.tile.legend.element))];
  body = h("div", { class: "positions" });
  invite = h("p", { class: "text invite" });
  exportMenu = new ExportMenu(this.words, { view: this, name: () => `position-embedding ${this.state.values.table}`,
    panel: () => this.body, title: () => `${this.words.embedding}. ${this.text.textContent}`,
    ready: () => this.came === this.address("position_table"), endpoint: () => this.address("position_arrays") });

  mount() {
    const { words } = this;
    this.body.replaceChildren(
      h("div", { class: "col" },
        titled("photo", words.photo_title, "", this.photo.element, this.readings.element),
        this.parts.normsPane),
      h("div", { class: "col wide" }, this.tiled[0], this.parts.planePane),
      h("div", { class: "col" }, this.tiled[1], this.parts.colourPane));
    this.invite.textContent = window.matchMedia("(pointer: coarse)").matches
      ? words.invite_touch : words.invite;
    this.root.replaceChildren(
      h("div", { class: "line above" }, term(words.embedding, words.embedding_tip, "position_embedding"), this.table.element,
        this.text, this.exportMenu.element),
      this.notes, this.request.element, this.invite, this.body, this.relative.element, this.readings.live.element);
    super.mount();
  }

  /** @param {Data} data */
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
    const scene = photoScene(this);
    this.scene = scene;
    this.positions = null;
    this.at = null;
    this.root.dataset.painted = "";
    this.photo.setScene(scene);
    const plain = { photo: scene.photo, image: null };
    for (const pane of [this.tile, this.parts, this.relative]) pane.setScene(plain, scene.tables);
  }

  /** @param {string} what  an endpoint */
  address(what) {
    return `${this.data.urls.analysis}/${what}?table=${this.state.values.table}`;
  }

  ask() {
    const url = this.address("position_table");
    this.request.newest(url, (answer) => { this.came = url; this.show(answer); }, 0);
  }

  /** @param {Bundle} answer */
  show(answer) {
    if (!this.scene) return;
    const before = this.positions;
    const positions = new PositionTable(answer);
    if (before && this.at !== null) this.at = positions.from(this.at, before.grid);
    this.hovered = { patch: null, other: null };
    this.positions = positions;
    this.scene.grid = positions.grid;
    this.photo.setScene(this.scene);
    for (const part of [...this.tiled, this.readings.element]) part.hidden = !positions.similar;
    for (const part of [this.table.element, this.invite]) part.hidden = !positions.scores;
    const { similar, grid } = positions;
    if (similar) this.tiles.setScene({ grid, similar }, this.scene.tables);
    this.parts.setPositions(positions);
    this.describe(positions);
    this.wake();
  }

  /** What the model has, in words. @param {PositionTable} positions */
  describe(positions) {
    const { words } = this;
    const learned = this.state.values.table === "learned";
    this.text.textContent = tableText(words, positions, learned, this.formats);
    this.notes.textContent = notesText(words, positions, this.data.untrained);
    this.notes.hidden = !this.notes.textContent;
  }

  /** The patch that is shown while nothing is pointed at: the one clicked, that of the address, or the middle.
   * @param {PositionTable} positions */
  home(positions) {
    const { grid } = this.data.trace;
    const { query } = this.state.values;
    const known = /^\d+$/.test(query) && Number(query) < grid[0] * grid[1];
    this.at ??= positions.from(known ? Number(query) : middleOf(grid), grid);
    return this.at;
  }

  /** @param {Point|null} point  of the photo */
  patchAt(point) {
    return point && this.positions ? patchAt(point, this.data.photo.box, this.positions.grid) : null;
  }

  /** @param {Partial<Hovered>} change */
  hover({ patch = this.hovered.patch, other = this.hovered.other }) {
    if (patch === this.hovered.patch && other === this.hovered.other) return;
    this.hovered = { patch, other };
    this.wake();
  }

  /** @param {number} patch  of the table's grid */
  choosePatch(patch) {
    if (!this.positions) return;
    this.at = patch;
    this.choose({ query: String(this.positions.to(patch, this.data.trace.grid)) });
  }

  /** @param {Record<string, string>} change */
  choose(change) {
    this.state.set(change);
    this.table.set(this.state.values.table);
    this.ask();
    this.wake();
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.positions) return;
    const next = neighbour(event.key, this.home(this.positions), this.positions.grid);
    if (next === null) return;
    this.hovered = { patch: null, other: null };
    this.choosePatch(next);
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
  }

  paint() {
    const { positions, colours } = this;
    if (!this.scene) return;
    const { other } = this.hovered;
    if (!positions) return this.photo.paint({ query: "p0", pointed: other, pins: [], colours });
    const patch = this.hovered.patch ?? this.home(positions);
    this.photo.paint({ query: String(patch), pointed: other, pins: [], colours });
    const place = fill(this.words.place_value, positions.name(patch));
    for (const picture of [this.photo, this.tiles]) steered(picture.element, patch, place);
    if (positions.similar) this.paintTiles(positions, patch, other);
    this.parts.paint({ patch, colours, formats: this.formats });
    const { offsets } = positions;
    if (offsets) this.relative.paint({ positions: { offsets }, formats: this.formats, colours });
    this.root.dataset.painted = `${this.data.trace.key}/${this.state.values.table}`;
  }

  /** @param {PositionTable} positions @param {number} patch @param {number|null} other */
  paintTiles(positions, patch, other) {
    const { words, colours } = this;
    this.tiles.paint({ patch, other, colours });
    const values = positions.tile(patch);
    this.tileTitle.textContent = fill(words.tile, positions.name(patch));
    const least = values.reduce((low, value) => Math.min(low, value), 1);
    const note = fill(words.tile_note, { least: decimal(least), mean: decimal(sum(values) / values.length) });
    const pointed = other === null ? null : centreOf(other, positions.grid, this.data.photo.box);
    this.tile.paint([{ id: "tile", title: "", values, grid: positions.grid, signed: true, note }],
      { limit: 1, pointed, query: patch, opacity: 1, colours,
        say: (value) => fill(words.tile_value, { ...positions.name(other ?? patch), value: decimal(value) }),
        marks: [[0, "−1"], [0.5, "0"], [1, "1"]] });
    this.readings.paint(positions, patch, other, this.formats);
  }

  destroy() {
    this.request.end();
    this.readings.end();
    super.destroy();
  }
}
