// One photo in one model: the arrays that have arrived, and every map that follows from them.
// A token is an index into attention's rows; a query's name is "p0" (prefix) or "120" (patch);
// a head's name is "11.3" (layer, head), "11.mean" or "rollout". All count from 0.

import { layerOf, stretchOf } from "../math/attention.js";
import { gridOf, mapTokens } from "../math/map_tokens.js";
import { pictureRect, placeOf, samePlace } from "../math/geometry.js";
import { floats } from "../math/slices.js";
import { bytesOf, LayerQueue, narrow, room } from "./layer_queue.js";
import { computeAll, mapOf, parts } from "./scene_maps.js";
import { SingleHeads } from "./single_heads.js";

/** @typedef {import("../lib/types.js").Box} Box */
/** @typedef {import("../lib/types.js").Grid} Grid */
/** @typedef {import("../lib/types.js").LayerFacts} LayerFacts */
/** @typedef {import("../lib/types.js").Size} Size */
/** @typedef {import("../math/attention.js").Direction} Direction */
/** @typedef {import("../math/attention.js").LayerArrays} LayerArrays */
/** @typedef {import("./host.js").Data} Data */
/** @typedef {import("./host.js").Host} Host */

/** @typedef {import("../lib/types.js").Photo} Photo */
/** @typedef {import("../lib/types.js").PrefixToken} PrefixToken */
/** @typedef {{photo: Photo, prefix: PrefixToken[]}} SceneData  what a view of a photo is given */
/** @typedef {{grid: Grid, from: Grid, seen: number, length: number, even: number, shared: boolean, negative: boolean}} Own */
/** @typedef {(what: "layer"|"photo"|"no photo"|"rollout") => void} Arrived */

export class Scene {
  /** @type {Data & SceneData} */ data;
  /** @type {Host} */ host;
  /** @type {string} */ key;
  /** @type {number} */ tokens;
  /** @type {number} */ prefix; // tokens before the patches
  /** @type {Grid} */ grid;
  /** @type {Size} */ patch; // pixels of the model's picture
  /** @type {LayerFacts[]} */ facts;
  /** @type {(LayerArrays|null)[]} */ layers;
  /** @type {Float32Array|null} */ rollout = null; // tokens x tokens
  /** @type {HTMLImageElement|null} */ image = null;
  /** @type {number[]} */ starts = []; // of each layer in `values`
  /** @type {number} */ rolloutStart;
  /** @type {Float32Array} */ values; // all maps of one token
  /** Of which token, and from which layers; another each time they are computed.
   * @type {{token: number, by: Direction, layers: (LayerArrays|null)[]}|null} */
  computed = null;
  /** @type {LayerQueue} */ queue;
  aborter = new AbortController();
  rolloutUrl = "";
  rolloutLooked = false;
  /** @type {Promise<void>|null} */ photo = null; // on its way

  /** @param {Data} data @param {Host} host @param {number} [bytes]  that its layers may take together */
  constructor(data, host, bytes = room()) {
    const { trace } = data;
    this.data = /** @type {Data & SceneData} */ (data);
    this.host = host;
    this.key = trace.key;
    this.tokens = trace.tokens;
    this.prefix = trace.prefix;
    this.grid = trace.grid;
    this.patch = trace.patch;
    this.facts = trace.layers.map((/** @type {number} */ call) => trace.calls[call]); // equal layers are told once
    this.layers = this.facts.map(() => null);
    this.queue = new LayerQueue(this.facts.map(bytesOf), bytes);
    this.single = new SingleHeads(this.facts, (layer, head) => this.get(`head?layer=${layer}&head=${head}`));
    let at = 0;
    for (const layer of this.facts) {
      this.starts.push(at);
      at += (layer.heads + 1) * stretchOf(layer);
    }
    this.rolloutStart = at;
    this.values = new Float32Array(at + this.tokens);
  }

  /** The heads on screen by themselves, the most wanted first; whether something of them is neither
   * here nor on its way. @param {string[]} names @returns {boolean} */
  look(names) {
    const alone = narrow() && !this.queue.all ? names.filter((name) => this.single.possible(name)
      && !this.layers[parts(name).layer]) : [];
    const layers = names.filter((name) => name !== "rollout" && !alone.includes(name)).map((name) => parts(name).layer);
    this.queue.look(layers);
    const single = this.single.look(alone);
    const first = !this.rolloutWanted && names.includes("rollout");
    this.rolloutLooked ||= first;
    return first || single || layers.some((layer) => this.queue.absent(layer));
  }

