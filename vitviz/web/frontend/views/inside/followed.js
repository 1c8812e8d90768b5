// The token that a panel follows: the one in the address, or for a moment another that is
// pointed at. A pointer only hovers; a click, a chip or an arrow key commits.

import { Gallery } from "../../maps/gallery.js";
import { middleOf, patchAt } from "../../math/geometry.js";
import { tablesOf } from "../../paint/colour.js";
import { QueryLine, stepped } from "../../view/panel.js";
import { queryName } from "../../view/names.js";
import { Scene } from "../../view/scene.js";

/** @typedef {import("../../lib/types.js").Point} Point */
/** @typedef {{point?: Point|null, hovered?: string|null}} Pointed */

export class Followed {
  /** @type {Scene | null} */
  scene = null;
  /** Where the pointer is on the photo, in its pixels. @type {Point | null} */
  point = null;
  /** @type {string | null} */
  hovered = null;

  /** @param {import("../../view/view.js").View} view */
  constructor(view) {
    this.view = view;
    const { words } = view;
    this.line = new QueryLine(words, { hover: (query) => this.hover({ hovered: query }),
      commit: (query) => this.commit({ query }) });
    this.large = new Gallery({ gallery_label: words.large_label }, { pick: () => this.commitHovered(),
      point: (point) => this.hover({ hovered: this.at(point) }) });
    this.small = new Gallery(words, { point: (point) => this.hover({ point }),
      pick: (id) => this.commit({ depth: id }) });
    this.large.element.addEventListener("keydown", (event) => this.key(event), { capture: true });
  }

  /** Another photo, model or grid; fetches the photo. */
  enter() {
    const { data, host } = this.view;
    const scene = new Scene(data, host);
    this.scene = scene;
    this.point = null;
    this.hovered = null;
    const around = { photo: data.photo, get image() { return scene.image; } };
    const tables = tablesOf(host.constants.tables);
    this.large.setScene(around, tables);
    this.small.setScene(around, tables);
    this.line.setScene(scene);
    scene.loadPhoto(() => this.view.wake());
    return scene;
  }

  /** Follows a pointer. @param {Pointed} change */
  hover({ point = this.point, hovered = this.hovered }) {
    if (point === this.point && hovered === this.hovered) return;
    this.point = point;
    this.hovered = hovered;
    this.view.wake();
  }

  /** @param {Record<string, string>} change */
  commit(change) {
    if ("query" in change) this.hovered = null;
    this.view.commit(change);
  }

  commitHovered() {
    if (this.hovered !== null) this.commit({ query: this.hovered });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const query = this.scene && stepped(event, this.query, this.scene);
    if (query === null) return;
    this.commit({ query });
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
  }

  /** The query of a point of the photo, null where the model sees nothing. @param {Point|null} point */
  at(point) {
    const at = point && this.scene && patchAt(point, this.scene.data.photo.box, this.scene.grid);
    return at === null ? null : String(at);
  }

  /** What is followed: "p0" for a token that is no patch, "" before there is a scene. */
  get query() {
    const { query } = this.view.state.values;
    if (!this.scene) return "";
    if (this.hovered !== null) return this.hovered;
    if (this.scene.hasQuery(query)) return query;
    return this.scene.prefix ? "p0" : String(middleOf(this.scene.grid));
  }

  /** The patch to outline, -1 for a token that is none. */
  get outlined() {
    return this.query.startsWith("p") ? -1 : Number(this.query);
  }

  /** What sentences call it. */
  get name() {
    return this.scene ? queryName(this.scene, this.view.words, this.query) : "";
  }
}
