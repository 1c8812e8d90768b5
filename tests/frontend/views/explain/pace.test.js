import assert from "node:assert/strict";
import { test } from "node:test";

import { runLabel, paceOf } from "../../../../vitviz/web/frontend/views/explain/pace.js";

const WORDS = { run: "run {count}", run_time: "run {count}, {time}", seconds: "about {count} s" };
const view = (get) => ({ data: { urls: { analysis: "a" } }, host: { get } });

test("the pace is what the analysis's endpoint says", async () => {
  const told = [];
  await paceOf(view(async (address) => ({ header: { address } })), (pace) => told.push(pace));
  assert.deepEqual(told, [{ address: "a/pace" }]);
});

test("where nobody answers there is no pace", async () => {
  await paceOf(view(async () => { throw new Error("offline"); }), () => assert.fail());
});

test("a pace that comes late is not that of the model which is shown by then", async () => {
  const late = view(async () => ({ header: {} }));
  const asked = paceOf(late, () => assert.fail());
  late.data = { urls: { analysis: "b" } };
  await asked;
});

test("a run is offered with its time where that is known", () => {
  assert.equal(runLabel(40, 12, WORDS), "run 40, about 12 s");
  assert.equal(runLabel(40, null, WORDS), "run 40");
});
