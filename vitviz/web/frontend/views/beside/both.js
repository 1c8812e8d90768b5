// Which query and which head each of two sides shows, without the page: the one that is chosen, and
// beside it what is at the same place and as deep.

import { layerAsDeep, differenceBetween, patchThere, prefixThere, sameBox } from "../../math/counterpart.js";

/** @typedef {import("../../lib/types.js").Box} Box */
/** @typedef {import("../../lib/types.js").Grid} Grid */
/** @typedef {import("../../lib/types.js").LayerFacts} LayerFacts */
/** @typedef {0|1} On  which side */
/** @typedef {{on: On, query: string}} Hovered */
/** @typedef {{grid: Grid, box: Box, roles: string[], facts: Pick<LayerFacts, "heads">[],
 *   hasQuery: (query: string) => boolean, hasHead: (head: string) => boolean}} One  what it needs of a side */
/** @typedef {[string|null, string|null]} Queries  null where a side does not have it */

/** The other side's name for a query. @param {string} query @param {One} here @param {One} there
 * @param {boolean} onePhoto @returns {string|null} */
export function queryThere(query, here, there, onePhoto) {
  if (query.startsWith("p")) {
    const found = prefixThere(Number(query.slice(1)), here.roles, there.roles);
    return found === null ? null : `p${found}`;
  }
  const found = patchThere(Number(query), here, there, onePhoto);
  return found === null ? null : String(found);
}

/** The head that is shown beside `head` until one is chosen: as deep, with the same number where both
 * layers have equally many, else their mean. @param {string} head @param {One} here @param {One} there
 * @returns {string} */
export function headThere(head, here, there) {
  if (head === "rollout") return there.hasHead(head) ? head : `${there.facts.length - 1}.mean`;
  const [layer, which] = head.split(".");
  const as = layerAsDeep(Number(layer), here.facts.length, there.facts.length);
  const equal = here.facts[Number(layer)].heads === there.facts[as].heads;
  return `${as}.${equal ? which : "mean"}`;
}

/** What both sides are asked for. @param {[One, One]} sides @param {boolean} onePhoto
 * @param {{query: string, query_b: string}} committed @param {Hovered|null} hovered @returns {Queries} */
export function queriesOf([a, b], onePhoto, { query, query_b }, hovered) {
  const second = hovered ? hovered.on === 1 : query_b !== "" && b.hasQuery(query_b);
  const asked = hovered?.query ?? (second ? query_b : query);
  if (second) return [queryThere(asked, b, a, onePhoto), asked];
  const known = a.hasQuery(asked) ? asked : a.roles.length ? "p0" : "0";
  return [known, queryThere(known, a, b, onePhoto)];
}

/** A head of a side: the mean of its last layer where it has none of that name.
 * @param {Pick<One, "facts"|"hasHead">} side @param {string} head */
export function headOf(side, head) {
  return head && side.hasHead(head) ? head : `${side.facts.length - 1}.mean`;
}

/** Whose heads are shown. @param {[One, One]} sides @param {{head: string, head_b: string}} committed
 * @returns {[string, string]} */
export function headsOf([a, b], { head, head_b }) {
  const known = headOf(a, head);
  return [known, head_b && b.hasHead(head_b) ? head_b : headThere(known, a, b)];
}

/** What a query that is committed on one side changes of the state: the first side's query is moved
 * to the same place, so that all other panels follow. @param {On} on @param {string} query
 * @param {[One, One]} sides @param {boolean} onePhoto @returns {Record<string, string>} */
export function keeping(on, query, [a, b], onePhoto) {
  if (on === 0) return { query, query_b: "" };
  const there = queryThere(query, b, a, onePhoto);
  return there === null ? { query_b: query } : { query: there, query_b: query };
}

/** Why there is no A − B, as the name of its sentence; "" where there is one.
 * @param {[One, One]} sides @param {boolean} onePhoto
 * @param {[Grid|undefined, Grid|undefined]} own  grids of their layers, where they have such */
export function apart([a, b], onePhoto, own) {
  if (!onePhoto) return "apart_photos";
  const [one, other] = [own[0] ?? a.grid, own[1] ?? b.grid];
  if (String(one) !== String(other)) return "apart_grids";
  return sameBox(a.box, b.box) ? "" : "apart_boxes";
}

/** A − B. @param {[One, One]} sides @param {[Float32Array|null, Float32Array|null]} maps @param {Grid} grid
 * @returns {{weights: Float32Array|null, whole: boolean}} */
export function differenceOf([a, b], [one, other], grid) {
  if (!one || !other) return { weights: null, whole: false };
  const weights = differenceBetween(one, other, [a.roles, b.roles], grid);
  return { weights, whole: weights.length === one.length && weights.length === other.length };
}
