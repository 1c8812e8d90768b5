// The attention explorer. A pointer that moves only hovers and never leaves the browser; what is
// committed (a click, the arrow keys, a pin) is sent to Python, which writes it into the address.

import { fill, h } from "../../lib/dom.js";
import { exportMenus } from "./exports.js";
import { Controls } from "./controls.js";
import { Focus } from "../../maps/focus.js";
import { STEPS } from "../../lib/keys.js";
import { most, tablesOf } from "../../paint/paint.js";
import { stepped } from "../../view/panel.js";
import { PhotoPane, pinsOf } from "../../maps/photo.js";
import { headName, queryName } from "../../view/names.js";
import { Readout } from "../../widgets/readout.js";
import { Scene } from "../../view/scene.js";
import { Sequence } from "../../maps/sequence.js";
import { View } from "../../view/view.js";
import { Wall } from "../../maps/wall.js";

const SHOW_AFTER = 150; // milliseconds between two paints of a photo that is still arriving

export default class Explorer extends View {
  /** @type {Scene | null} */
  scene = null;
  hovered = { query: null, head: null, pointed: null };
  local = { opacity: 0.7, smooth: false };
  /** Whether the maps themselves must be made anew. */
  stale = true;
  order = "layer";
  later = 0;
  lost = "";
  retried = "";
  onSequence = false;

  /** The fields of the view state. */
  get kept() {
    return this.state.values;
  }

  mount() {
    const { words } = this;
    const query = { hover: (q) => this.look({ query: q }), commit: (q) => this.commit({ query: q }),
      leave: () => this.look({ query: null }), key: (event) => this.queryKey(event) };
    this.photo = new PhotoPane(words, { ...query, tap: (q) => this.tapped(q) });
    this.sequence = new Sequence(words, { ...query,
      hover: (q) => { this.onSequence = true; this.look({ query: q }); },
      leave: () => { this.onSequence = false; this.look({ query: null }); } });
    this.wall = new Wall(words, {
      hover: (found) => this.look({ head: found.head ?? null, pointed: found.patch }),
      commit: (found) => this.commit({ head: found.head ?? this.sameLayer(found.column) }),
      leave: () => this.look({ head: null, pointed: null }), key: (event) => this.headKey(event) });
    this.focus = new Focus(words, { hover: (patch) => this.look({ pointed: patch }),
      commit: (patch) => this.look({ pointed: patch }), leave: () => this.look({ pointed: null }) });
    this.readout = new Readout(words);
    this.controls = new Controls(words, this);
    const { wall, head } = exportMenus(this);
    this.title = h("h3", { class: "title" });
    this.invite = h("p", { class: "said" });
    this.says = h("p", { class: "says" });
    this.status = h("div", { class: "status", role: "status" });
    this.root.replaceChildren(h("div", { class: "explorer" },
      h("section", { class: "left", "aria-label": words.photo_title }, this.controls.direction.element,
        this.invite,
        this.photo.element, this.controls.queries, this.says, this.status),
      h("section", { class: "middle", "aria-label": words.wall_title },
        h("div", { class: "line" }, this.controls.order.element, this.controls.scale.element),
        this.wall.element, this.controls.said, wall.element),
      h("section", { class: "right", "aria-label": words.focus_title }, this.title,
        this.controls.pins, this.focus.element, this.focus.scale, this.controls.overlay,
        this.readout.element, this.controls.pinned, head.element),
      h("section", { class: "below", "aria-label": words.sequence_title },
        this.controls.sequenceTitle, this.sequence.element)), this.readout.live);
    super.mount();
  }

  update(data) {
    super.update(data);
    if (this.scene) this.check();
    this.says.replaceChildren(...data.predictions.map(({ model, label, share }) =>
      h("span", { class: model }, fill(this.words.likeliest, { model: this.words[model], label,
        share: this.formats.percent(share) }))));
    const lost = this.lost === data.trace.key;
    this.lost = "";
    if (data.trace.key !== this.scene?.key || lost) this.enter(data);
    else if (data.urls.rollout !== this.scene.rolloutUrl) {
      this.scene.loadRollout(data.urls.rollout, () => this.anew()).catch((e) => this.fail(e));
    }
    this.settle();
    this.anew();
  }

  /** The switches show what is kept, and the wall has its order. */
  settle() {
    this.controls.set(this.kept, this.local);
    const touch = window.matchMedia("(pointer: coarse)").matches ? "touch_" : "";
    this.invite.textContent = this.words[`invite_${touch}${this.kept.by}`];
    if (this.order === this.kept.order) return;
    this.order = this.kept.order;
    this.controls.sort(this.order);
  }

  enter(data) {
    this.scene?.stop();
    const tables = tablesOf(this.host.constants.tables);
    const scene = new Scene(data, this.host);
    this.scene = scene;
    this.check();
    for (const view of [this.photo, this.wall, this.focus, this.sequence]) {
      view.setScene(scene, tables);
    }
    this.controls.setScene(scene);
    this.order = "layer";
    this.status.textContent = "";
    this.root.dataset.painted = "";
    scene.load(Number(this.kept.head.split(".")[0]), () => scene === this.scene && this.arrived())
      .catch((error) => scene === this.scene && this.fail(error));
  }

  /** A part came: all are shown as soon as they are there, some not so often that all are late. */
  arrived() {
    const show = () => {
      clearTimeout(this.later);
      this.later = 0;
      this.anew();
    };
    if (this.scene.complete) show();
    else this.later ||= setTimeout(show, SHOW_AFTER);
  }

