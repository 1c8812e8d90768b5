import assert from "node:assert/strict";
import { test } from "node:test";

import { Measures, valueOf } from "../../../../vitviz/web/frontend/views/explore/measures.js";

// Two of three layers have the numbers: a class attention has no patches that ask.
const BUNDLE = { header: { layers: [0, 2], uniform_reach: 116, width: 224 }, arrays: {
  reach: { values: Float32Array.from([1, 2, 3, 4]), shape: [2, 2] },
  entropy: { values: Float32Array.from([5, 6, 7, 8]), shape: [2, 2] } } };
const scene = (name) => ({ data: { urls: { analysis: name } } });

test("a head's number is found by the layer's own index, not by its row", () => {
  const value = valueOf(BUNDLE, "entropy");
  assert.deepEqual([value("0.1"), value("2.0"), value("1.0")], [6, 7, NaN]);
});

test("a photo's numbers are asked for once, another photo's anew", async () => {
  const asked = [];
  const measures = new Measures({ get: async (address) => { asked.push(address); return BUNDLE; } });
  const [koala, cat] = [scene("koala"), scene("cat")];
  await measures.of(koala);
  await measures.of(koala);
  await measures.of(cat);
  assert.deepEqual(asked, ["koala/measures", "cat/measures"]);
});

test("what failed is asked for again", async () => {
  let calls = 0;
  const measures = new Measures({ get: async () => {
    if (!calls++) throw new Error("gone");
    return BUNDLE;
  } });
  const koala = scene("koala");
  await assert.rejects(measures.of(koala));
  assert.equal(await measures.of(koala), BUNDLE);
});
