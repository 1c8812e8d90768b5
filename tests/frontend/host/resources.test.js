import assert from "node:assert/strict";
import { test } from "node:test";

import { reached } from "../../../vitviz/web/frontend/host/resources.js";

const ANSWER = /** @type {Response} */ ({ ok: true });

/** Nobody answers `times` times; then `ANSWER` comes. */
function broken(times) {
  const asked = [];
  globalThis.fetch = /** @type {any} */ (async (address) => {
    asked.push(address);
    if (asked.length <= times) throw new TypeError("Failed to fetch");
    return ANSWER;
  });
  return asked;
}

test("what nobody answered is asked for again", async () => {
  const asked = broken(2);
  assert.equal(await reached(new URL("http://here/a"), [0, 0]), ANSWER);
  assert.equal(asked.length, 3);
});

test("in the end it is given up", async () => {
  const asked = broken(9);
  await assert.rejects(reached(new URL("http://here/a"), [0, 0]), TypeError);
  assert.equal(asked.length, 3);
});
