// What the explorer's large view shows: the live map, a pin, or the difference of two.

/** @typedef {import("../../view/scene.js").Scene} Scene */

/**
 * @typedef {object} LargeMap
 * @property {string|null} query  null of a difference
 * @property {string|null} head
 * @property {import("../../math/attention.js").Direction} by
 * @property {boolean} signed  whether it is a difference
 * @property {Float32Array|null} weights  of every token; null where they are not here, or are none
 */

/**
 * @param {Scene} scene
 * @param {Record<string, any>} kept  the view state
 * @param {{query: string|null, head: string|null}} hovered
 * @returns {LargeMap}
 */
export function largeMap(scene, kept, hovered) {
  const { by, show } = kept;
  const single = (/** @type {string} */ query, /** @type {string} */ head) =>
    ({ query, head, by, signed: false, weights: scene.vector(scene.tokenOf(query), head, by) });
  const pinned = (/** @type {string} */ pin) => {
    const [query, head] = pin.split("@");
    return single(query, head);
  };
  if (show === "live") return single(hovered.query ?? kept.query, hovered.head ?? kept.head);
  if (show !== "diff") return pinned(kept[show]);
  const [a, b] = [pinned(kept.a).weights, pinned(kept.b).weights];
  const weights = a && b ? a.map((weight, i) => weight - b[i]) : null;
  return { query: null, head: null, by, signed: true, weights };
}
