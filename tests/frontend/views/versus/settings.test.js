import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { blockOn, furtherText, isSeeded, onPicture, parametersOf, presetOf, sentence, strengthText, titleOf } from "../../../../vitviz/web/frontend/views/versus/settings.js";

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

test("a preset moves by half a patch or half the picture of the model on screen", () => {
  const [patch, picture] = ["half_patch", "half_picture"].map((right) => ({ id: "some", set: { alter: "shift", right, down: 0 } }));
  assert.deepEqual(onPicture(patch, [14, 14], [224, 224]).set, { alter: "shift", right: 7, down: 0 });
  assert.deepEqual(onPicture(patch, [16, 4], [32, 32]).set, { alter: "shift", right: 2, down: 0 });
  assert.equal(onPicture(picture, [14, 14], [182, 266]).set.right, 133);
  assert.equal(onPicture(picture, [14, 14], [518, 518]).set.right, 224); // no address holds more
  const still = { id: "loss", set: { alter: "drop", share: 0.5 } };
  assert.deepEqual(onPicture(still, [14, 14], [224, 224]), still);
});

test("under a picture stands what is chosen besides the strength, and the seed where chance decides", () => {
  const words = { ...WORDS, first: "Which first", first_random: "at random", first_vit_most: "ViT: most important",
    fill: "They become", fill_mean: "mean colour", beyond: "What comes in", beyond_wrap: "wrap-around", seed: "Seed" };
  assert.equal(furtherText(VALUES, words, true), "Which first: at random, They become: mean colour, Seed: 4");
  assert.equal(furtherText(VALUES, words), "Which first: at random, They become: mean colour");
  const most = { ...VALUES, first: "vit_most" };
  assert.equal(furtherText(most, words, true), "Which first: ViT: most important, They become: mean colour");
  assert.deepEqual([isSeeded(VALUES), isSeeded(most), isSeeded({ ...VALUES, alter: "noise" })], [true, false, true]);
  assert.equal(furtherText({ ...VALUES, alter: "shift" }, words, true), "What comes in: wrap-around");
  assert.equal(furtherText({ ...VALUES, alter: "blur" }, words, true), "");
  assert.deepEqual(["", "Seed: 4", "随机种子：4"].map(sentence), ["", "Seed: 4.", "随机种子：4。"]);
});
