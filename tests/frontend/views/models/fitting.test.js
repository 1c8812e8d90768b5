import "../../elements.js";
import assert from "node:assert/strict";
import { test } from "node:test";

import { Fitting } from "../../../../vitviz/web/frontend/views/models/fitting.js";

const WORDS = { own_fitting_tip: "", own_fits: "{architecture}, {heads} heads",
  own_fits_with: "{architecture}, {heads} heads, {inferred}", own_fits_without_heads: "{architecture}, {inferred}" };

/** @param {(name: string, kind: string) => void} open */
const fitting = (open) => new Fitting(/** @type {any} */ ({ words: WORDS }), open);

test("what fits is told by what tells it apart: its heads where they are known, what it needs", () => {
  const said = (/** @type {number} */ heads, /** @type {string} */ inferred) => /** @type {any} */ (fitting(() => {})
    .chip({ name: "own:a:swin", architecture: "swin", heads, inferred, kind: "vit" })).children[0];
  assert.equal(said(6, ""), "swin, 6 heads");
  assert.equal(said(6, "num_classes = 2"), "swin, 6 heads, num_classes = 2");
  assert.equal(said(0, ""), "swin");
  assert.equal(said(0, "num_classes = 2"), "swin, num_classes = 2");
});

test("a press opens it as what it is", () => {
  /** @type {string[][]} */
  const opened = [];
  const chip = fitting((...asked) => opened.push(asked))
    .chip({ name: "own:a:resnet18", architecture: "resnet18", heads: 0, inferred: "", kind: "cnn" });
  /** @type {any} */ (chip).onclick?.() ?? chip.dispatchEvent(new Event("click"));
  assert.deepEqual(opened, [["own:a:resnet18", "cnn"]]);
});
