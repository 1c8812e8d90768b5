import assert from "node:assert/strict";
import { test } from "node:test";

import { Pending } from "../../../vitviz/web/frontend/view/pending.js";

const change = (set, scope = "") => ({ set, grid: [14, 14], scope });
const numbersOf = (pending) => pending.answer().changes.map(({ n }) => n);

test("changes are numbered in their order and sent until they are acknowledged", () => {
  const pending = new Pending();
  pending.add(change({ query: "1" }));
  pending.add(change({ head: "11.0" }));
  assert.deepEqual(numbersOf(pending), [1, 2]);
  pending.acknowledge(1);
  assert.deepEqual(numbersOf(pending), [2]);
  pending.acknowledge(2);
  assert.deepEqual(numbersOf(pending), []);
});

test("an answer says which change was heard of last, also where a new server counts anew", () => {
  const pending = new Pending();
  assert.equal(pending.answer().heard, 0);
  pending.acknowledge(7);
  assert.equal(pending.answer().heard, 7);
  pending.acknowledge(0);
  assert.equal(pending.answer().heard, 0);
});

test("an arrow key that is held down is one change with the last value", () => {
  const pending = new Pending();
  for (const query of ["1", "2", "3"]) pending.add(change({ query }));
  assert.deepEqual(pending.answer().changes.map(({ set }) => set), [{ query: "3" }]);
});

test("a change joins none that was sent, that sets other fields or is of another scope", () => {
  const pending = new Pending();
  pending.add(change({ query: "1" }));
  pending.answer();
  pending.add(change({ query: "2" }));
  pending.add(change({ query: "3", head: "1.1" }));
  pending.add(change({ query: "4", head: "1.1" }, "lesson"));
  assert.deepEqual(numbersOf(pending), [1, 2, 3, 4]);
});

test("only where a change waits that can be joined no more is it to be sent", () => {
  const pending = new Pending();
  assert.equal(pending.add(change({ query: "1" })), false);
  assert.equal(pending.add(change({ query: "2" })), false);
  assert.equal(pending.add(change({ head: "1.1" })), true);
  pending.answer();
  assert.equal(pending.add(change({ by: "column" })), false);
});

test("what arrived while more was changed leaves the newer changes", () => {
  const pending = new Pending();
  pending.add(change({ query: "1" }));
  pending.answer();
  pending.add(change({ query: "2" }));
  pending.acknowledge(1);
  assert.deepEqual(pending.over({ query: "1", head: "rollout" }, ""), { query: "2", head: "rollout" });
});

test("the state shown is Python's with the changes of its own scope over it", () => {
  const pending = new Pending();
  pending.add(change({ query: "1" }));
  pending.add(change({ query: "9" }, "lesson"));
  pending.add(change({ head: "3.mean" }));
  const state = { query: "0", head: "rollout", by: "row" };
  assert.deepEqual(pending.over(state, ""), { query: "1", head: "3.mean", by: "row" });
  assert.deepEqual(pending.over(state, "lesson"), { query: "9", head: "rollout", by: "row" });
  assert.equal(state.query, "0");
});

test("a change is unheard from its sending to its acknowledgement", () => {
  const pending = new Pending();
  pending.add(change({ query: "1" }));
  assert.ok(!pending.unheard);
  pending.answer();
  assert.ok(pending.unheard);
  pending.acknowledge(1);
  assert.ok(!pending.unheard);
});

test("numbers go on from what Python has, after the page was loaded anew", () => {
  const pending = new Pending();
  pending.acknowledge(41);
  pending.add(change({ query: "1" }));
  assert.deepEqual(numbersOf(pending), [42]);
});

test("an answer that is changed later stays as it was sent", () => {
  const pending = new Pending();
  pending.add(change({ query: "1" }));
  const { changes } = pending.answer();
  changes[0].n = 99;
  assert.deepEqual(numbersOf(pending), [1]);
});
