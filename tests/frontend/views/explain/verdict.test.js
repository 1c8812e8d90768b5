import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { judged, standing } from "../../../../vitviz/web/frontend/views/explain/verdict.js";

const WORDS = { judged_nothing: "no signal", judged_ties: "ties {share}",
  judged_both_better: "both better than {count}", judged_both_inside: "both inside",
  judged_both_worse: "both worse", judged_apart: "{deletion}, {insertion}, {count}",
  judged_deletion_better: "deletion better", judged_insertion_inside: "insertion inside" };

/** A method whose areas lie at these sides of the random ones, by probability. */
function method(deletion, insertion, more = {}) {
  const at = (side) => ({ probability: { side }, logit: { side: "inside" } });
  return { signal: true, ties: 0, deletion: at(deletion), insertion: at(insertion), ...more };
}

function sentence(...sides) {
  return judged(method(...sides), { orders: 10 }, "probability", WORDS, formats("en"));
}

test("a faithful map's deletion curve lies below the random ones", () => {
  const stands = (side) => standing(method(side, "inside"), "deletion", "probability");
  assert.deepEqual(["below", "inside", "above"].map(stands), ["better", "inside", "worse"]);
});

test("a faithful map's insertion curve lies above the random ones", () => {
  const stands = (side) => standing(method("inside", side), "insertion", "probability");
  assert.deepEqual(["below", "inside", "above"].map(stands), ["worse", "inside", "better"]);
});

test("each score has its own standing", () => {
  assert.equal(standing(method("below", "above"), "deletion", "logit"), "inside");
});

test("curves that agree are judged in one", () => {
  assert.equal(sentence("below", "above"), "both better than 10");
  assert.equal(sentence("above", "below"), "both worse");
});

test("curves that do not agree are judged apart", () => {
  assert.equal(sentence("below", "inside"), "deletion better, insertion inside, 10");
});

test("a map without a signal is not judged", () => {
  assert.equal(sentence("below", "above", { signal: false }), "no signal");
});

test("many ties are told, few are not", () => {
  assert.equal(sentence("inside", "inside", { ties: 0.5 }), "both inside ties 50%");
  assert.equal(sentence("inside", "inside", { ties: 0.1 }), "both inside");
});
