import assert from "node:assert/strict";
import { test } from "node:test";

import { apart, differenceOf, headOf, headsOf, headThere, keeping, queriesOf } from "../../../../vitviz/web/frontend/views/beside/both.js";

/** @typedef {import("../../../../vitviz/web/frontend/views/beside/both.js").One} One */

const WHOLE = /** @type {[number, number, number, number]} */ ([0, 0, 400, 400]);
const INNER = /** @type {[number, number, number, number]} */ ([100, 100, 300, 300]);

/** @param {number} rows @param {Partial<One> & {layers?: number, heads?: number}} [more] @returns {One} */
function side(rows, { layers = 12, heads = 6, box = WHOLE, roles = ["class"] } = {}) {
  return { grid: [rows, rows], box, roles, facts: Array.from({ length: layers }, () => ({ heads })),
    hasQuery: (query) => (query.startsWith("p") ? Number(query.slice(1)) < roles.length : Number(query) < rows * rows),
    hasHead: (head) => head === "rollout" || Number(head.split(".")[0]) < layers };
}

const a = side(16), b = side(8, { layers: 4, heads: 4 });

test("the second side shows the first one's query at the same place", () => {
  assert.deepEqual(queriesOf([a, b], true, { query: "120", query_b: "" }, null), ["120", "28"]);
  assert.deepEqual(queriesOf([a, b], true, { query: "p0", query_b: "" }, null), ["p0", "p0"]);
});

test("a query that was kept on the second side stays itself", () => {
  assert.deepEqual(queriesOf([b, a], true, { query: "27", query_b: "118" }, null), ["27", "118"]);
});

test("a query that no side has falls back to the first one's class token", () => {
  assert.deepEqual(queriesOf([a, b], true, { query: "900", query_b: "99" }, null), ["p0", "p0"]);
});

test("what is pointed at on either side shows on both", () => {
  const kept = { query: "120", query_b: "" };
  assert.deepEqual(queriesOf([a, b], true, kept, { on: 1, query: "0" }), ["17", "0"]);
  assert.deepEqual(queriesOf([a, b], true, kept, { on: 0, query: "255" }), ["255", "63"]);
});

test("a place that the other side does not see is none", () => {
  const inner = side(8, { box: INNER });
  assert.deepEqual(queriesOf([a, inner], true, { query: "0", query_b: "" }, null), ["0", null]);
  assert.deepEqual(queriesOf([a, inner], false, { query: "0", query_b: "" }, null), ["0", "0"]);
});

test("a head follows in depth, with its number only where there are as many heads", () => {
  assert.equal(headThere("11.4", a, b), "3.mean");
  assert.equal(headThere("5.4", a, side(37, { layers: 24 })), "11.4");
  assert.equal(headThere("5.mean", a, a), "5.mean");
  assert.equal(headThere("rollout", a, b), "rollout");
  const none = { ...b, hasHead: (/** @type {string} */ head) => head !== "rollout" };
  assert.equal(headThere("rollout", a, none), "3.mean");
});

test("a head of the second side that is chosen stays, one that is not there follows", () => {
  assert.deepEqual(headsOf([a, b], { head: "5.3", head_b: "0.2" }), ["5.3", "0.2"]);
  assert.deepEqual(headsOf([a, b], { head: "5.3", head_b: "7.2" }), ["5.3", "1.mean"]);
  assert.deepEqual(headsOf([a, b], { head: "", head_b: "" }), ["11.mean", "3.mean"]);
});

test("a patch kept on the second side takes the first one's query with it, if it is there", () => {
  assert.deepEqual(keeping(0, "7", [a, b], true), { query: "7", query_b: "" });
  assert.deepEqual(keeping(1, "28", [a, b], true), { query: "121", query_b: "28" });
  assert.deepEqual(keeping(1, "0", [side(8, { box: INNER }), b], true), { query_b: "0" });
});

test("there is a difference only on one grid over one part of one photo", () => {
  assert.equal(apart([a, a], true, [undefined, undefined]), "");
  assert.equal(apart([a, a], false, [undefined, undefined]), "apart_photos");
  assert.equal(apart([a, b], true, [undefined, undefined]), "apart_grids");
  assert.equal(apart([a, side(16, { box: INNER })], true, [undefined, undefined]), "apart_boxes");
  assert.equal(apart([a, b], true, [[8, 8], undefined]), "");
});

test("a difference says whether it is over all tokens", () => {
  const small = side(1), other = side(1, { roles: ["register"] });
  const maps = /** @type {[Float32Array, Float32Array]} */ ([new Float32Array([3, 1]), new Float32Array([1, 2])]);
  assert.deepEqual(differenceOf([small, small], maps, [1, 1]), { weights: new Float32Array([2, -1]), whole: true });
  assert.deepEqual(differenceOf([small, other], maps, [1, 1]), { weights: new Float32Array([-1]), whole: false });
  assert.deepEqual(differenceOf([small, small], [null, maps[1]], [1, 1]), { weights: null, whole: false });
});

test("a head that a side does not have is the mean of its last layer", () => {
  assert.equal(headOf(a, "11.2"), "11.2");
  assert.equal(headOf(b, "11.2"), "3.mean");
  assert.equal(headOf(b, ""), "3.mean");
});
