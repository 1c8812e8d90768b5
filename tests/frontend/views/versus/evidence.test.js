import assert from "node:assert/strict";
import test from "node:test";

import { evidence } from "../../../../vitviz/web/frontend/views/versus/evidence.js";

test("what speaks for the class and what against it add up to the whole", () => {
  const found = evidence([2, -1, 0, 0.5, -3]);
  assert.deepEqual(found, { towards: 2.5, against: -4 });
});
