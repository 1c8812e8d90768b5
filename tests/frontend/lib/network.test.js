import assert from "node:assert/strict";
import { test } from "node:test";

import { sparing } from "../../../vitviz/web/frontend/lib/network.js";

const told = (/** @type {object|undefined} */ connection) => {
  Object.defineProperty(globalThis, "navigator", { value: { connection }, configurable: true });
  return sparing();
};

test("who asks to spare data, and a slow network, is spared; a browser that tells nothing is not", () => {
  assert.equal(told({ saveData: true, effectiveType: "4g" }), true);
  for (const effectiveType of ["slow-2g", "2g", "3g"]) assert.equal(told({ effectiveType }), true);
  assert.equal(told({ saveData: false, effectiveType: "4g" }), false);
  assert.equal(told(undefined), false);
});
