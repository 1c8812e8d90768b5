// The attention explorer. A pointer that moves only hovers and never leaves the browser; what is
// committed (a click, the arrow keys, a pin) is sent to Python, which writes it into the address.

import { fill, h, listed } from "../../lib/dom.js";
import { steered } from "../../lib/steered.js";
import { Arisen } from "./arising.js";
import { Arrivals } from "./arrivals.js";
import { Comparison } from "./comparison.js";
import { Controls } from "./controls.js";
import { Said } from "./said.js";
import { largeMap, layoutOf } from "./large_map.js";
import { laidOut } from "./layout.js";
import { OwnGrid } from "./own_grid.js";
import { Measures } from "./measures.js";
import { mended } from "./mended.js";
import { Reach } from "./reach.js";
import { Focus } from "../../maps/focus.js";
import { ARROWS } from "../../math/geometry.js";
import { largest, largestSize } from "../../math/ranking.js";
import { tablesOf } from "../../paint/colour.js";
import { tokenOf, tokensOf } from "../../maps/tokens.js";
import { stepped } from "../../view/panel.js";
import { PhotoPane, pinsOf } from "../../maps/photo.js";
import { headName, queryName } from "../../view/names.js";
import { Readout } from "../../widgets/readout.js";
import { Scene } from "../../view/scene.js";
import { Sequence } from "../../maps/sequence.js";
import { Sweep, throughLayers } from "./sweep.js";
import { View } from "../../view/view.js";
import { Wall } from "../../maps/wall.js";

/** @typedef {import("./types.js").ExploreState} ExploreState */
/** @typedef {import("./types.js").ExplorerData} ExplorerData */
/** @typedef {{query: string|null, head: string|null, pointed: number|null}} Hovered */
/** @typedef {{opacity: number, smooth: boolean, arcs: boolean}} Local  how the map lies over the photo */

/** @typedef {import("./large_map.js").LargeMap} LargeMap */

/** @extends {View<ExplorerData>} */
export default class Explorer extends View {
  /** @type {Scene | null} */
  scene = null;
  /** @type {Hovered} */
  hovered = { query: null, head: null, pointed: null };
  /** @type {Local} */
  local = { opacity: 0.7, smooth: false, arcs: false };
  /** Whether the maps themselves must be made anew. */
  stale = true;
  /** @type {ExploreState["order"]} */ order = "layer";
  onSequence = false;

  /** What a query under a pointer, a finger or a key does. */
  onQuery = { hover: (/** @type {string} */ query) => this.hover({ query }),
    commit: (/** @type {string} */ query) => this.commit({ query }),
    leave: () => this.hover({ query: null }), key: (/** @type {KeyboardEvent} */ event) => this.queryKey(event) };
  photo = new PhotoPane(this.words, { ...this.onQuery, tap: (query) => this.tapped(query) });
  sequence = new Sequence(this.words, { ...this.onQuery,
    hover: (query) => { this.onSequence = true; this.hover({ query }); },
    leave: () => { this.onSequence = false; this.hover({ query: null }); } });
  sweep = new Sweep(this.words, { show: (head) => this.hover({ head }),
    heads: () => (this.scene ? throughLayers(this.committed.head, this.scene) : []) });
  wall = new Wall(this.words, {
    hover: (found) => { this.sweep.stop(); this.hover({ head: found.head ?? null, pointed: found.patch }); },
    commit: (found) => this.commit({ head: found.head ?? this.sameLayer(found.column) }),
    leave: () => this.hover({ head: null, pointed: null }), key: (event) => this.headKey(event) });
  focus = new Focus(this.words, { hover: (pointed) => this.hover({ pointed }),
    commit: (pointed) => this.hover({ pointed }), leave: () => this.hover({ pointed: null }) });
  readout = new Readout(this.words);
  arisen = new Arisen(this.words);
  comparison = new Comparison(this.words, { point: (pointed) => this.hover({ pointed }),
    commit: (change) => this.commit(change) });
  reach = new Reach(this);
  measures = new Measures(this.host);
  arrivals = new Arrivals(this);
  controls = new Controls(this.words, this);
  title = h("h3", { class: "title" });
  invite = h("p", { class: "text invite" });
  said = new Said(this.words);
  own = new OwnGrid(this.words, this.sequence);
  status = h("div", { class: "status", role: "status" });

  /** The fields of the view state. @returns {ExploreState} */
  get committed() {
    return this.state.values;
  }

  mount() {
    this.root.replaceChildren(laidOut(this), this.readout.live.element);
    this.reach.watch();
    super.mount();
  }

  /** @param {ExplorerData} data */
  update(data) {
    super.update(data);
    this.root.dataset.part = data.part ?? "";
    if (this.scene) this.check();
    this.said.set(data, this.formats);
    if (data.trace.key !== this.scene?.key) this.enter(data);
    else this.arrivals.follow(data);
    this.settle();
    this.anew();
  }

  /** The switches show what is committed, and the wall has its order. */
  settle() {
    this.controls.set(this.committed, this.local);
    const touch = window.matchMedia("(pointer: coarse)").matches ? "touch_" : "";
    this.invite.textContent = this.words[`invite_${touch}${this.committed.by}`];
    if (this.order === this.committed.order) return;
    this.order = this.committed.order;
    this.controls.sort(this.order);
  }

  /** Another analysis. @param {ExplorerData} data */
  enter(data) {
    this.scene?.stop();
    this.sweep.stop();
    this.hovered = { query: null, head: null, pointed: null }; // another model may not have them
    const tables = tablesOf(this.host.constants.tables);
    const scene = this.scene = new Scene(data, this.host);
    this.check();
    for (const view of [this.photo, this.wall, this.focus, this.sequence, this.comparison, this.reach, this.own]) {
      view.setScene(scene, tables);
    }
    this.controls.setScene(scene);
    this.order = "layer";
    Object.assign(this.root.dataset, { painted: "", looked: "" });
    this.arrivals.enter(scene);
  }

