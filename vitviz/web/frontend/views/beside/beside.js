// Two sides: the first photo in the first ViT, and beside it another photo, another ViT, or both. A
// pointer on the one shows the same place on the other; where grid and photo agree there is A - B.

import { h, segments, together } from "../../lib/dom.js";
import { Focus } from "../../maps/focus.js";
import { EVEN_SHARES, scaleEnd, tablesOf } from "../../paint/colour.js";
import { panelFoot, panelHead, stepped } from "../../view/panel.js";
import { isGone } from "../../view/request.js";
import { ExportMenu } from "../../widgets/export.js";
import { directionFile, headFile } from "../../widgets/file_name.js";
import { Recall } from "../frame/own_photos.js";
import { AskedView } from "../versus/asked_view.js";
import { apart, differenceOf, keeping } from "./both.js";
import { Chooser } from "./chooser.js";
import { Half } from "./half.js";
import { Numbers } from "./numbers.js";
import { depthNote, scaleText, swapped } from "./said.js";
import { SecondSide } from "./second_side.js";
import { TwoScenes } from "./two_scenes.js";

/** @typedef {import("../../lib/types.js").Bundle} Bundle */
/** @typedef {import("../explore/large_map.js").LargeMap} LargeMap */
/** @typedef {import("./both.js").Hovered} Hovered */
/** @typedef {import("./both.js").On} On */
/** @typedef {import("../../view/scene.js").Scene} Scene */
/** @typedef {import("./types.js").BesideData} BesideData */
/** @typedef {import("./types.js").Told} Told */

/** @type {On[]} */
const ON = [0, 1];

/** @extends {AskedView<BesideData>} */
export default class Beside extends AskedView {
  two = new TwoScenes(this.host, { wake: () => this.wake(), failed: (on, error) => this.failed(on, error) });
  /** @type {Hovered|null} */ hovered = null;
  /** @type {Hovered|null} */ pointed = null; // a patch of a map
  again = 0;
  recalls = new Recall(this.host);
  tables = tablesOf(this.host.constants.tables);
  direction = segments(this.words.direction, [["row", this.words.looks_at, this.words.looks_at_tip],
    ["column", this.words.looked_at, this.words.looked_at_tip]], (by) => this.commit({ by }), { labelled: true });
  scale = segments(this.words.scale, [["fixed", this.words.scale_fixed, this.words.scale_fixed_tip],
    ["head", this.words.scale_head, this.words.scale_head_tip]], (scale) => this.commit({ scale }), { labelled: true });
  chooser = new Chooser(this.words, this.host, (change) => this.choose(change), () => this.swap());
  halves = ON.map((on) => new Half(this.words, on ? "B" : "A", { hover: (query) => this.hover(on, query),
    commit: (query) => this.keep(on, query), point: (patch) => this.point(on, patch),
    head: (head) => this.commit(on ? { head_b: head } : { head }), key: (event) => this.press(on, event) }));
  second = new SecondSide(this.host);
  difference = new Focus({ ...this.words, focus_label: this.words.difference_label }, {
    hover: (patch) => this.point(0, patch), commit: (patch) => this.point(0, patch), leave: () => this.point(0, null) });
  apart = h("p", { class: "text", "data-value": "apart" });
  numbers = new Numbers(this.words);
  text = h("p", { class: "text" });
  settings = h("div", { class: "line", "data-figure": "no" }, this.direction.element, this.scale.element);
  less = h("div", { class: "difference" }, h("h3", {}, this.words.difference), this.difference.element, this.difference.scale, this.apart);
  panel = h("div", { class: "beside" }, ...this.halves.map(({ element }) => element),
    h("div", { class: "below" }, this.less, h("div", { class: "told" }, this.numbers.element, this.text)));
  exportMenu = new ExportMenu(this.words, { view: this, panel: () => this.panel, title: () => this.words.title,
    ready: () => this.two.maps(this.state.values, null).every((map) => map?.weights), name: () => this.fileName(), endpoint: () => this.exported() });

  mount() {
    const { words } = this;
    this.halves[1].instead.append(this.second.element, this.request.element);
    this.root.replaceChildren(h("section", { "aria-label": words.title }, panelHead(words, this.exportMenu),
      this.chooser.element, this.settings, this.panel, panelFoot(words)));
    super.mount();
  }

  /** @param {BesideData} data */
  update(data) {
    super.update(data);
    data.state = this.state.values;
    this.halves.forEach((half, on) => half.name(data.names[on]));
    this.panel.hidden = this.settings.hidden = this.exportMenu.element.hidden = !data.two;
    this.second.set(data);
    this.enterFirst();
    this.chooser.set(data, this.two.told?.sizes ?? null);
    if (data.lost) this.recall();
  }

  address() {
    const { data: { urls }, again, state: { values } } = this;
    const names = /** @type {const} */ (["second", "model_b", "weights_b", "rows_b", "cols_b"]);
    return `${urls.analysis}/beside?${new URLSearchParams(names.map((name) => [name, String(values[name])]))}&again=${again}`;
  }

  /** Nothing is asked of a second side that is not there, or cannot be. */
  ask() {
    if (!this.near || !this.data) return;
    if (!this.chooser.data) return;
    if (!this.chooser.found) this.chooser.find();
    this.enterFirst();
    const { data: { two, refused, lost, opening }, state: { values } } = this;
    const chosen = two && (values.second || values.model_b); // the state may be ahead of what the server told
    if (chosen && !refused && !lost && !opening) return super.ask();
    this.request.end();
    this.url = "";
    this.enterSecond(null);
  }

  /** The first side, once the panel is near. */
  enterFirst() {
    const { data, near, two } = this;
    if (near && data.two && two.first(data)) this.entered(0);
  }

