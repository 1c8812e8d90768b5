import assert from "node:assert/strict";
import { test } from "node:test";

import { bytesOf, LayerQueue, room } from "../../../vitviz/web/frontend/view/layer_queue.js";

/** What is taken until nothing more is. */
function taken(queue) {
  const found = [];
  for (let layer = queue.take(); layer !== null; layer = queue.take()) found.push(layer);
  return found;
}

test("what is looked at goes alone, the most wanted first", () => {
  const queue = new LayerQueue([1, 1, 1, 1], 9);
  queue.look([2, 0, 2]);
  queue.all = true;
  assert.deepEqual(taken(queue), [2, 0]);
  queue.came(2);
  assert.deepEqual(taken(queue), []);
  queue.came(0);
  assert.deepEqual(taken(queue), [3, 1]);
});

test("others are fetched when all are wanted, from the last to the first, six at a time", () => {
  const queue = new LayerQueue(Array(9).fill(1), 9);
  queue.look([8]);
  taken(queue);
  queue.came(8);
  assert.deepEqual(taken(queue), []);
  assert.ok(queue.settled);
  queue.all = true;
  assert.ok(!queue.settled);
  assert.deepEqual(taken(queue), [7, 6, 5, 4, 3, 2]);
  queue.came(5);
  assert.deepEqual(taken(queue), [1]);
});

test("what comes to be looked at is next, before all others", () => {
  const queue = new LayerQueue(Array(9).fill(1), 9);
  queue.all = true;
  taken(queue);
  queue.look([0]);
  queue.came(8);
  assert.deepEqual(taken(queue), [0]);
});

test("others are fetched as far as there is room, and nothing is dropped for them", () => {
  const queue = new LayerQueue([2, 2, 2, 2], 5);
  queue.all = true;
  assert.deepEqual(taken(queue), [3, 2]);
  assert.deepEqual([...queue.came(3), ...queue.came(2)], []);
  assert.deepEqual(taken(queue), []);
  assert.ok(queue.settled);
});

test("for a layer that is looked at the one goes that was looked at longest ago", () => {
  const queue = new LayerQueue([2, 2, 2, 2], 6);
  for (const layer of [0, 1, 2, 0, 3]) {
    queue.look([layer]);
    if (queue.take() !== null) queue.came(layer);
  }
  assert.deepEqual([...queue.here].sort(), [0, 2, 3]);
});

test("what is looked at stays though it has no room", () => {
  const queue = new LayerQueue([2, 2, 2], 1);
  queue.look([0, 1]);
  assert.deepEqual(taken(queue), [0, 1]);
  assert.deepEqual([...queue.came(0), ...queue.came(1)], []);
  queue.look([2, 1]);
  taken(queue);
  assert.deepEqual(queue.came(2), [0]);
});

test("what did not come is not asked for by itself, and nothing is settled without it", () => {
  const queue = new LayerQueue([1, 1], 9);
  queue.look([1]);
  taken(queue);
  queue.failed(1);
  assert.deepEqual(taken(queue), []);
  assert.ok(!queue.settled);
  queue.again();
  assert.deepEqual(taken(queue), [1]);
});

test("a layer's bytes are those of its arrays, and a phone has room for less of them", () => {
  const arrays = [2 * 5 * 3, 2 * 7 * 3, 2 * 3, 2 * 5, 2 * 5 * 7]; // queries, keys, means, lse, bias
  const sum = arrays.reduce((total, count) => total + 4 * count, 0);
  const facts = { kind: "self", heads: 2, queries: 5, tokens: 7, dim: 3 };
  assert.equal(bytesOf({ ...facts, bias: true }), sum);
  assert.equal(bytesOf({ ...facts, bias: false }), sum - 4 * arrays[4]);
  assert.equal(bytesOf({ ...facts, bias: false, signed: true }), 2 * (sum - 4 * arrays[4]));
  const wide = room();
  globalThis.matchMedia = () => ({ matches: true });
  assert.equal(room(), wide / 4);
});

test("of ViT-L/14 at 518 px a laptop holds 22 layers and a phone five", () => {
  const tokens = 37 * 37 + 1;
  const size = bytesOf({ kind: "self", heads: 16, queries: tokens, tokens, dim: 64, bias: false });
  const held = () => {
    const queue = new LayerQueue(Array(24).fill(size), room());
    queue.all = true;
    for (let layer = queue.take(); layer !== null; layer = queue.take()) queue.came(layer);
    return queue.here.size;
  };
  globalThis.matchMedia = () => ({ matches: false });
  assert.equal(held(), 22);
  globalThis.matchMedia = () => ({ matches: true });
  assert.equal(held(), 5);
});
