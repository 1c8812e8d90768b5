import assert from "node:assert/strict";
import { test } from "node:test";

import { hasRow, patchesOf } from "../../../vitviz/web/frontend/maps/wall.js";
import { Scene } from "../../../vitviz/web/frontend/view/scene.js";

const GRID = [2, 3];
// A layer of patches alone, then a class attention and a pool over the class token too.
const CALLS = [["self", 6, 6], ["class", 1, 7], ["pool", 1, 7]].map(([kind, queries, tokens]) =>
  ({ kind, queries, tokens, heads: 2, dim: 2, bias: false }));

/** A layer's arrays whose rows sum to 1. */
function arrays(call) {
  const numbers = (count) => Float32Array.from({ length: count * 2 * call.dim }, (_, i) => Math.sin(12.9 * i));
  const [q, k] = [numbers(call.queries), numbers(call.tokens)];
  const lse = Float32Array.from({ length: 2 * call.queries }, (_, i) => {
    const head = Math.floor(i / call.queries);
    const logits = Array.from({ length: call.tokens }, (_, j) => [0, 1].reduce((total, d) =>
      total + q[2 * i + d] * k[2 * (head * call.tokens + j) + d], 0));
    return Math.log(logits.reduce((total, logit) => total + Math.exp(logit), 0));
  });
  return { ...call, q, k, lse, b: null };
}

function computed(query, by) {
  const scene = new Scene({ trace: { key: "", tokens: 7, prefix: 1, grid: GRID, patch: [16, 16],
    calls: CALLS, layers: [0, 1, 2] } });
  scene.layers = CALLS.map(arrays);
  scene.values.fill(NaN, 0, scene.rolloutStart);
  scene.compute(scene.tokenOf(query), by);
  return scene;
}

/** Layers of which something is drawn. */
const drawn = (query, by) => {
  const scene = computed(query, by);
  return CALLS.map(({ kind }, layer) => (hasRow(scene, `${layer}.mean`) ? kind : null)).filter(Boolean);
};

test("a layer is drawn where one of its own queries is the token", () => {
  assert.deepEqual(drawn("p0", "row"), ["class"]);
  assert.deepEqual(drawn("4", "row"), ["self"]);
});

test("who looks at a patch is drawn of every layer whose queries are tokens", () => {
  assert.deepEqual(drawn("4", "column"), ["self", "class"]);
});

test("a map by itself has the weights that the wall has", () => {
  for (const query of ["p0", "0", "5"]) {
    for (const by of ["row", "column"]) {
      const scene = computed(query, by);
      for (const name of scene.names().filter((one) => hasRow(scene, one))) {
        const own = computed("1", by).vector(scene.tokenOf(query), name, by);
        assert.deepEqual(scene.values.slice(...patchesOf(scene, name)), own.slice(-6), name);
        assert.deepEqual(scene.vector(scene.tokenOf(query), name, by), own, name);
      }
    }
  }
});

test("a map by itself stays when the wall's are made anew, and is its own layer's", () => {
  const scene = computed("4", "row");
  const before = scene.vector(scene.tokenOf("4"), "0.1", "row");
  scene.layers[0] = { ...scene.layers[0], k: scene.layers[0].k.map(() => 0) };
  const anew = scene.vector(scene.tokenOf("4"), "0.1", "row");
  scene.compute(scene.tokenOf("3"), "row");
  assert.notDeepEqual(anew, before);
  assert.deepEqual(before, computed("4", "row").vector(scene.tokenOf("4"), "0.1", "row"));
});

test("a map by itself is not there where the wall's cell is empty", () => {
  const scene = computed("4", "row");
  assert.equal(scene.vector(scene.tokenOf("4"), "1.0", "row"), null);
  assert.equal(scene.vector(scene.tokenOf("4"), "2.0", "row"), null);
});

/** A scene whose server answers as `answers` says of each address; what was asked for. */
function loading(answers) {
  const asked = [];
  const host = { picture: async () => "picture", get: async (address) => {
    asked.push(address);
    if (!answers(address)) throw new TypeError("Failed to fetch");
    const values = new Float32Array(4 * CALLS.length * 7 * 7);
    return { header: {}, arrays: { lse: { values }, queries: { values }, keys: { values }, means: { values }, rows: { values } } };
  } };
  const data = { urls: { analysis: "a", rollout: "r" }, photo: { url: "p" }, trace: { key: "",
    tokens: 7, prefix: 1, grid: GRID, patch: [16, 16], calls: CALLS, layers: [0, 1, 2] } };
  return { asked, scene: new Scene(data, host) };
}

test("what did not come is fetched by another call, and nothing else", async () => {
  let there = false;
  const { asked, scene } = loading((address) => there || address.endsWith("=2"));
  scene.lookAtAll();
  await assert.rejects(scene.load(() => {}));
  await new Promise((done) => setImmediate(done));
  there = true;
  asked.length = 0;
  scene.again();
  await scene.load(() => {});
  assert.deepEqual(asked, ["a/layer?layer=1", "a/layer?layer=0", "r"]);
});

test("a rollout that did not come is asked for again", async () => {
  let there = false;
  const { asked, scene } = loading((address) => there || address !== "r");
  scene.lookAtAll();
  await assert.rejects(scene.load(() => {}));
  there = true;
  asked.length = 0;
  await scene.load(() => {});
  assert.deepEqual(asked, ["r"]);
});