  get rolloutWanted() {
    return this.rolloutLooked || this.queue.all;
  }

  /** What did not come is wanted once more. */
  again() {
    this.queue.again();
    this.single.again();
  }

  /** All heads are wanted. */
  lookAtAll() {
    this.queue.all = true;
  }

  /** Fetches what is wanted and not here yet; `arrived(what)` after each part.
   * @param {Arrived} arrived */
  async load(arrived) {
    if (!this.image) this.photo ??= this.loadPhoto(arrived).finally(() => { this.photo = null; });
    const first = this.rolloutLooked ? this.needRollout(arrived) : null;
    await Promise.all([this.photo, this.single.load(() => arrived("layer")), this.loadLayers(arrived), first]);
    if (this.rolloutWanted && !this.queue.going.size) await this.needRollout(arrived);
  }

  /** @param {Arrived} arrived */
  async needRollout(arrived) {
    const { rollout } = this.data.urls; // none of several grids
    if (!this.rolloutUrl && rollout) await this.loadRollout(rollout, arrived);
  }

  /** Each layer that comes makes way for others. @param {Arrived} arrived @returns {Promise<void>} */
  async loadLayers(arrived) {
    const begun = [];
    for (let l = this.queue.take(); l !== null; l = this.queue.take()) {
      begun.push(this.loadLayer(l).then(() => {
        arrived("layer");
        return this.loadLayers(arrived);
      }));
    }
    await Promise.all(begun);
  }

  /** @param {number} l */
  async loadLayer(l) {
    const priority = this.queue.looked.includes(l) ? "auto" : "low";
    try {
      this.layers[l] = layerOf(await this.get(`layer?layer=${l}`, priority), this.facts[l]);
    } catch (error) {
      this.queue.failed(l);
      throw error;
    }
    for (const gone of this.queue.came(l)) this.layers[gone] = null;
  }

  /** Without a language, as the page's head has asked for it.
   * @param {string} what @param {"auto"|"low"} [priority] */
  get(what, priority = "auto") {
    return this.host.get(`${this.data.urls.analysis}/${what}`, { signal: this.aborter.signal, language: "", priority });
  }

  /** Fetches the photo alone, for a view that needs no attention. @param {Arrived} arrived */
  loadPhoto(arrived) {
    return this.host.picture(this.data.photo.url).then((image) => {
      this.image = image;
      arrived("photo");
    }, () => arrived("no photo")); // maps stand without their backdrop
  }

  /** Fetches a rollout; a later call takes the place of this one.
   * @param {string} url @param {Arrived} arrived */
  async loadRollout(url, arrived) {
    this.rolloutUrl = url;
    let bundle;
    try {
      bundle = await this.host.get(url, { signal: this.aborter.signal });
    } catch (error) {
      if (this.rolloutUrl === url) this.rolloutUrl = ""; // it is asked for again
      throw error;
    }
    const { arrays } = bundle;
    if (this.rolloutUrl !== url) return;
    this.rollout = floats(arrays.rows);
    arrived("rollout");
  }

  /** The rectangle of photo pixels (x0, y0, x1, y1) as x, y, width, height of the picture here.
   * @param {Box} box */
  source(box) {
    if (!this.image) throw new Error("the picture is not here yet");
    return pictureRect(this.image, this.data.photo.size, box);
  }

  stop() {
    this.aborter.abort();
  }

  /** Whether all that is wanted is here, as far as it has room. */
  get settled() {
    return this.queue.settled && this.single.settled;
  }

  /** How many layers have no room beside the others. */
  get without() {
    return this.queue.all && this.settled ? this.layers.filter((layer) => !layer).length : 0;
  }

  /** @param {string} query */
  tokenOf(query) {
    return query.startsWith("p") ? Number(query.slice(1)) : this.prefix + Number(query);
  }

  /** @param {number} token */
  queryOf(token) {
    return token < this.prefix ? `p${token}` : String(token - this.prefix);
  }

