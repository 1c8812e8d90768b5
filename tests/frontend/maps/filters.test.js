import assert from "node:assert/strict";
import { test } from "node:test";

import { cellAt, layFilters } from "../../../vitviz/web/frontend/maps/filters.js";

test("as many columns stand side by side as can be told apart", () => {
  assert.deepEqual([700, 400, 250, 160, 90].map((width) => layFilters(width, 1).columns), [24, 16, 12, 8, 8]);
});

test("filters of a patch that is not square keep its shape", () => {
  const { side, tall } = layFilters(480, 0.5);
  assert.equal(tall, side / 2);
});

test("the middle of a filter is found as that filter", () => {
  const layout = layFilters(480, 1.5);
  for (let i = 0; i < 50; i++) {
    const [col, row] = [i % layout.columns, Math.floor(i / layout.columns)];
    assert.equal(cellAt((col + 0.5) * layout.side, row * (layout.tall + 4) + layout.tall / 2, layout), i);
  }
});

test("beside the last column there is none", () => {
  assert.equal(cellAt(481, 5, layFilters(480, 1)), null);
  assert.equal(cellAt(-1, 5, layFilters(480, 1)), null);
});
