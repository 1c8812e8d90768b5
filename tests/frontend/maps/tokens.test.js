import assert from "node:assert/strict";
import { test } from "node:test";

import { patchOf, queryOf, tokenOf, tokensOf } from "../../../vitviz/web/frontend/maps/tokens.js";

const GRID = [2, 5];

test("a map's tokens before its patches are what is left of the grid", () => {
  assert.deepEqual(tokensOf(new Float32Array(10), GRID), { tokens: 10, prefix: 0 });
  assert.deepEqual(tokensOf(new Float32Array(15), GRID), { tokens: 15, prefix: 5 });
});

test("every token of a layer has a name that leads back to it", () => {
  for (const layer of [{ tokens: 10, prefix: 0 }, { tokens: 11, prefix: 1 }, { tokens: 15, prefix: 5 }]) {
    for (let token = 0; token < layer.tokens; token++) {
      assert.equal(tokenOf(queryOf(token, layer), layer), token);
    }
  }
});

test("a layer without a class token does not know it as patch 0", () => {
  assert.equal(tokenOf("p0", { tokens: 10, prefix: 0 }), null);
  assert.equal(tokenOf("0", { tokens: 10, prefix: 0 }), 0);
});

test("a patch beyond the grid names no token", () => {
  assert.equal(tokenOf("10", { tokens: 11, prefix: 1 }), null);
});

test("only a patch's query names a patch", () => {
  assert.equal(patchOf("120"), 120);
  for (const query of ["p0", "p12", "", "1.5", "-1"]) assert.equal(patchOf(query), null);
});
