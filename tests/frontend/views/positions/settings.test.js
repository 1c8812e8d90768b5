import assert from "node:assert/strict";
import { test } from "node:test";

import { amountText, parametersOf, patchOn, possible, titleOf } from "../../../../vitviz/web/frontend/views/positions/settings.js";

const SETTINGS = { change: "none", amount: 0.5, seed: 3, patch: 40 };
const WORDS = { change_title: "Change: {change}", change_seeded: "{change} (seed {seed})", change_scale: "scaled", change_shuffle: "shuffled",
  change_photo: "photo shuffled", change_mean: "mean" };

const asked = (change, grid = [8, 8]) => parametersOf({ ...SETTINGS, change }, grid);

test("a request names only what its change depends on", () => {
  assert.equal(asked("none"), "change=none");
  assert.equal(asked("transpose"), "change=transpose");
  assert.equal(asked("scale"), "change=scale&amount=0.5");
  assert.equal(asked("shuffle"), "change=shuffle&seed=3");
  assert.equal(asked("photo"), "change=photo&seed=3");
  assert.equal(asked("all"), "change=all&patch=40");
});

test("a patch that a smaller grid does not have is its last one", () => {
  assert.equal(asked("all", [3, 5]), "change=all&patch=14");
  assert.equal(patchOn(14, [3, 5]), 14);
});

test("a title says the setting that its change depends on", () => {
  const title = (change) => titleOf({ ...SETTINGS, change }, WORDS);
  assert.equal(title("mean"), "Change: mean");
  assert.equal(title("scale"), "Change: scaled 0.50");
  assert.equal(title("shuffle"), "Change: shuffled (seed 3)");
  assert.equal(title("photo"), "Change: photo shuffled (seed 3)");
});

test("an amount has two decimals", () => {
  assert.equal(amountText(1), "1.00");
  assert.equal(amountText(0.05), "0.05");
});

test("rows and columns change places on a square grid alone", () => {
  assert.ok(possible("transpose", [8, 8]));
  assert.ok(!possible("transpose", [6, 8]));
  assert.ok(possible("mean", [6, 8]));
});
