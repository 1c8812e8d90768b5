import assert from "node:assert/strict";
import { test } from "node:test";

import { StageStream } from "../../../vitviz/web/frontend/math/stage_stream.js";
import { close, named } from "../numbers.js";

const [FINE, COARSE] = [[2, 4], [1, 2]];
const DIM = 3;

/** A token of length 1 for each place: along one axis, or between two. */
const directions = (count) => named([count, DIM], (i) => {
  const [token, axis] = [Math.floor(i / DIM), i % DIM];
  return axis === token % DIM ? 0.6 : axis === (token + 1) % DIM ? 0.8 : 0;
});
const bytes = (...values) => ({ values: Uint8Array.from(values), shape: [values.length] });
const STREAM = new StageStream({
  header: { names: ["stages.0", "stages.1"], grids: { unit_0: FINE, unit_1: COARSE } },
  arrays: { unit_0: directions(8), norms_0: named([8], (i) => i + 1), sinks_0: bytes(0, 0, 0, 0, 0, 0, 0, 1),
    added_0: named([8], (i) => i / 8),
    unit_1: directions(2), norms_1: named([2], (i) => 10 * (i + 1)), sinks_1: bytes(0, 1) },
});

test("each block has its own grid and as many tokens as that has", () => {
  assert.deepEqual(STREAM.blocks.map(({ grid, norms, dim }) => [grid, norms.length, dim]),
    [[FINE, 8, 3], [COARSE, 2, 3]]);
});

test("a patch of the finest grid is followed by the token that covers it", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map((patch) => STREAM.covering(1, patch, FINE)),
    [0, 0, 1, 1, 0, 0, 1, 1]);
  assert.equal(STREAM.covering(0, 6, FINE), 6);
});

test("cosines are products of tokens of length 1, on the block's own grid", () => {
  close(STREAM.cosines(0, 3), [1, 0.48, 0.48, 1, 0.48, 0.48, 1, 0.48], 1e-6);
  close(STREAM.cosines(1, 1), [0.48, 1], 1e-6);
});

test("a norm is measured by the median of its own block, of two by their mean", () => {
  close(STREAM.blocks[0].relative, [1, 2, 3, 4, 5, 6, 7, 8].map((norm) => norm / 4.5 - 1), 1e-6);
  close(STREAM.blocks[1].relative, [10 / 15 - 1, 20 / 15 - 1], 1e-6);
});

test("what stands out is outlined in its block, and told of the patch that it covers", () => {
  assert.deepEqual([STREAM.marks(0), STREAM.marks(1)], [[7], [1]]);
  assert.deepEqual([7, 3, 0].map((patch) => STREAM.outlying(patch, FINE)), [[0, 1], [1], []]);
});

test("what a block adds is that to the token which covers the patch, beside its median token", () => {
  assert.deepEqual(STREAM.added(6, FINE), [{ block: 0.75, blockUsual: 3.5 / 8 }, { block: NaN, blockUsual: NaN }]);
  assert.equal(STREAM.most, 7 / 8);
});
