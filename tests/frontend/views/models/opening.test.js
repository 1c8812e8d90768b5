import "../../elements.js";
import assert from "node:assert/strict";
import { test } from "node:test";

import Models from "../../../../vitviz/web/frontend/views/models/models.js";
import Opening from "../../../../vitviz/web/frontend/views/models/opening.js";

test("the way back leads to the model on screen with the weights that it is shown with", () => {
  /** @type {object[]} */
  const set = [];
  Opening.prototype.leave.call(/** @type {any} */ ({ listening: null, asked: "", show() {},
    data: { back: { model: "a", weights: "random", rows: 0, cols: 0 } }, host: { runs: { stop() {} } },
    state: { setNow: (/** @type {object} */ fields) => set.push(fields) } }));
  assert.deepEqual(set, [{ model: "a", weights: "random", rows: 0, cols: 0 }]);
});

test("a list that did not arrive is asked for again, one that did is not", () => {
  /** @type {string[]} */
  const asked = [];
  const request = { lost: false, get: (/** @type {string} */ address) => asked.push(address) };
  const page = { listed: "", request, standings: { get() {} }, note: {}, notes: { replaceChildren() {} }, words: {}, draw() {}, dress() {},
    wake() {}, find: { matches: () => true }, state: { take() {}, values: {} } };
  const update = () => Models.prototype.update.call(/** @type {any} */ (page),
    /** @type {any} */ ({ notes: [], urls: { list: "list/1", here: "here" } }));
  update();
  update();
  assert.deepEqual(asked, ["list/1"]);
  request.lost = true;
  update();
  assert.deepEqual(asked, ["list/1", "list/1"]);
});