  /** @param {Bundle|null} bundle */
  arrived(bundle) {
    this.enterSecond(bundle && /** @type {Told} */ (bundle.header));
  }

  /** @param {Told|null} told */
  enterSecond(told) {
    this.two.second(this.data, told);
    if (told) this.chooser.set(this.data, told.sizes);
    this.entered(1);
  }

  /** @param {On} on */
  entered(on) {
    const scene = this.two.scenes[on];
    this.halves[on].setScene(scene, this.tables);
    if (scene && on === 0) this.difference.setScene(scene, this.tables);
    this.hovered = this.pointed = null;
    this.wake();
  }

  /** @param {Record<string, string|number>} change */
  choose(change) {
    this.commit(change);
    if ("model" in change || "second" in change || "model_b" in change) this.state.tell();
  }

  swap() {
    const { two, state: { values }, data: { first } } = this;
    if (two.sides) this.choose(swapped(values, first, two.heads(values)));
  }

  /** The tab may hold the file of a photo that the server has forgotten: it gives it once more. */
  async recall() {
    const name = this.state.values.second;
    const second = await this.recalls.again(name);
    if (second === null || this.signal.aborted || name !== this.state.values.second) return;
    if (second === name) this.missing();
    else this.choose({ second });
  }

  /** @param {On} on @param {string|null} query */
  hover(on, query) {
    if (query === (this.hovered?.query ?? null) && (query === null || this.hovered?.on === on)) return;
    this.hovered = query === null ? null : { on, query };
    this.wake();
  }

  /** @param {On} on @param {number|null} patch */
  point(on, patch) {
    this.pointed = patch === null ? null : { on, query: String(patch) };
    this.wake();
  }

  /** @param {On} on @param {string} query */
  keep(on, query) {
    this.hovered = null;
    const { sides, onePhoto } = this.two;
    this.commit(sides ? keeping(on, query, sides, onePhoto) : { query });
  }

  /** @param {On} on @param {KeyboardEvent} event */
  press(on, event) {
    const scene = this.two.scenes[on];
    const query = scene && stepped(event, this.two.queries(this.state.values, null)[on] ?? "p0", scene);
    if (query === null) return;
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
    this.keep(on, query);
  }

  paint() {
    const { data, two, hovered, colours, formats, state: { values } } = this;
    if (!data.two) return;
    this.direction.set(values.by);
    const scale = values.scale === "head" ? "head" : "fixed";
    this.scale.set(scale);
    two.fetch(values);
    const [queries, kept, heads, maps] = [two.queries(values, hovered), two.queries(values, null), two.heads(values),
      two.maps(values, hovered)];
    const pointed = two.places(this.pointed);
    const note = two.sides ? depthNote(two.sides, heads, values.head_b, this.words, formats) : "";
    this.halves.forEach((half, on) => half.paint({ query: queries[on], kept: kept[on], by: values.by, map: maps[on], pointed: pointed[on],
      head: heads[on], follows: on === 1 && !values.head_b, scale, note: on ? note : "", colours, formats }));
    this.panel.toggleAttribute("data-one", !two.sides);
    this.compare(maps, pointed, scale);
    if (two.whole(values)) this.root.dataset.painted = this.url;
  }

  /** A − B, or why there is none, and the numbers of both. @param {[LargeMap|null, LargeMap|null]} maps
   * @param {[number|null, number|null]} pointed @param {"fixed"|"head"} scale */
  compare(maps, pointed, scale) {
    const { two: { sides, onePhoto, scenes: both }, words, formats, colours } = this;
    if (!sides) return;
    const scenes = /** @type {[Scene, Scene]} */ (both);
    const [a, b] = maps;
    const why = apart(sides, onePhoto, [a?.grid, b?.grid]);
    this.difference.element.hidden = this.difference.scale.hidden = Boolean(why);
    this.apart.textContent = words[why || "less_text"];
    if (!why) {
      const { weights, whole } = differenceOf(sides, [a?.weights ?? null, b?.weights ?? null], a?.grid ?? scenes[0].grid);
      this.apart.textContent = together(words.less_text, weights && !whole && words.patches_only);
      this.difference.paint({ map: { weights, signed: true, grid: a?.grid }, query: null, pointed: pointed[0], scale,
        wallTop: scaleEnd("fixed", a?.seen ?? scenes[0].tokens, 0), smooth: false, opacity: 1, colours, formats });
    }
    this.numbers.paint({ scenes, maps, pointed, comparable: !why, formats });
    this.text.textContent = scaleText(scenes, scale, words, formats, EVEN_SHARES);
  }

  /** @param {On} on @param {unknown} error */
  failed(on, error) {
    if (error instanceof Error && error.name === "AbortError") return;
    if (on === 0 || !isGone(error) || this.again > 2) return this.request.fail(error);
    this.again += 1; // of what the server has dropped it makes the second side once more
    this.ask();
  }

  /** The answer with both maps, as they are chosen. */
  exported() {
    const { data: { urls }, state: { values } } = this;
    const [[query, queryB], [head, headB]] = [this.two.queries(values, null), this.two.heads(values)];
    const asked = new URLSearchParams({ query: query ?? values.query, query_b: queryB ?? "", head, head_b: headB, by: values.by,
      second: values.second, model_b: values.model_b, weights_b: values.weights_b, rows_b: String(values.rows_b), cols_b: String(values.cols_b) });
    return `${urls.analysis}/side_by_side?${asked}&${(urls.rollout ?? "").split("queries=all&")[1] ?? ""}`;
  }

  fileName() {
    const [a, b] = this.two.heads(this.state.values);
    return `side-by-side ${headFile(a)} ${headFile(b || a)} ${directionFile(this.state.values.by)}`;
  }

  destroy() {
    this.two.stop();
    this.second.end();
    super.destroy();
  }
}
