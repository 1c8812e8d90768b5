import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";
import PositionChange from "../../../../vitviz/web/frontend/views/positions/change.js";

/** A view of the analysis "new" whose requests all fail; what it says is in `failed`. */
function failing() {
  const failed = [];
  const view = Object.assign(Object.create(PositionChange.prototype), {
    data: { urls: { analysis: "api/new" } }, words: {}, waiting: {}, failed,
    host: { get: async () => { throw new Error("gone"); } }, fail: (error) => failed.push(error.message) });
  return view;
}

test("the failure of a request for the analysis on screen is said", async () => {
  const view = failing();
  assert.equal(await view.fetch("api/new/position_change?change=none"), false);
  assert.deepEqual(view.failed, ["gone"]);
});

test("the failure of a request for an older analysis is not booked on the new one", async () => {
  const view = failing();
  assert.equal(await view.fetch("api/old/position_change?change=none"), false);
  assert.deepEqual(view.failed, []);
});