  /** A link may name a query or a head that this model does not have. */
  check() {
    const { scene, kept } = this;
    if (!scene.hasQuery(kept.query)) kept.query = scene.prefix ? "p0" : "0";
    if (!scene.hasHead(kept.head)) kept.head = `${scene.facts.length - 1}.mean`;
    for (const pin of ["a", "b"]) {
      const [query, head] = kept[pin].split("@");
      if (kept[pin] && !(scene.hasQuery(query) && scene.hasHead(head))) kept[pin] = "";
    }
    if (kept.show === "diff" ? !(kept.a && kept.b) : kept.show !== "live" && !kept[kept.show]) {
      kept.show = "live";
    }
  }

  fail(error) {
    if (error.name === "AbortError") return;
    this.status.textContent = error.gone ? this.words.gone : this.words.unreachable;
    if (!error.gone || this.retried === this.scene.key) return;
    this.lost = this.scene.key; // Python makes it again in the rerun that this asks for
    this.retried = this.scene.key;
    this.missing();
  }

  /** Shows without committing. */
  look(change) {
    if (Object.entries(change).every(([name, value]) => this.hovered[name] === value)) return;
    Object.assign(this.hovered, change);
    if ("query" in change) this.anew();
    else this.wake();
  }

  /** Sets fields, and what no longer goes with them. */
  commit(change) {
    const before = { ...this.kept };
    Object.assign(this.kept, change);
    this.check();
    const also = Object.entries(this.kept).filter(([name, value]) => before[name] !== value);
    this.state.set({ ...change, ...Object.fromEntries(also) });
    this.settle();
    this.anew();
  }

  /** Under a finger the photo stays in view and the map comes in. */
  tapped(query) {
    this.commit({ query });
    if (!window.matchMedia("(pointer: coarse)").matches) return;
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.focus.scale.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }

  change(local) {
    Object.assign(this.local, local);
    this.controls.set(this.kept, this.local);
    this.wake();
  }

  sameLayer(column) {
    const [layer] = this.kept.head === "rollout" ? [this.scene.facts.length - 1]
      : this.kept.head.split(".");
    return `${layer}.${column}`;
  }

  queryKey(event) {
    const query = stepped(event, this.kept.query, this.scene);
    if (query === null) return;
    this.hovered.query = null; // a pointer that rests on the photo shows nothing new until it moves again
    this.commit({ query });
    event.preventDefault();
    event.stopPropagation(); // the page around us may listen for single keys
  }

  headKey(event) {
    if (!STEPS[event.key]) return;
    this.hovered.head = null;
    const name = this.wall.beside(this.kept.head, STEPS[event.key]);
    if (name) this.commit({ head: name });
    event.preventDefault();
    event.stopPropagation();
  }

  /** Paints with maps made anew. */
  anew() {
    this.stale = true;
    this.wake();
  }

  /** What the large view shows: the live map, a pin, or A - B. */
  map() {
    const { scene, kept, hovered } = this;
    const by = kept.by;
    const pinned = (pin) => {
      const [query, head] = pin.split("@");
      return { query, head, by, signed: false,
        weights: scene.vector(scene.tokenOf(query), head, by) };
    };
    const live = { query: hovered.query ?? kept.query, head: hovered.head ?? kept.head };
    if (kept.show === "live") return pinned(`${live.query}@${live.head}`);
    if (kept.show !== "diff") return pinned(kept[kept.show]);
    const [a, b] = [pinned(kept.a), pinned(kept.b)];
    const weights = a.weights && b.weights ? a.weights.map((w, i) => w - b.weights[i]) : null;
    return { query: null, head: null, by, signed: true, weights };
  }

  paint() {
    const { scene, kept, hovered, local, colours } = this;
    if (!scene) return;
    const query = hovered.query ?? kept.query;
    if (this.stale) scene.compute(scene.tokenOf(query), kept.by);
    this.stale = false;
    const map = this.map();
    const view = { query, head: hovered.head ?? kept.head, pointed: hovered.pointed, colours,
      scale: kept.scale, smooth: local.smooth, opacity: local.opacity, formats: this.formats,
      pins: pinsOf(kept) };
    this.photo.paint(view);
    this.controls.setQuery(query);
    const facts = this.wall.paint(view);
    this.focus.paint({ ...view, map, query: map.query, wallTop: facts.top });
    const limit = map.weights && kept.scale === "head"
      ? most(map.weights, scene.prefix) : facts.top;
    this.sequence.paint({ ...view, weights: map.signed ? null : map.weights, limit,
      hovering: this.onSequence });
    this.describe(map, facts);
    if (scene.complete && this.root.dataset.painted !== scene.key) this.painted();
    this.root.dataset.frames = String(Number(this.root.dataset.frames ?? 0) + 1);
  }

  /** Everything is on screen: the page may now draw what is heavier than the explorer. */
  painted() {
    this.root.dataset.painted = this.scene.key;
    performance.mark("vitviz-painted");
    if (this.data.drawn !== this.scene.key) this.host.notify({ painted: this.scene.key });
  }

  describe(map, facts) {
    const { words, scene, kept } = this;
    const title = map.signed ? words.difference : headName(words, map.head);
    const place = map.signed ? words.difference_said : fill(words[map.by === "row" ? "looks_from" : "looked_from"],
      { query: queryName(scene, words, map.query) });
    this.title.replaceChildren(title, h("small", {}, place));
    this.readout.paint(scene, map, this.hovered.pointed, this.formats);
    this.readout.announce(scene, map, `${title}. ${place}`, this.formats);
    this.controls.say(kept.scale, facts.top, scene, this.formats);
  }

  destroy() {
    this.scene?.stop();
    clearTimeout(this.later);
    super.destroy();
  }
}