/** A layer on the scene's 2 x 4 grid, then one on a grid of half as many rows and columns. */
function coarser() {
  const calls = [[[2, 4], 4], [[1, 2], 2]].map(([grid, seen]) => ({ kind: "self", queries: grid[0] * grid[1],
    tokens: grid[0] * grid[1], heads: 2, dim: 2, bias: false, grid, seen }));
  const scene = new Scene({ trace: { key: "", tokens: 8, prefix: 0, grid: [2, 4], patch: [4, 4], calls, layers: [0, 1] } });
  scene.layers = calls.map(arrays);
  return scene;
}

test("a coarser layer's token is the one that covers the patch", () => {
  const scene = coarser();
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map((token) => scene.within(1, token, "row")), [0, 0, 1, 1, 0, 0, 1, 1]);
  assert.deepEqual([0, 5].map((token) => scene.within(0, token, "column")), [0, 5]);
});

test("a coarser layer's map has its own length, on the wall and by itself", () => {
  const scene = coarser();
  const alone = coarser().vector(6, "1.1", "row");
  scene.compute(6, "row");
  assert.equal(alone.length, 2);
  assert.deepEqual(scene.values.slice(...patchesOf(scene, "1.1")), alone);
  assert.deepEqual(scene.vector(6, "1.1", "row"), alone);
});

test("even attention of one query adds up to its share at a key, of all queries to 1", () => {
  const scene = computed("4", "column");
  const even = (name) => scene.ownOf(name, "column").even ?? 1;
  assert.deepEqual(["0.0", "1.0", "2.mean"].map(even), [1, 1 / 7, 1 / 7]);
});

test("a layer's own grid and what it sees are told where it has one", () => {
  assert.deepEqual(coarser().ownOf("1.mean", "row"), { grid: [1, 2], from: [1, 2], seen: 2, length: 2, even: 1, shared: false });
  assert.deepEqual([computed("4", "row").ownOf("0.0", "row"), coarser().ownOf("rollout", "row")], [{}, {}]);
  assert.deepEqual([coarser().several, computed("4", "row").several], [true, false]);
});

/** A class token before 2 x 4 patches that look at 1 x 2 pooled ones, then a class token before these. */
function pooled() {
  const both = { kind: "self", heads: 2, dim: 2, bias: false };
  const calls = [{ ...both, queries: 9, tokens: 3, grid: [2, 4], key_grid: [1, 2], seen: 3 },
    { ...both, queries: 2, tokens: 2, grid: [1, 2], seen: 2 }];
  const scene = new Scene({ trace: { key: "", tokens: 9, prefix: 1, grid: [2, 4], patch: [4, 4], calls, layers: [0, 1] } });
  scene.layers = calls.map(arrays);
  return scene;
}

test("a token asks on the grid of the queries and is looked at on that of the keys", () => {
  const scene = pooled();
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  assert.deepEqual(all.map((token) => scene.within(0, token, "row")), all);
  assert.deepEqual(all.map((token) => scene.within(0, token, "column")), [0, 1, 1, 2, 2, 1, 1, 2, 2]);
});

test("a layer without the model's prefix token has no row for it", () => {
  assert.deepEqual([0, 1, 8].map((token) => pooled().within(1, token, "row")), [null, 0, 1]);
});

test("a row lies on the grid of the keys, a column on that of the queries, both on the wall too", () => {
  for (const [by, length, grid] of [["row", 3, [1, 2]], ["column", 9, [2, 4]]]) {
    const [scene, alone] = [pooled(), pooled().vector(8, "0.1", by)];
    scene.compute(8, by);
    assert.deepEqual([alone.length, scene.ownOf("0.1", by).grid], [length, grid]);
    assert.deepEqual(scene.values.slice(...patchesOf(scene, "0.1")), alone.subarray(1));
    assert.deepEqual(scene.vector(8, "0.1", by), alone);
    assert.ok(hasRow(scene, "1.mean"));
  }
  assert.deepEqual([pooled().ownOf("0.1", "row").from, pooled().ownOf("0.1", "column").even], [[2, 4], 3]);
});

test("the heads looked at alone are fetched until all are wanted, then the others after them", async () => {
  const { asked, scene } = loading(() => true);
  scene.look(["1.mean"]);
  await scene.load(() => {});
  assert.deepEqual(asked, ["a/layer?layer=1"]);
  assert.ok(scene.settled && scene.ready("1.0") && !scene.ready("2.0"));
  scene.lookAtAll();
  await scene.load(() => {});
  assert.deepEqual(asked, ["a/layer?layer=1", "a/layer?layer=2", "a/layer?layer=0", "r"]);
  assert.ok(scene.settled);
});

test("a rollout that is looked at is fetched beside the layer of a pin, and once", async () => {
  const { asked, scene } = loading(() => true);
  assert.ok(scene.look(["rollout", "0.1"]));
  await Promise.all([scene.load(() => {}), scene.load(() => {})]);
  assert.deepEqual(asked.sort(), ["a/layer?layer=0", "r"]);
  assert.ok(!scene.look(["rollout", "0.1"]));
});

test("a layer that others took the room of is told as not there, and fetched when it is looked at", async () => {
  const { asked, scene } = loading(() => true);
  scene.queue.room = scene.queue.sizes[0] + scene.queue.sizes[2];
  scene.look(["0.0"]);
  scene.lookAtAll();
  await scene.load(() => {});
  assert.deepEqual([0, 1, 2].map((l) => scene.ready(`${l}.0`)), [true, false, true]);
  assert.equal(scene.without, 1);
  asked.length = 0;
  assert.ok(scene.look(["1.0"]));
  await scene.load(() => {});
  assert.deepEqual(asked, ["a/layer?layer=1"]);
  assert.deepEqual([0, 1, 2].map((l) => scene.ready(`${l}.0`)), [false, true, true]);
  assert.equal(scene.vector(0, "0.0", "row"), null);
});
