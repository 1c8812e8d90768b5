import assert from "node:assert/strict";
import test from "node:test";

import { ROWS } from "../../../../vitviz/web/frontend/views/versus/equivariance.js";

test("what is exact stands before what breaks it", () => {
  for (const rows of Object.values(ROWS)) {
    const exact = rows.map((row) => row.exact);
    assert.deepEqual(exact, [...exact].sort((a, b) => Number(b) - Number(a)));
  }
});
