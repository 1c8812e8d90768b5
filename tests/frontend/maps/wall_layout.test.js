import assert from "node:assert/strict";
import { test } from "node:test";

import { cellOf, WallLayout } from "../../../vitviz/web/frontend/maps/wall_layout.js";

/** Cells layer by layer of layers with these heads. */
const namesOf = (heads) => heads.flatMap((count, layer) =>
  [...Array.from({ length: count }, (_, head) => `${layer}.${head}`), `${layer}.mean`]);

function wall(width, { heads = Array(12).fill(6), grid = [14, 14], order = null } = {}) {
  const names = order ?? namesOf(heads);
  return new WallLayout({ layers: heads.length, heads: Math.max(...heads), grid, names, sorted: order !== null }, width);
}

const WALLS = {
  wide: wall(900), phone: wall(340), "not square": wall(900, { grid: [8, 21] }),
  "tall patches' grid": wall(340, { grid: [21, 8] }), "heads that differ": wall(900, { heads: [4, 8, 2] }),
  sorted: wall(900, { order: ["3.1", "0.0", "11.5", "2.2"] }),
};

test("the middle of every cell is found as that cell", () => {
  for (const layout of Object.values(WALLS)) {
    for (const name of layout.names) {
      const [x, y, width, height] = layout.rectangleOf(name);
      assert.equal(layout.at(x + width / 2, y + height / 2).head, name);
    }
  }
});

test("no two cells overlap", () => {
  for (const layout of Object.values(WALLS)) {
    const rects = layout.names.map((name) => layout.rectangleOf(name));
    rects.forEach(([x, y, w, tall], i) => rects.slice(0, i).forEach(([x2, y2, w2, tall2]) => {
      assert.ok(x + w <= x2 || x2 + w2 <= x || y + tall <= y2 || y2 + tall2 <= y);
    }));
  }
});

test("all cells lie within the wall's height", () => {
  for (const layout of Object.values(WALLS)) {
    for (const name of layout.names) {
      const [, y, , height] = layout.rectangleOf(name);
      assert.ok(y + height <= layout.height);
    }
  }
});

test("the last patch of a grid that is not square is in a cell's last corner", () => {
  const layout = WALLS["not square"];
  const [x, y, width, height] = layout.rectangleOf("4.2");
  assert.deepEqual(layout.at(x + width - 0.5, y + height - 0.5), { head: "4.2", patch: 8 * 21 - 1 });
});

test("cells have the shape of the grid", () => {
  const [width, height] = WALLS["tall patches' grid"].cell;
  assert.ok(Math.abs(height / width - 21 / 8) < 0.1);
});

test("depth runs to the right where there is room and down on a phone", () => {
  const right = WALLS.wide, down = WALLS.phone;
  assert.ok(right.rectangleOf("1.0")[0] > right.rectangleOf("0.0")[0]);
  assert.ok(down.rectangleOf("1.0")[1] > down.rectangleOf("0.0")[1]);
});

test("an arrow key leads to the cell beside and back", () => {
  for (const layout of [WALLS.wide, WALLS.phone]) {
    for (const step of [[0, 1], [1, 0]]) {
      const next = layout.beside("5.3", step);
      assert.equal(layout.beside(next, step.map((way) => -way)), "5.3");
    }
  }
});

test("nothing is beside the wall's first cell on the outside", () => {
  assert.equal(WALLS.wide.beside("0.0", [-1, 0]), undefined);
  assert.equal(WALLS.wide.beside("0.0", [0, -1]), undefined);
});

test("a layer's number stands for its mean and a head's for its column", () => {
  const layout = WALLS.wide;
  const [x, , width] = layout.rectangleOf("7.0");
  assert.deepEqual(layout.at(x + width / 2, 10), { head: "7.mean", patch: null });
  const [, y, , height] = layout.rectangleOf("0.4");
  assert.deepEqual(layout.at(10, y + height / 2), { column: 4, patch: null });
});

test("in another order means have no cell and labels no meaning", () => {
  assert.equal(WALLS.sorted.rectangleOf("3.mean"), null);
  assert.equal(WALLS.sorted.at(10, 10), null);
});

test("a cell's name gives its layer and head, the rollout has neither", () => {
  assert.deepEqual(cellOf("11.3"), { layer: 11, head: 3 });
  assert.deepEqual(cellOf("11.mean"), { layer: 11, head: "mean" });
  assert.equal(cellOf("rollout"), null);
});
