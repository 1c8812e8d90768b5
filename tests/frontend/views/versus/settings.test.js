import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { blockOn, parametersOf, presetOf, strengthText, titleOf } from "../../../../vitviz/web/frontend/views/versus/settings.js";

const VALUES = { alter: "drop", right: -7, down: 3, beyond: "wrap", block: 56, share: 0.35, first: "random",
  fill: "mean", sigma: 2.5, angle: 30, seed: 4 };
const FIELDS = { drop: ["share", "first", "fill", "seed"], shift: ["right", "down", "beyond"], blur: ["sigma"] };
const WORDS = { whole: "whole", pixels: "{count} px", degrees: "{count}°", right: "Right", down: "Down",
  alter_drop: "drop patches", alter_shift: "shift", alter_shuffle: "shuffle blocks" };
const ENGLISH = formats("en");

test("a request names the perturbation, the class, and what that perturbation depends on", () => {
  assert.equal(parametersOf(VALUES, FIELDS, 17), "alter=drop&target=17&share=0.35&first=random&fill=mean&seed=4");
  assert.equal(parametersOf({ ...VALUES, alter: "shift" }, FIELDS, 17), "alter=shift&target=17&right=-7&down=3&beyond=wrap");
  assert.equal(parametersOf({ ...VALUES, alter: "blur" }, FIELDS, 0), "alter=blur&target=0&sigma=2.5");
});

test("a block is the nearest that divides the picture, the larger of two that are as near", () => {
  assert.equal(blockOn(56, [112, 56, 28]), 56);
  assert.equal(blockOn(1, [112, 56, 28]), 28);
  assert.equal(blockOn(42, [112, 56, 28]), 56);
});

test("a strength is said in what it is counted in", () => {
  const say = (alter, strength) => strengthText(alter, strength, WORDS, ENGLISH);
  assert.equal(say("shift", -7), "−7 px");
  assert.equal(say("blur", 2.5), "2.5 px");
  assert.equal(say("rotate", 30), "30°");
  assert.equal(say("drop", 0.35), "35%");
  assert.equal(say("shuffle", 0), "whole");
});

test("a title says what is done and how strongly", () => {
  const title = (alter) => titleOf({ ...VALUES, alter }, [112, 32, 28], WORDS, ENGLISH);
  assert.equal(title("drop"), "drop patches: 35%");
  assert.equal(title("shift"), "shift: Right −7 px, Down 3 px");
  assert.equal(title("shuffle"), "shuffle blocks: 32 px");
});

test("a preset is the one whose settings are all as they are", () => {
  const presets = [{ id: "loss", set: { alter: "drop", share: 0.5 } }, { id: "some", set: { alter: "drop", share: 0.35, seed: 4 } }];
  assert.equal(presetOf(presets, VALUES).id, "some");
  assert.equal(presetOf(presets, { ...VALUES, seed: 5 }), null);
});
