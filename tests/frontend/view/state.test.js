import assert from "node:assert/strict";
import { before, beforeEach, mock, test } from "node:test";

import { Pending } from "../../../vitviz/web/frontend/view/pending.js";
import { State } from "../../../vitviz/web/frontend/view/state.js";

const TRACE = { grid: [14, 14] };

before(() => { globalThis.window = globalThis; });
beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
test.afterEach(() => mock.timers.reset());

/** A state of a host that notes what it sends. */
function made({ scope = "", pending = new Pending() } = {}) {
  const sent = [];
  const host = { pending, scope,
    send: () => sent.push(host.pending.answer().changes.map(({ set }) => set)) };
  return { state: new State(host), host, sent };
}

test("what is set shows at once and is told after a debounce", () => {
  const { state, sent } = made();
  state.take({ state: { query: "0", head: "rollout" }, trace: TRACE });
  state.set({ query: "5" });
  assert.deepEqual(state.values, { query: "5", head: "rollout" });
  assert.deepEqual(sent, []);
  mock.timers.runAll();
  assert.deepEqual(sent, [[{ query: "5" }]]);
});

test("several moves within the moment are told as one", () => {
  const { state, sent } = made();
  for (const query of ["1", "2", "3"]) state.set({ query });
  mock.timers.runAll();
  assert.deepEqual(sent, [[{ query: "3" }]]);
});

test("what was let go needs no rest", () => {
  const { state, sent } = made();
  state.setNow({ residual: 0.25 });
  assert.deepEqual(sent, [[{ residual: 0.25 }]]);
});

test("a message with an older state undoes nothing that was set here", () => {
  const { state, host } = made();
  state.setNow({ query: "5" });
  state.take({ state: { query: "0", head: "1.1" }, trace: TRACE });
  assert.deepEqual(state.values, { query: "5", head: "1.1" });
  host.pending.acknowledge(1);
  state.take({ state: { query: "7", head: "1.1" }, trace: TRACE });
  assert.equal(state.values.query, "7");
});

test("a message does not move what is under a finger", () => {
  const { state, sent } = made();
  state.hold({ residual: 0.1 });
  state.take({ state: { residual: 0.5 }, trace: TRACE });
  assert.equal(state.values.residual, 0.1);
  assert.deepEqual(sent, []);
  state.setNow({ residual: 0.2 });
  state.take({ state: { residual: 0.5 }, trace: TRACE });
  assert.equal(state.values.residual, 0.2);
});

test("a view that goes tells what it has not told yet", () => {
  const { state, sent } = made();
  state.set({ query: "5" });
  state.end();
  assert.deepEqual(sent, [[{ query: "5" }]]);
  state.end();
  assert.equal(sent.length, 1);
});

test("two mounts of one view with scopes of their own keep separate states", () => {
  const pending = new Pending();
  const page = made({ pending });
  const lesson = made({ pending, scope: "lesson" });
  const fromPython = { query: "0", head: "rollout" };
  for (const { state } of [page, lesson]) state.take({ state: fromPython, trace: TRACE });
  page.state.setNow({ query: "5" });
  lesson.state.hold({ head: "2.0" });
  lesson.state.setNow({ query: "9" });
  for (const { state } of [page, lesson]) state.take({ state: fromPython, trace: TRACE });
  assert.deepEqual(page.state.values, { query: "5", head: "rollout" });
  assert.deepEqual(lesson.state.values, { query: "9", head: "2.0" });
});

test("one answer carries the changes of both scopes, each with its own", () => {
  const pending = new Pending();
  made({ pending }).state.setNow({ query: "5" });
  made({ pending, scope: "lesson" }).state.setNow({ query: "9" });
  assert.deepEqual(pending.answer().changes.map(({ n, set, scope }) => [n, set, scope]),
    [[1, { query: "5" }, ""], [2, { query: "9" }, "lesson"]]);
});
