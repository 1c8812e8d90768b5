import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { Scene } from "../../../vitviz/web/frontend/view/scene.js";
import { pairOfName, SingleHeads } from "../../../vitviz/web/frontend/view/single_heads.js";

const CALL = { kind: "self", queries: 5, tokens: 5, heads: 3, dim: 4, bias: false };
const LAYERS = 2;
const screen = (/** @type {boolean} */ narrow) => { globalThis.matchMedia = () => ({ matches: narrow }); };
afterEach(() => { delete globalThis.matchMedia; });

const numbers = (count, seed) => Float32Array.from({ length: count }, (_, i) => Math.sin(12.9 * i + seed));

/** What a layer sends, or heads `from` to `to` of it. */
function bundle(layer, from = 0, to = CALL.heads) {
  const sizes = { queries: CALL.queries * CALL.dim, keys: CALL.tokens * CALL.dim, means: CALL.dim, lse: CALL.queries };
  const arrays = Object.fromEntries(Object.entries(sizes).map(([name, size], i) =>
    [name, { values: numbers(CALL.heads * size, 10 * layer + i).slice(from * size, to * size) }]));
  return { header: { scale: 0.5 }, arrays };
}

/** A scene on a screen, what it asked for, and which answers fail. */
function scene() {
  const asked = [];
  const lost = new Set();
  const get = async (address) => {
    const query = address.replace("a/", "");
    asked.push(query);
    if (lost.has(query)) throw new TypeError("Failed to fetch");
    const [, layer, head] = query.match(/layer=(\d+)(?:&head=(\d+))?/).map(Number);
    return query.startsWith("head") ? bundle(layer, head, head + 1) : bundle(layer);
  };
  const data = { urls: { analysis: "a", rollout: "" }, photo: { url: "p" }, trace: { key: "", tokens: 5,
    prefix: 1, grid: [2, 2], patch: [16, 16], calls: [CALL], layers: Array(LAYERS).fill(0) } };
  return { asked, lost, scene: new Scene(data, { get, picture: async () => "picture" }) };
}

async function looked(found, names) {
  found.scene.look(names);
  await found.scene.load(() => {});
  return found.scene;
}

test("on a phone the head looked at comes by itself, and its map is the one of its layer", async () => {
  screen(true);
  const phone = scene();
  const alone = await looked(phone, ["1.2"]);
  assert.deepEqual(phone.asked, ["head?layer=1&head=2"]);
  assert.deepEqual([alone.ready("1.2"), alone.ready("1.1"), alone.ready("1.mean")], [true, false, false]);
  screen(false);
  const laptop = scene();
  const whole = await looked(laptop, ["1.2"]);
  assert.deepEqual(laptop.asked, ["layer?layer=1"]);
  for (const by of ["row", "column"]) {
    for (const one of [alone, whole]) one.compute(3, by);
    assert.deepEqual(alone.vector(3, "1.2", by), whole.vector(3, "1.2", by));
    const from = alone.startOf("1.2");
    assert.deepEqual(alone.values.slice(from, from + 5), whole.values.slice(from, from + 5));
  }
});

test("each further head comes by itself, once; their mean needs the layer, which takes their place", async () => {
  screen(true);
  const found = scene();
  await looked(found, ["1.2"]);
  await looked(found, ["1.0", "1.2"]);
  assert.deepEqual(found.asked, ["head?layer=1&head=2", "head?layer=1&head=0"]);
  await looked(found, ["1.mean"]);
  assert.equal(found.asked.at(-1), "layer?layer=1");
  await looked(found, ["1.1"]);
  assert.equal(found.asked.length, 3);
  assert.equal(found.scene.arraysOf("1.2").layer, found.scene.layers[1]);
});

test("when the wall comes near, layers come and no heads", async () => {
  screen(true);
  const found = scene();
  found.scene.lookAtAll();
  await looked(found, ["0.2"]);
  assert.deepEqual(found.asked, ["layer?layer=0", "layer?layer=1"]);
  assert.equal(found.scene.settled, true);
});

test("a head that did not come is asked for again when it is told to, not at every look", async () => {
  screen(true);
  const found = scene();
  found.lost.add("head?layer=0&head=1");
  await assert.rejects(looked(found, ["0.1"]));
  assert.equal(found.scene.look(["0.1"]), false);
  assert.equal(found.scene.settled, false);
  found.lost.clear();
  found.scene.again();
  assert.equal(found.scene.look(["0.1"]), true);
  await found.scene.load(() => {});
  assert.equal(found.scene.settled, true);
});

test("a mean, a rollout, one head alone and a layer in windows do not come by themselves", () => {
  assert.deepEqual(["11.3", "11.mean", "rollout"].map(pairOfName), [{ layer: 11, head: 3 }, null, null]);
  const heads = new SingleHeads([CALL, { ...CALL, heads: 1 }, { ...CALL, grid: [2, 2] }], async () => bundle(0));
  const names = ["0.0", "0.2", "0.3", "0.mean", "1.0", "2.0", "7.0", "rollout"];
  assert.deepEqual(names.filter((name) => heads.possible(name)), ["0.0", "0.2"]);
});

test("of many heads the oldest that nobody looks at are let go", async () => {
  const facts = Array.from({ length: 30 }, () => CALL);
  const heads = new SingleHeads(facts, async (layer) => bundle(layer, 0, 1));
  for (let layer = 0; layer < 30; layer++) {
    heads.look(["0.0", `${layer}.0`]);
    await heads.load(() => {});
  }
  assert.ok(heads.here.has("0.0") && heads.here.has("29.0") && !heads.here.has("1.0"));
  assert.ok(heads.here.size <= 25);
});
