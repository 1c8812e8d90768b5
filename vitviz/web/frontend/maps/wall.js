// The wall: every head of every layer at once. Where there is room a layer is a column and depth
// runs to the right, on a phone a layer is a line; each layer's mean stands at its end and the
// rollout after the last. One image of all maps is made in memory, its cells are drawn enlarged.

import { explore } from "../lib/gestures.js";
import { Atlas, most, outline, sharpen, top } from "../paint/paint.js";
import { h } from "../lib/dom.js";

const GAP = 3;
const LABEL = 38; // room for the layers' numbers and the heads' numbers
const SPLIT = 8; // between the heads and their mean
const FINE = 30; // CSS pixels below which a map can hardly be read
const LARGEST = 72;

export class Wall {
  constructor(words, actions) {
    this.words = words;
    this.canvas = h("canvas", { "aria-hidden": "true" });
    this.element = h("div", { class: "wall", tabindex: "0", role: "application",
      "aria-label": words.wall_label }, this.canvas);
    explore(this.element, { ...actions, at: (event) => this.at(event) });
    this.element.addEventListener("keydown", actions.key);
    this.scene = null;
  }

  setScene(scene, tables) {
    this.scene = scene;
    this.tables = tables;
    this.heads = Math.max(...scene.facts.map((facts) => facts.heads));
    this.layers = scene.facts.length;
    this.atlas = new Atlas(this.heads + 1, this.layers + 1, scene.grid);
    this.order = scene.names();
  }

  /** Cells in another order: names of heads from first to last; null is layer by layer. */
  setOrder(order) {
    this.sorted = Boolean(order);
    this.order = order ?? this.scene.names();
  }

  /** The cells' size; the wall lies on its side where that makes them no smaller than FINE. */
  measure() {
    const { clientWidth } = this.element;
    const [rows, cols] = this.scene.grid;
    const fit = (count) => Math.floor((clientWidth - LABEL - SPLIT) / count) - GAP;
    const lying = fit(this.layers + 1);
    this.lies = lying >= Math.min(FINE, fit(this.heads + 1));
    const width = Math.max(16, Math.min(LARGEST, this.lies ? lying : fit(this.heads + 1)));
    this.cell = [width, Math.max(16, Math.round((width * rows) / cols))];
    const lines = this.lies ? this.heads + 1 : this.layers + 1;
    this.height = LABEL + lines * (this.cell[1] + GAP) + SPLIT;
    this.canvas.style.height = `${this.height}px`;
  }

  /** The rectangle of the cell of a layer and a head's place in it. */
  rectangle(layer, head) {
    const [width, height] = this.cell;
    const after = [layer === this.layers ? SPLIT : 0, head === this.heads && !this.sorted ? SPLIT : 0];
    const [x, y] = this.lies ? [layer, head] : [head, layer];
    const [dx, dy] = this.lies ? after : [after[1], after[0]];
    return [LABEL + x * (width + GAP) + dx, LABEL + y * (height + GAP) + dy, width, height];
  }

  /** Layer of head `name` and its place there; in another order, the place where it stands. */
  slot(name) {
    if (name === "rollout") return [this.layers, this.heads];
    if (this.sorted) {
      const i = this.order.indexOf(name);
      return i < 0 ? null : this.ordered(i);
    }
    const [layer, head] = name.split(".");
    return [Number(layer), head === "mean" ? this.heads : Number(head)];
  }

  /** In another order the cells are filled in reading order, whichever way the wall lies. */
  ordered(i) {
    const across = this.lies ? this.layers : this.heads + 1;
    const [line, column] = [Math.floor(i / across), i % across];
    return this.lies ? [column, line] : [line, column];
  }

  /** The head a step [down, right] beside head `name`, or undefined at the wall's edge. */
  beside(name, [down, right]) {
    const [x, y, width, height] = this.rectangle(...(this.slot(name) ?? [0, 0]));
    const [wantedX, wantedY] = [x + right * (width + GAP), y + down * (height + GAP)];
    const near = (other) => {
      const [left, up] = this.rectangle(...this.slot(other));
      return other !== name && Math.abs(left - wantedX) <= SPLIT && Math.abs(up - wantedY) <= SPLIT;
    };
    return [...this.order, "rollout"].find(near);
  }

