// Heads without the rest of their layer. On a phone, where the wall of all heads lies below the screen,
// one head is looked at: a sixth of a layer's bytes in the bundled model. Their layer takes their place
// when it comes.

import { layerOf } from "../math/attention.js";

/** @typedef {import("../lib/types.js").LayerFacts} LayerFacts */
/** @typedef {import("../math/attention.js").LayerArrays} LayerArrays */
/** @typedef {(layer: number, head: number) => Promise<import("../lib/types.js").Bundle>} Fetch */

const KEPT = 24; // heads; of the bundled model at 448 px they take 13 MB

/** Layer and head of the name of a single head, "11.3"; null where it is none. @param {string} name */
export function pairOfName(name) {
  const found = /^(\d+)\.(\d+)$/.exec(name);
  return found && { layer: Number(found[1]), head: Number(found[2]) };
}

export class SingleHeads {
  /** From the one that came first to the newest. @type {Map<string, LayerArrays>} */ here = new Map();
  /** @type {Set<string>} */ going = new Set();
  /** Those that did not come. @type {Set<string>} */ missed = new Set();
  /** @type {string[]} */ looked = [];

  /** @param {LayerFacts[]} facts  of each layer @param {Fetch} fetch */
  constructor(facts, fetch) {
    this.facts = facts;
    this.fetch = fetch;
  }

  /** Whether the head of this name can come by itself; in windows biases are shared.
   * @param {string} name */
  possible(name) {
    const { layer, head } = pairOfName(name) ?? { layer: -1, head: 0 };
    const facts = this.facts[layer];
    return Boolean(facts) && !facts.grid && facts.heads > 1 && head < facts.heads;
  }

  /** What is looked at from now on; whether something of it is neither here nor on its way.
   * @param {string[]} names @returns {boolean} */
  look(names) {
    this.looked = names;
    return names.some((name) => this.absent(name));
  }

  /** Fetches what is looked at and absent; `arrived` after each. @param {() => void} arrived */
  async load(arrived) {
    await Promise.all(this.looked.filter((name) => this.absent(name)).map(async (name) => {
      const { layer, head } = /** @type {{layer: number, head: number}} */ (pairOfName(name));
      this.going.add(name);
      try {
        const bundle = await this.fetch(layer, head);
        this.here.set(name, layerOf(bundle, { ...this.facts[layer], heads: 1 }));
        this.forget();
      } catch (error) {
        this.missed.add(name);
        throw error;
      } finally {
        this.going.delete(name);
      }
      arrived();
    }));
  }

  /** Lets go the oldest that nobody looks at. */
  forget() {
    for (const name of [...this.here.keys()].slice(0, -KEPT)) {
      if (!this.looked.includes(name)) this.here.delete(name);
    }
  }

  /** What did not come is wanted once more. */
  again() {
    this.missed.clear();
  }

  get settled() {
    return !this.going.size && !this.looked.some((name) => this.missed.has(name) || this.absent(name));
  }

  /** @param {string} name */
  absent(name) {
    return !this.here.has(name) && !this.going.has(name) && !this.missed.has(name);
  }
}
