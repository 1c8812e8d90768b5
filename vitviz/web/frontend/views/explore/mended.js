// A link may name a query or a head that this model does not have, and show a pin that is not set.

import { middleOf } from "../../math/geometry.js";
import { PINS, signedIn } from "./controls.js";

/** @typedef {import("./types.js").ExploreState} ExploreState */
/** @typedef {Pick<import("../../view/scene.js").Scene, "hasQuery"|"hasHead"|"prefix"|"facts"|"grid">} Scene */

/**
 * What of `committed` has to change for `scene`.
 * @param {Scene} scene @param {ExploreState} committed @returns {Partial<ExploreState>}
 */
export function mended(scene, committed) {
  /** @type {Partial<ExploreState>} */
  const change = {};
  if (!scene.hasQuery(committed.query)) change.query = scene.prefix ? "p0" : String(middleOf(scene.grid));
  if (signedIn(scene) && committed.order !== "layer") change.order = "layer"; // by numbers of shares
  if (!scene.hasHead(committed.head)) change.head = `${scene.facts.length - 1}.mean`;
  for (const pin of PINS) {
    const [query, head] = committed[pin].split("@");
    if (committed[pin] && !(scene.hasQuery(query) && scene.hasHead(head))) change[pin] = "";
  }
  const { a, b, show } = { ...committed, ...change };
  const there = show === "diff" ? a && b : show === "live" || { a, b }[show];
  return there ? change : { ...change, show: "live" };
}
