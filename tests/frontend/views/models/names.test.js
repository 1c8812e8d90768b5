import assert from "node:assert/strict";
import { test } from "node:test";

import { bytesOf, isOfTheHub, matching, unpacked } from "../../../../vitviz/web/frontend/views/models/names.js";

const HEADER = { columns: {
  name: ["resnet50.a1_in1k", "swin_tiny.ms_in1k", "vit_small_patch14_reg4_dinov2.lvd142m", "vit_tiny.augreg_in21k"],
  kind: ["cnn", "vit", "vit", "vit"],
  why: ["", "unplaced", "", ""],
  family: ["resnet", "swin_transformer", "vision_transformer", "vision_transformer"],
  licence: ["apache-2.0", "mit", "apache-2.0", "apache-2.0"],
  published: [1, 1, 1, 0],
  parameters: [25, 28, 22, 5],
} };
const ROWS = unpacked(HEADER);
const names = (wanted, here = []) =>
  matching(ROWS, { find: "", only: "", ...wanted }, new Set(here)).map(({ name }) => name.split(".")[0]);

test("a row has what stands at its place in every column", () => {
  assert.deepEqual([ROWS[1].name, ROWS[1].why, ROWS[1].parameters], ["swin_tiny.ms_in1k", "unplaced", 28]);
});

test("a name is found by its parts in any order and case, by family and by licence", () => {
  assert.deepEqual(names({ find: "REG4 small" }), ["vit_small_patch14_reg4_dinov2"]);
  assert.deepEqual(names({ find: "swin_transformer" }), ["swin_tiny"]);
  assert.deepEqual(names({ find: "mit" }), ["swin_tiny"]);
});

test("a star stands for anything within a name, and no other sign for more than itself", () => {
  assert.deepEqual(names({ find: "vit*dinov2" }), ["vit_small_patch14_reg4_dinov2"]);
  assert.deepEqual(names({ find: "vit.small" }), []);
  assert.deepEqual(names({ find: "(" }), []);
});

test("what opens comes before what does not and what has no weights", () => {
  assert.deepEqual(names({}), ["resnet50", "vit_small_patch14_reg4_dinov2", "swin_tiny", "vit_tiny"]);
});

test("one kind can be asked for, and what is on this machine", () => {
  assert.deepEqual(names({ only: "cnn" }), ["resnet50"]);
  assert.deepEqual(names({ only: "here" }, ["swin_tiny.ms_in1k"]), ["swin_tiny"]);
});

test("owner/name may be a model of the hub, with and without its prefix and revision", () => {
  for (const text of ["me/mine", "hf-hub:me/mine@v1.2", "hf_hub:timm/vit_tiny"]) assert.ok(isOfTheHub(text), text);
  for (const text of ["vit_tiny", "a/b/c", "../x", "me/"]) assert.equal(isOfTheHub(text), false, text);
});

test("weights take four bytes a parameter", () => {
  assert.equal(bytesOf(ROWS[3]), 20);
});
