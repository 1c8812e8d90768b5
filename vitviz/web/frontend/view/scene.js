// One photo in one model: the arrays that have arrived, and every map that follows from them.
// A token is an index into attention's rows; a query's name is "p0" (prefix) or "120" (patch);
// a head's name is "11.3" (layer, head), "11.mean" or "rollout". All count from 0.

import { inOrder } from "../net/get.js";
import { allHeads, column, layerOf, row } from "../math/attention.js";

/** The browser's picture is smaller than the photo, each side rounded by itself. */
export function sourceOf(image, [height, width], [x0, y0, x1, y1]) {
  const [fx, fy] = [image.naturalWidth / width, image.naturalHeight / height];
  return [x0 * fx, y0 * fy, (x1 - x0) * fx, (y1 - y0) * fy];
}

export class Scene {
  constructor(data, host) {
    const { trace } = data;
    Object.assign(this, { data, host });
    this.key = trace.key;
    this.tokens = trace.tokens;
    this.prefix = trace.prefix;
    this.grid = trace.grid;
    this.patch = trace.patch;
    this.facts = trace.layers.map((call) => trace.calls[call]); // equal layers are told once
    this.layers = trace.layers.map(() => null);
    this.rollout = null; // tokens x tokens, float32
    this.image = null;
    this.starts = [];
    let at = 0;
    for (const layer of this.facts) {
      this.starts.push(at);
      at += (layer.heads + 1) * this.tokens;
    }
    this.rolloutStart = at;
    this.values = new Float32Array(at + this.tokens);
    this.aborter = new AbortController();
  }

  /** Fetches everything; `arrived(what)` after each part. The layer looked at comes first. */
  async load(first, arrived) {
    const { data, host, aborter } = this;
    const order = this.facts.map((_, l) => l).reverse();
    order.sort((a, b) => (b === first) - (a === first));
    const photo = this.loadPhoto(arrived);
    await inOrder(order, 6, async (l) => {
      const address = `${data.urls.analysis}/layer?layer=${l}`;
      // Without a language, as the page's head has asked for it.
      const bundle = await host.get(address, { signal: aborter.signal, language: "" });
      this.layers[l] = layerOf(bundle, this.facts[l]);
      arrived("layer");
    });
    await photo;
    await this.loadRollout(data.urls.rollout, arrived);
  }

  /** Fetches the photo alone, for a view that needs no attention. */
  loadPhoto(arrived) {
    return this.host.picture(this.data.photo.url).then((image) => {
      this.image = image;
      arrived("photo");
    }, () => arrived("no photo")); // maps stand without their backdrop
  }

  async loadRollout(url, arrived) {
    this.rolloutUrl = url;
    const { arrays } = await this.host.get(url, { signal: this.aborter.signal });
    if (this.rolloutUrl !== url) return;
    this.rollout = arrays.rows.values;
    arrived("rollout");
  }

  /** The rectangle of photo pixels (x0, y0, x1, y1) as x, y, width, height of the picture here. */
  source([x0, y0, x1, y1]) {
    return sourceOf(this.image, this.data.photo.size, [x0, y0, x1, y1]);
  }

  stop() {
    this.aborter.abort();
  }

  get complete() {
    return this.layers.every(Boolean);
  }

  tokenOf(query) {
    return query.startsWith("p") ? Number(query.slice(1)) : this.prefix + Number(query);
  }

  queryOf(token) {
    return token < this.prefix ? `p${token}` : String(token - this.prefix);
  }

  hasQuery(query) {
    if (!/^p?\d+$/.test(query)) return false;
    const token = this.tokenOf(query);
    return token >= 0 && token < this.tokens && (query.startsWith("p") === (token < this.prefix));
  }

  hasHead(name) {
    if (name === "rollout") return true;
    const [layer, head] = name.split(".");
    const facts = this.facts[Number(layer)];
    return Boolean(facts) && (head === "mean" || Number(head) < facts.heads);
  }

  /** Where head `name` starts in `values`. */
  startOf(name) {
    if (name === "rollout") return this.rolloutStart;
    const [layer, head] = name.split(".");
    const index = head === "mean" ? this.facts[layer].heads : Number(head);
    return this.starts[layer] + index * this.tokens;
  }

  /** Whether head `name` has what its maps need. */
  ready(name) {
    return name === "rollout" ? this.rollout !== null : this.layers[name.split(".")[0]] !== null;
  }

  /** All maps of one token into `values`. */
  compute(token, by) {
    this.computed = {}; // a new thing each time, for what follows from the maps
    this.layers.forEach((layer, l) => {
      if (layer) allHeads(layer, token, by, this.values, this.starts[l]);
    });
    if (this.rollout) this.rolloutOf(token, by, this.values, this.rolloutStart);
  }

  rolloutOf(token, by, out, at) {
    const n = this.tokens;
    for (let j = 0; j < n; j++) {
      out[at + j] = by === "row" ? this.rollout[token * n + j] : this.rollout[j * n + token];
    }
  }

  /** One map by itself, for the large view and the pins: `tokens` weights, or null. */
  vector(token, name, by) {
    if (!this.ready(name)) return null;
    const out = new Float32Array(this.tokens);
    if (name === "rollout") {
      this.rolloutOf(token, by, out, 0);
      return out;
    }
    const [l, head] = name.split(".");
    const layer = this.layers[l];
    if (by === "row" && token >= layer.queries) return null;
    if (head === "mean") {
      const all = new Float32Array((layer.heads + 1) * this.tokens);
      allHeads(layer, token, by, all, 0);
      return all.slice(layer.heads * this.tokens);
    }
    (by === "row" ? row : column)(layer, Number(head), token, out, 0);
    return out;
  }

  /** Every head's name, layer by layer, each layer's mean at its end. */
  names() {
    return this.facts.flatMap((facts, l) => [
      ...Array.from({ length: facts.heads }, (_, head) => `${l}.${head}`), `${l}.mean`]);
  }

  /** Row and column of a patch, from 1, as the page says them. */
  place(patch) {
    return { row: Math.floor(patch / this.grid[1]) + 1, col: (patch % this.grid[1]) + 1 };
  }
}
