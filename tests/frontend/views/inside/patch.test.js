import assert from "node:assert/strict";
import { test } from "node:test";

import "../../elements.js";

const { filterOf } = await import("../../../../vitviz/web/frontend/views/inside/patch.js");

const POSITIVE = [Float32Array.of(1, 3, -2), [1, 0, 2]];
const NEGATIVE = [Float32Array.of(1, 3, -4), [1, 0, 2]];

test("the filter that answers most in size is shown", () => {
  assert.equal(filterOf("", ...POSITIVE), 1);
  assert.equal(filterOf("", ...NEGATIVE), 2);
});

test("a wished filter is shown where the model has it", () => {
  assert.equal(filterOf("0", ...NEGATIVE), 0);
  assert.equal(filterOf("3", ...NEGATIVE), 2);
});
