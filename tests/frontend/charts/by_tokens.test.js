import assert from "node:assert/strict";
import test from "node:test";

import "../elements.js";
import { mark, placed } from "../../../vitviz/web/frontend/charts/by_tokens.js";

const TOKENS = [65, 257, 1025];
const SIZE = [600, 300];
const line = (values) => ({ id: "fused", values, fit: null });

test("both axes begin at 0", () => {
  const { x, y, left, bottom } = placed({ tokens: TOKENS, lines: [line([1, 2, 3])] }, SIZE);
  assert.equal(x(0), left);
  assert.equal(y(0), bottom);
});

test("twice as much stands twice as high, twice as many twice as far", () => {
  const { x, y, left, bottom } = placed({ tokens: TOKENS, lines: [line([1, 2, 4])] }, SIZE);
  assert.ok(Math.abs((bottom - y(4)) - 2 * (bottom - y(2))) < 1e-9);
  assert.ok(Math.abs((x(514) - left) - 2 * (x(257) - left)) < 1e-9);
});

test("what is not measured yet moves nothing", () => {
  const lines = [line([1, NaN, NaN]), line([2, NaN, NaN])];
  assert.equal(placed({ tokens: TOKENS, lines }, SIZE).most, 2.1);
});

test("where nothing was measured there are axes all the same", () => {
  const { most, known } = placed({ tokens: TOKENS, lines: [line([NaN, NaN, NaN])] }, SIZE);
  assert.ok(most > 0 && !known);
});

test("the name of a marked number stands on the side where there is room", () => {
  const drawn = placed({ tokens: TOKENS, lines: [line([1, 2, 3])] }, SIZE);
  const [few, many] = [1, 2].map((at) => mark({ at, text: "here" }, TOKENS, drawn, SIZE[0], 1)[1]);
  assert.equal(few["text-anchor"], "start");
  assert.ok(few.x > drawn.x(257));
  assert.equal(many["text-anchor"], "end");
  assert.ok(many.x < drawn.x(1025));
});