  /** @param {string} query */
  hasQuery(query) {
    if (!/^p?\d+$/.test(query)) return false;
    const token = this.tokenOf(query);
    return token >= 0 && token < this.tokens && (query.startsWith("p") === (token < this.prefix));
  }

  /** @param {string} name */
  hasHead(name) {
    if (name === "rollout") return this.data.urls?.rollout !== ""; // none goes through several grids
    const { layer, head } = parts(name);
    const facts = this.facts[layer];
    return Boolean(facts) && (head === "mean" || Number(head) < facts.heads);
  }

  /** Where head `name` starts in `values`. @param {string} name */
  startOf(name) {
    if (name === "rollout") return this.rolloutStart;
    const { layer, head } = parts(name);
    const index = head === "mean" ? this.facts[layer].heads : Number(head);
    return this.starts[layer] + index * stretchOf(this.facts[layer]);
  }

  /** Whether head `name` has what its maps need. @param {string} name */
  ready(name) {
    return name === "rollout" ? this.rollout !== null : this.arraysOf(name) !== null;
  }

  /** The arrays that hold head `name`, of its layer or its own, and its index there.
   * @param {string} name @returns {{layer: LayerArrays, index: number|"mean"}|null} */
  arraysOf(name) {
    const { layer: l, head } = parts(name);
    const [layer, own] = [this.layers[l], this.single.here.get(name)];
    if (layer) return { layer, index: head };
    return own ? { layer: own, index: 0 } : null;
  }

  /** All maps of one token into `values`; zeros where a layer has no such query.
   * @param {number} token @param {Direction} by */
  compute(token, by) {
    this.computed = { token, by, layers: [...this.layers] };
    computeAll(this, token, by);
  }

  /**
   * Which row (or, by column, which key) of a layer a token of the trace is; null where the layer
   * has none: its prefix tokens are the trace's last ones, a class attention asks for its first ones
   * alone, and a pool's queries are latents, no tokens. On a grid of its own it is the token that
   * covers the patch.
   * @param {number} l @param {number} token @param {Direction} by @returns {number|null}
   */
  within(l, token, by) {
    const facts = this.facts[l];
    const { prefix } = mapTokens(facts, "row", this.grid);
    const patch = token - this.prefix;
    const own = patch < 0 ? patch + prefix
      : prefix + samePlace(patch, this.grid, gridOf(facts, by === "row" ? "queries" : "keys", this.grid));
    return own < 0 || facts.kind === "pool" || (by === "row" && own >= facts.queries) ? null : own;
  }

  /** One map by itself, for the large view and the pins: a weight for each of the layer's own
   * tokens, those beyond the picture last, or null where the layer is not here or has no such query.
   * @param {number} token @param {string} name @param {Direction} by @returns {Float32Array|null} */
  vector(token, name, by) {
    return mapOf(this, token, name, by);
  }

  /** On which grid a map lies, on which one its query does, how many tokens that may look at, how many
   * numbers of the map are on the picture, and to what even attention adds up at one key, where these are
   * its layer's own; whether all windows ask the same, and whether weights may be negative.
   * @param {string} name @param {Direction} by @returns {Partial<Own>} */
  ownOf(name, by) {
    const facts = this.facts[parts(name).layer];
    if (facts?.signed) return { negative: true };
    if (!facts?.grid) return facts && facts.queries !== facts.tokens ? { even: facts.queries / facts.tokens } : {};
    const { grid, length } = mapTokens(facts, by, this.grid);
    const from = gridOf(facts, by === "row" ? "queries" : "keys", this.grid);
    const { seen, shared = false, queries, tokens } = facts;
    return { grid, from, seen, length, even: queries / tokens, shared };
  }

  /** Whether layers have windows or grids of their own. */
  get several() {
    return this.facts.some(({ grid }) => grid);
  }

  /** Every head's name, layer by layer, each layer's mean at its end. */
  names() {
    return this.facts.flatMap((facts, l) => [
      ...Array.from({ length: facts.heads }, (_, head) => `${l}.${head}`), `${l}.mean`]);
  }

  /** Row and column of a patch, from 1, as the page says them. @param {number} patch */
  place(patch) {
    return placeOf(patch, this.grid);
  }
}
