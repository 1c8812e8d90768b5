import assert from "node:assert/strict";
import { test } from "node:test";

import { formats } from "../../../../vitviz/web/frontend/lib/formats.js";
import { notesText, tableText } from "../../../../vitviz/web/frontend/views/positions/sentences.js";

const WORDS = { used_text: "{count}: {rows} x {cols} of {learned}: {learned_rows} x {learned_cols}, {dim}",
  used_same: "{rows} x {cols} as learned", learned_text: "{rows} x {cols} in the file",
  untrained: "Untrained.", rotary: "Rotary.", rotary_also: "Rotary too.", relative: "Relative.",
  none: "None.", convolution: "Convolutions.", elsewhere: "Elsewhere." };
const TABLE = { grid: [12, 20], kinds: ["absolute"], header: { learned: [16, 16], dim: 384 },
  scores: {}, offsets: null };
const FORMATS = formats("en");
const NO_TABLE = { grid: [12, 20], header: {}, scores: null, offsets: null };

test("a table that was resampled says from which grid to which", () => {
  assert.equal(tableText(WORDS, TABLE, false, FORMATS), "240: 12 x 20 of 256: 16 x 16, 384");
});

test("a large table's count is written as the page writes numbers", () => {
  const large = { ...TABLE, header: { learned: [37, 37], dim: 1024 } };
  assert.equal(tableText(WORDS, large, false, FORMATS), "240: 12 x 20 of 1,369: 37 x 37, 1,024");
});

test("a table of the grid that was learned says so", () => {
  const same = { ...TABLE, header: { learned: [12, 20], dim: 384 } };
  assert.equal(tableText(WORDS, same, false, FORMATS), "12 x 20 as learned");
});

test("the table of the model's file is said to be that", () => {
  assert.equal(tableText(WORDS, { ...TABLE, grid: [16, 16] }, true, FORMATS), "16 x 16 in the file");
});

test("nothing is said of a table that is not there", () => {
  assert.equal(tableText(WORDS, { ...NO_TABLE, kinds: ["rotary"] }, false, FORMATS), "");
});

test("a trained model with a table alone has no notes", () => {
  assert.equal(notesText(WORDS, TABLE, false), "");
});

test("rotary positions are told apart from those beside a table", () => {
  assert.equal(notesText(WORDS, { ...NO_TABLE, kinds: ["rotary"] }, false, FORMATS), "Rotary.");
  assert.equal(notesText(WORDS, { ...TABLE, kinds: ["absolute", "rotary"] }, false), "Rotary too.");
});

test("several notes follow one another", () => {
  const relative = { ...NO_TABLE, kinds: ["relative"], offsets: {} };
  assert.equal(notesText(WORDS, relative, true), "Untrained. Relative.");
  assert.equal(notesText(WORDS, { ...NO_TABLE, kinds: ["none"] }, true), "None.");
});

test("positions that this view does not draw are said to lie elsewhere", () => {
  for (const kinds of [["absolute"], ["relative"], ["absolute", "relative"]]) {
    assert.equal(notesText(WORDS, { ...NO_TABLE, kinds }, false), "Elsewhere.");
  }
  assert.equal(notesText(WORDS, { ...NO_TABLE, kinds: ["convolution"] }, false), "Convolutions.");
});