  /** {head, patch} under the pointer; a label gives a head without a patch. */
  at(event) {
    if (!this.scene || !this.cell) return null;
    const frame = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top];
    for (const name of [...this.order, "rollout"]) {
      const [left, up, width, height] = this.rectangle(...this.slot(name));
      if (x >= left && x < left + width && y >= up && y < up + height) {
        const [rows, cols] = this.scene.grid;
        const patch = Math.floor(((y - up) / height) * rows) * cols
          + Math.floor(((x - left) / width) * cols);
        return { head: name, patch };
      }
    }
    return this.sorted ? null : this.label(x, y);
  }

  /** A layer's number stands for its mean, a head's number for that head of the chosen layer. */
  label(x, y) {
    const [along, across] = this.lies ? [x, y] : [y, x];
    const [wide, high] = this.lies ? this.cell : [this.cell[1], this.cell[0]];
    const layer = Math.floor((along - LABEL) / (wide + GAP));
    if (across < LABEL && layer >= 0 && layer < this.layers) {
      return { head: `${layer}.mean`, patch: null };
    }
    const column = Math.floor((across - LABEL) / (high + GAP));
    if (along < LABEL && column >= 0 && column < this.heads) return { column, patch: null };
    return null;
  }

  /** Paints all maps; returns what the scale's sentence needs. */
  paint({ head, pointed, scale, smooth, colours }) {
    if (!this.scene) return null;
    this.measure();
    const context = sharpen(this.canvas, this.element.clientWidth, this.height);
    const facts = this.fill(scale);
    for (const name of [...this.order, "rollout"]) {
      const slot = this.slot(name);
      const box = this.rectangle(...slot);
      if (this.scene.ready(name)) {
        this.atlas.draw(context, this.place(name), ...box, smooth);
      } else {
        context.fillStyle = colours.surface;
        context.fillRect(...box);
      }
      if (this.sorted && name !== "rollout") this.caption(context, name, box, colours);
    }
    this.labels(context, head, colours);
    const slot = this.slot(head);
    if (slot) outline(context, this.rectangle(...slot), colours, "query", 2);
    if (pointed !== null && slot) this.dot(context, this.rectangle(...slot), pointed, colours);
    return facts;
  }

  place(name) {
    if (name === "rollout") return this.layers * (this.heads + 1);
    const [layer, head] = name.split(".");
    return Number(layer) * (this.heads + 1) + (head === "mean" ? this.heads : Number(head));
  }

  /** Colours every map that has arrived. */
  fill(scale) {
    const { scene, atlas, tables } = this;
    const { values, tokens, prefix } = scene;
    const names = [...scene.names(), "rollout"].filter((name) => scene.ready(name));
    const largest = scale === "now" ? this.nearlyAll(names) : 0;
    for (const name of names) {
      const at = scene.startOf(name);
      const own = scale === "head" ? most(values, at + prefix, at + tokens) : largest;
      atlas.put(this.place(name), values, at + prefix, top(scale, tokens, own), tables.sequential);
    }
    atlas.flush();
    return { top: top(scale, tokens, largest) };
  }

  /** What 99 % of the weights on screen stay below: a few sinks would leave the rest black. */
  nearlyAll(names) {
    const { values, tokens, prefix } = this.scene;
    const each = tokens - prefix;
    if (this.limited === this.scene.computed) return this.limit; // sorting is not for each frame
    const all = new Float32Array(names.length * each);
    names.forEach((name, i) => {
      const at = this.scene.startOf(name) + prefix;
      all.set(values.subarray(at, at + each), i * each);
    });
    this.limited = this.scene.computed;
    this.limit = all.sort()[Math.floor(0.99 * (all.length - 1))];
    return this.limit;
  }

  labels(context, head, colours) {
    const { words } = this;
    context.font = `12px ${colours.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const [chosenLayer, chosenHead] = this.slot(head) ?? [-1, -1];
    const write = (text, x, y, strong) => {
      context.fillStyle = strong ? colours.text : colours.quiet;
      context.fillText(text, x, y);
    };
    const beside = ([x, y, width, height], upper) => (upper
      ? [x + width / 2, LABEL / 2] : [LABEL / 2 - 2, y + height / 2]);
    if (!this.sorted) {
      for (let l = 0; l < this.layers; l++) {
        write(String(l + 1), ...beside(this.rectangle(l, 0), this.lies), l === chosenLayer);
      }
      for (let c = 0; c <= this.heads; c++) {
        const text = c === this.heads ? words.mean : String(c + 1);
        write(text, ...beside(this.rectangle(0, c), !this.lies), c === chosenHead);
      }
    }
    context.font = `11px ${colours.font}`;
    if (!this.sorted) {
      write(this.lies ? words.layer : words.head, LABEL / 2, 10, false);
      write(this.lies ? words.head : words.layer, LABEL / 2 - 2, 26, false);
    }
    const [x, y, width] = this.rectangle(this.layers, this.heads);
    context.textAlign = "right";
    write(words.rollout, this.lies ? x + width : x - 8, this.lies ? y - 10 : y + this.cell[1] / 2,
      head === "rollout");
  }

  caption(context, name, [x, y], colours) {
    const [layer, head] = name.split(".");
    const text = `${Number(layer) + 1}·${head === "mean" ? this.words.mean : Number(head) + 1}`;
    context.font = `10px ${colours.font}`;
    context.textAlign = "left";
    context.textBaseline = "top";
    context.fillStyle = colours.halo; // a plate: the map below may be bright
    context.fillRect(x, y, context.measureText(text).width + 4, 13);
    context.fillStyle = colours.pointer;
    context.fillText(text, x + 2, y + 2);
  }

  dot(context, [x, y, width, height], patch, colours) {
    const [rows, cols] = this.scene.grid;
    const [w, tall] = [width / cols, height / rows];
    outline(context, [x + (patch % cols) * w, y + Math.floor(patch / cols) * tall, w, tall],
      colours, "pointer", 1);
  }
}