  /** A link may name what this model does not have. */
  check() {
    if (this.scene) Object.assign(this.committed, mended(this.scene, this.committed));
  }

  /** @param {unknown} error  of the host's */
  fail(error) {
    this.arrivals.fail(error);
  }

  /** Shows without committing. @param {Partial<Hovered>} change */
  hover(change) {
    const next = { ...this.hovered, ...change };
    const { query, head, pointed } = this.hovered;
    if (next.query === query && next.head === head && next.pointed === pointed) return;
    this.hovered = next;
    if ("query" in change) this.anew();
    else this.wake();
  }

  /** Sets fields, and what no longer goes with them. @param {Record<string, string>} change */
  commit(change) {
    if ("head" in change) this.sweep.stop();
    const before = new Map(Object.entries(this.committed));
    Object.assign(this.committed, change);
    this.check();
    const also = Object.entries(this.committed).filter(([name, value]) => before.get(name) !== value);
    this.state.set({ ...change, ...Object.fromEntries(also) });
    this.settle();
    this.anew();
  }

  /** Under a finger the photo stays in view and the map comes in. @param {string} query */
  tapped(query) {
    this.commit({ query });
    if (!window.matchMedia("(pointer: coarse)").matches) return;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.focus.scale.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }

  /** @param {Partial<Local>} local */
  change(local) {
    Object.assign(this.local, local);
    this.controls.set(this.committed, this.local);
    this.wake();
  }

  /** A head of the layer that is shown. @param {number|undefined} column */
  sameLayer(column) {
    const last = (this.scene?.facts.length ?? 1) - 1;
    const layer = this.committed.head === "rollout" ? last : this.committed.head.split(".")[0];
    return `${layer}.${column}`;
  }

  /** @param {KeyboardEvent} event */
  queryKey(event) {
    const query = this.scene && stepped(event, this.committed.query, this.scene);
    if (query === null) return;
    this.hovered.query = null; // a pointer that rests on the photo shows nothing new until it moves again
    this.commit({ query });
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
  }

  /** @param {KeyboardEvent} event */
  headKey(event) {
    if (!Object.hasOwn(ARROWS, event.key)) return;
    this.hovered.head = null;
    const name = this.wall.beside(this.committed.head, ARROWS[event.key]);
    if (name) this.commit({ head: name });
    event.preventDefault();
    event.stopPropagation();
  }

  /** Paints with maps made anew. */
  anew() {
    this.stale = true;
    this.wake();
  }

  paint() {
    const { scene, committed, hovered, local, colours } = this;
    if (!scene) return;
    this.arrivals.want();
    const query = hovered.query ?? committed.query;
    if (this.stale) scene.compute(scene.tokenOf(query), committed.by);
    this.stale = false;
    const map = largeMap(scene, committed, hovered);
    const view = { query, kept: committed.query, head: hovered.head ?? committed.head, pointed: hovered.pointed, colours,
      scale: committed.scale, ...local, formats: this.formats,
      pins: pinsOf(committed), marks: pinsOf(committed, "head") };
    this.photo.paint(view);
    this.controls.setQuery(query, committed.query);
    this.reach.paint(view.head);
    const top = this.wall.paint(view)?.top ?? 1;
    this.focus.paint({ ...view, map, query: map.query, wallTop: top, pins: map.signed ? view.pins : [] });
    this.comparison.paint({ ...view, committed, wallTop: top, arcs: false });
    const limit = map.weights && committed.scale === "head" && !scene.several
      ? (map.negative ? largestSize : largest)(map.weights, tokensOf(map.weights, scene.grid).prefix) : top;
    if (!scene.several) {
      const { signed, negative, weights } = map;
      this.sequence.paint({ ...view, weights: signed ? null : weights, negative, limit, hovering: this.onSequence });
    }
    this.describe(scene, map, top);
    this.arrivals.painted();
    this.root.dataset.frames = String(Number(this.root.dataset.frames ?? 0) + 1);
  }

  /** What is shown, in words. @param {Scene} scene @param {LargeMap} map @param {number} top  of the wall's scale */
  describe(scene, map, top) {
    const { words, committed } = this;
    const { query, head } = map;
    const title = head === null ? words.difference : headName(words, head);
    const place = query === null ? words[map.weights || !scene.several ? "difference_text" : "compare_grids"]
      : fill(words[map.by === "row" ? "looks_from" : "looked_from"], { query: queryName(scene, words, query) });
    this.focus.element.dataset.name = title;
    this.title.replaceChildren(title, h("small", {}, place));
    this.own.paint(map, this.formats);
    const shown = { ...map, query: query ?? "" };
    const layout = layoutOf(scene, map);
    this.readout.paint(layout, shown, this.hovered.pointed, this.formats);
    this.arisen.paint(scene, map, this.hovered.pointed, this.formats);
    this.readout.announce(layout, shown, listed(title, place), this.formats);
    const told = query === null ? place : queryName(scene, words, query);
    for (const picture of [this.photo, this.sequence]) steered(picture.element, tokenOf(query ?? "", scene) ?? 0, told);
    steered(this.wall.element, scene.names().indexOf(head ?? ""), title);
    this.controls.say(committed.scale, top, scene, this.formats);
  }

  destroy() {
    this.sweep.stop();
    this.scene?.stop();
    this.arrivals.end();
    super.destroy();
  }
}
