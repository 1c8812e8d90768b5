import assert from "node:assert/strict";
import { test } from "node:test";

import { runLabel, paceOf } from "../../../../vitviz/web/frontend/views/explain/pace.js";

const WORDS = { run: "run {count}", run_time: "run {count}, {time}", seconds: "about {count} s" };
const view = (get) => ({ data: { urls: { analysis: "a" } }, host: { get } });

test("the pace is what the analysis's endpoint says", async () => {
  const found = await paceOf(view(async (address) => ({ header: { address } })));
  assert.deepEqual(found, { address: "a/pace" });
});

test("where nobody answers there is no pace", async () => {
  assert.equal(await paceOf(view(async () => { throw new Error("offline"); })), null);
});

test("a run is offered with its time where that is known", () => {
  assert.equal(runLabel(40, 12, WORDS), "run 40, about 12 s");
  assert.equal(runLabel(40, null, WORDS), "run 40");
});
